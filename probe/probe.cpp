#include "probe/probe.hpp"

#include "emulator/tls_client.hpp"
#include "net/connect.hpp"
#include "net/errors_as_values.hpp"
#include "probe/allowed.hpp"
#include "probe/chain.hpp"
#include "probe/errands.hpp"
#include "probe/gateway_home.hpp"
#include "probe/life.hpp"
#include "probe/variants.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cupspec::probe {
namespace {

using conformance::Contact;
using conformance::Evidence;
using conformance::Purpose;

/// As many of the harmless contacts at a time: more would be load.
constexpr std::size_t kWorkers = 4;
/// Nothing takes longer than this many timeouts.
constexpr unsigned kMostTimeouts = 8;
/// A silent server is asked once more, for a share of the timeout only.
constexpr unsigned kSilentShare = 5;

constexpr std::array kHarmless{Purpose::fresh,           Purpose::unknown_router, Purpose::foreign_router,
                               Purpose::no_credentials,  Purpose::wrong_token,    Purpose::get,
                               Purpose::wrong_path,      Purpose::empty_body,     Purpose::no_json,
                               Purpose::cut_json,        Purpose::no_router,      Purpose::wrong_types,
                               Purpose::unknown_members, Purpose::long_router,    Purpose::many_keys,
                               Purpose::slow_request,    Purpose::cut_request};

/// A plain request with the TLS clients that take it to its server.
struct Way {
    PlainRequest plain;
    std::optional<net::TlsContext> tls;        ///< with what the gateway presents
    std::optional<net::TlsContext> anonymous;  ///< without a certificate
};

class Conversation {
public:
    Conversation(const ProbeOptions& options, GatewayHome home) : options_{options}, home_{std::move(home)} {}

    Result<Evidence> hold() {
        auto first = way();
        if (!first) return first.error();
        begin(first->plain);
        if (auto lived = live_life(); !lived) return lived.error();
        look_at_certificates(first->plain);
        if (is_dead(*first)) return std::move(evidence_);
        ask_alone(Purpose::repeat, *first);
        const auto settled = way();
        if (settled) ask_alone(Purpose::settled, *settled);
        const bool same = settled && settled->plain.url == first->plain.url;
        const Way& base = same ? *settled : *first;
        ask_harmless(base);
        ask_at_once(Purpose::two_at_once, base);
        ask_alone(Purpose::large_body, base);
        ask_alone(Purpose::after_all, base);
        return std::move(evidence_);
    }

private:
    void begin(const PlainRequest& first) {
        evidence_.url = options_.url;
        evidence_.router = first.info.router;
        evidence_.tls = first.server.tls;
        evidence_.client_certificate = first.has_certificate();
        evidence_.token = first.has_token();
        evidence_.now = wall_clock();
        evidence_.target = options_.target;
    }

    /// What the gateway would ask now, and how.
    Result<Way> way() const {
        auto plain = home_.plain_request();
        if (!plain) return plain.error();
        Way way;
        way.plain = std::move(*plain);
        if (!way.plain.server.tls) return way;
        for (const bool anonymous : {false, true}) {
            emulator::TlsClientSetup setup;
            setup.host = way.plain.server.host;
            setup.sni = home_.gateway().settings.tls_sni && options_.traits.names_server;
            setup.tls = options_.traits.tls;
            setup.mode = anonymous ? emulator::AuthMode::server_only : way.plain.mode;
            setup.key_log = options_.key_log;
            auto context = emulator::make_tls_client(way.plain.credentials, setup);
            if (!context) return context.error();
            (anonymous ? way.anonymous : way.tls) = std::move(*context);
        }
        return way;
    }

    Result<void> live_life() {
        if (leaves_out(Purpose::life)) return {};
        auto life = live(home_, options_);
        if (!life) return life.error();
        evidence_.firmware_left = life->firmware_left;
        evidence_.contacts = std::move(life->rounds);
        return {};
    }

    void look_at_certificates(const PlainRequest& plain) {
        if (!plain.server.tls) return;
        Errands errands{options_.stop};
        errands.add(look_at_chain(plain.server, options_.timeout, evidence_));
        if (!errands.run(options_.timeout * 3)) evidence_.chain_failure = "given up";
    }

    /// Nobody answers: every other contact would take its time and show the same.
    bool is_dead(const Way& first) {
        if (evidence_.contacts.empty()) return false;
        const Contact& born = evidence_.contacts.front();
        const auto outcome = born.round->outcome;
        std::string why;
        if (outcome == emulator::Outcome::connect_failed) why = "nobody takes connections";
        if (outcome == emulator::Outcome::timeout) {
            ask(Purpose::repeat, first, {1, options_.timeout / kSilentShare});
            if (!evidence_.contacts.back().failure.empty()) why = "the server gives no whole answer in time";
        }
        if (why.empty()) return false;
        for (std::size_t i = 1; i < conformance::kPurposes; ++i) {
            const auto purpose = static_cast<Purpose>(i);
            if (!evidence_.first(purpose)) evidence_.left_out.push_back({purpose, why});
        }
        return true;
    }

    /// Notes the reason. @return whether there is one
    bool leaves_out(Purpose purpose) {
        std::string why = forbidden(purpose, options_);
        if (why.empty()) return stopped();
        evidence_.left_out.push_back({purpose, std::move(why)});
        return true;
    }

    bool stopped() const { return options_.stop != nullptr && *options_.stop; }

    struct Pace {
        std::size_t workers = 1;
        std::chrono::milliseconds limit{0};
    };

    void ask_alone(Purpose purpose, const Way& way) {
        if (!evidence_.first(purpose)) ask(purpose, way, {1, options_.timeout});
    }
    void ask_at_once(Purpose purpose, const Way& way) {
        constexpr std::size_t kAll = 64;
        ask(purpose, way, {kAll, options_.timeout});
    }
    void ask_harmless(const Way& way) {
        std::vector<Call> calls;
        for (const Purpose purpose : kHarmless) add_calls(purpose, way, options_.timeout / 2, calls);
        make_all(std::move(calls), kWorkers);
    }

    void ask(Purpose purpose, const Way& way, Pace pace) {
        std::vector<Call> calls;
        add_calls(purpose, way, pace.limit, calls);
        make_all(std::move(calls), pace.workers);
    }

    void add_calls(Purpose purpose, const Way& way, std::chrono::milliseconds limit,
                   std::vector<Call>& calls) {
        if (leaves_out(purpose)) return;
        if (std::string why = pointless(purpose, way.plain); !why.empty()) {
            evidence_.left_out.push_back({purpose, std::move(why)});
            return;
        }
        for (Variant& variant : variants(purpose, way.plain, options_)) {
            Call call;
            call.purpose = purpose;
            call.url = way.plain.url;
            call.server = way.plain.server;
            call.tls = variant.without_certificate ? way.anonymous : way.tls;
            call.head = std::move(variant.head);
            call.body = std::move(variant.body);
            call.request = std::move(variant.request);
            call.manner = variant.manner;
            call.limit = limit;
            calls.push_back(std::move(call));
        }
    }

    /// Makes the next call that nobody has taken, until there is none.
    net::awaitable<void> work(std::vector<Call>& calls, std::size_t& next, std::vector<Contact>& made) {
        while (next < calls.size()) {
            const std::size_t mine = next++;
            made[mine].purpose = calls[mine].purpose;
            made[mine].url = calls[mine].url;
            made[mine].failure = "given up";
            auto call = std::move(calls[mine]);
            made[mine] = co_await make_call(std::move(call));
            if (options_.on_contact) options_.on_contact(made[mine]);
        }
    }

    void make_all(std::vector<Call> calls, std::size_t workers) {
        std::vector<Contact> made(calls.size());
        std::size_t next = 0;
        {
            Errands errands{options_.stop};
            for (std::size_t i = 0; i < std::min(workers, calls.size()); ++i)
                errands.add(work(calls, next, made));
            static_cast<void>(errands.run(options_.timeout * kMostTimeouts));
        }
        made.resize(std::min(made.size(), next));
        std::ranges::move(made, std::back_inserter(evidence_.contacts));
    }

    const ProbeOptions& options_;  // NOLINT(*-ref-data-members): of one call
    GatewayHome home_;
    Evidence evidence_;
};

/// @param result outlives the call
net::awaitable<void> try_until(protocol::ServerUri server, std::chrono::steady_clock::time_point end,
                               Result<void>& result) {
    constexpr std::chrono::milliseconds kPause{100};
    constexpr std::chrono::milliseconds kOnce{1000};
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor};
    for (;;) {
        auto host = server.host;
        auto port = server.port;
        std::optional<net::TlsContext> plain;
        const auto connected =
            co_await net::connect(std::move(host), std::move(port), std::move(plain), kOnce);
        result = connected ? Result<void>{} : Result<void>{connected.error()};
        if (connected || std::chrono::steady_clock::now() >= end) co_return;
        timer.expires_after(kPause);
        static_cast<void>(co_await timer.async_wait(net::kErrors));
    }
}

}  // namespace

Result<Evidence> probe(const ProbeOptions& options) {
    if (auto server = protocol::parse_cups_uri(options.url); !server) return server.error();
    auto home = GatewayHome::make(options);
    if (!home) return home.error();
    Conversation conversation{options, std::move(*home)};
    return conversation.hold();
}

Result<void> wait_for_server(const ProbeOptions& options, std::chrono::milliseconds wait) {
    const auto server = protocol::parse_cups_uri(options.url);
    if (!server) return server.error();
    const auto end = std::chrono::steady_clock::now() + wait;
    Result<void> result;
    Errands errands{options.stop};
    errands.add(try_until(*server, end, result));
    static_cast<void>(errands.run(wait + options.timeout));
    return result;
}

}  // namespace cupspec::probe
