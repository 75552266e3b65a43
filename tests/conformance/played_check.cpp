#include "tests/conformance/played_check.hpp"

#include "emulator/gateway.hpp"
#include "emulator/trial_disk.hpp"
#include "net/http.hpp"
#include "pki/firmware.hpp"
#include "protocol/crc32.hpp"
#include "server/apply_faults.hpp"
#include "server/decision_faults.hpp"
#include "server/fault_player.hpp"
#include "server/made_credentials.hpp"
#include "server/raw_body.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

namespace cupspec::conformance::testing {
namespace {

using emulator::Category;
using emulator::SetName;

constexpr protocol::Eui64 kPlayedRouter{1};
constexpr const char* kPackage = "2.0.0";

/// Bytes behind an answer's head.
class KeptBytes final : public net::BodySource {
public:
    explicit KeptBytes(Bytes bytes) : bytes_{std::move(bytes)} {}
    std::uint64_t size() const override { return bytes_.size(); }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        const std::size_t count = std::min(buffer.size(), bytes_.size() - at_);
        std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
        at_ += count;
        return count;
    }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

void put(emulator::HomeFiles& files, const std::string& name, Bytes content) {
    emulator::HomeEntry entry;
    entry.content = std::move(content);
    files[name] = std::move(entry);
}

/// An answer as it crosses the wire.
struct WireAnswer {
    std::string head;
    Bytes body;
};

/// UpdateService's steps, without its store.
class PlayedServer {
public:
    PlayedServer(const PlayedWorld& world, const std::string& faults)
        : world_{world}, player_{server::parse_faults(faults, "mutant").value()} {}

    WireAnswer answer(ByteView body) {
        protocol::UpdateInfo request = protocol::parse_update_info(body).value();
        auto faults = player_.next_request(request.router);
        server::bend_request(faults, request);
        server::GatewayState state = world_.state;
        server::bend_state(faults, request, state);
        server::Plan plan = server::decide(request, state);
        server::bend_plan(faults, plan);
        net::HttpAnswer answer;
        answer.headers.push_back({"Content-Type", "application/octet-stream"});
        // Bending may take the firmware out of the plan; its length in the head says so.
        answer.body = server::bent_body(plan, world_.dialect, faults);
        if (plan.firmware) answer.rest = std::make_unique<KeptBytes>(world_.firmware);
        server::apply_faults(faults, answer);
        for (const server::PickedFault& picked : faults)
            if (picked.obstacle.empty()) happened.push_back(picked.fault.text);
        WireAnswer wire{net::answer_head(answer, false), answer.body};
        if (answer.rest) {
            Bytes rest(static_cast<std::size_t>(answer.rest->size()));
            for (std::size_t at = 0; at < rest.size();)
                at += answer.rest->read(std::span{rest}.subspan(at)).value();
            wire.body.insert(wire.body.end(), rest.begin(), rest.end());
        }
        return wire;
    }

    std::vector<std::string> happened;

private:
    const PlayedWorld& world_;
    server::FaultPlayer player_;
};

std::string in_small_letters(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

class PlayedConversation {
public:
    PlayedConversation(const PlayedWorld& world, const std::string& faults)
        : world_{world}, server_{world, faults}, disk_{world.home} {
        evidence_.url = world.url;
        evidence_.tls = true;
        evidence_.now = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
        evidence_.target = world.target;
        evidence_.target.package = kPackage;
    }

    PlayedCheck hold() {
        live();
        const Contact first = evidence_.contacts.front();
        ask(Purpose::repeat, first.url, *first.request);
        emulator::Gateway gateway{disk_, "home", options()};
        if (gateway.start()) throw std::runtime_error{"the start is refused"};
        emulator::Round& round = gateway.begin_round();
        if (round.start()) ask(Purpose::settled, round.report().uri, *round.report().request);
        protocol::UpdateInfo fresh = *first.request;
        fresh.cups_uri.reset();
        fresh.tc_uri.reset();
        fresh.package.reset();
        ask(Purpose::fresh, first.url, fresh);
        return {std::move(evidence_), std::move(server_.happened)};
    }

private:
    static emulator::GatewayOptions options() {
        emulator::GatewayOptions made;
        made.router = kPlayedRouter;
        made.lns = false;
        made.update_file = "home/update.bin";
        return made;
    }

    HomeFacts facts() {
        const emulator::Home home{disk_, "home"};
        HomeFacts facts;
        facts.cups_uri = home.uri(Category::cups, SetName::regular).text;
        facts.tc_uri = home.uri(Category::tc, SetName::regular).text;
        facts.cups_crc = home.reported_crc(Category::cups, {});
        facts.tc_crc = home.reported_crc(Category::tc, {});
        facts.package = home.package();
        for (const Bytes& key : home.signing_keys()) facts.key_crcs.push_back(protocol::crc32(key));
        return facts;
    }

    bool is_reachable(const std::string& url) const {
        const std::string small = in_small_letters(url);
        return small == world_.url || std::ranges::find(world_.others, small) != world_.others.end();
    }

    void live() {
        constexpr int kMostRounds = 5;
        emulator::Gateway gateway{disk_, "home", options()};
        if (gateway.start()) throw std::runtime_error{"the start is refused"};
        for (int i = 0; i < kMostRounds; ++i)
            if (!live_round(gateway)) return;
    }

    bool live_round(emulator::Gateway& gateway) {
        Contact contact;
        contact.before = facts();
        emulator::Round& round = gateway.begin_round();
        if (!round.start()) return false;
        const bool connects = is_reachable(round.report().uri);
        if (connects) {
            deliver(round);
        } else {
            round.on_connect_failed();
        }
        emulator::RoundReport report = gateway.end_round(false);
        if (!report.update.file.empty()) {
            disk_.remove(report.update.file);
            static_cast<void>(disk_.write("home/version.txt", to_bytes(std::string{kPackage}), 0644));
        }
        contact.after = facts();
        contact.url = report.uri;
        contact.request = report.request;
        contact.exchange = report.exchange;
        if (!connects) contact.failure = "no connection";
        const bool goes_on = report.outcome == emulator::Outcome::updated;
        contact.round = std::move(report);
        evidence_.contacts.push_back(std::move(contact));
        return goes_on;
    }

    void deliver(emulator::Round& round) {
        const WireAnswer answer = server_.answer(round.report().exchange.request_body);
        Bytes wire = to_bytes(answer.head);
        wire.insert(wire.end(), answer.body.begin(), answer.body.end());
        for (ByteView rest = wire; !rest.empty() && !round.finished();) {
            const std::size_t size = std::min(round.want(), rest.size());
            round.on_bytes(rest.first(size));
            rest = rest.subspan(size);
        }
        if (!round.finished()) round.on_peer_closed({});
    }

    void ask(Purpose purpose, const std::string& url, const protocol::UpdateInfo& request) {
        Contact contact;
        contact.purpose = purpose;
        contact.url = url;
        contact.request = request;
        contact.exchange.request_body = to_bytes(protocol::encode_update_info(request));
        if (is_reachable(url)) {
            WireAnswer answer = server_.answer(contact.exchange.request_body);
            contact.exchange.status = 200;
            contact.exchange.response_head = std::move(answer.head);
            contact.exchange.response_body = std::move(answer.body);
        } else {
            contact.failure = "no connection";
        }
        evidence_.contacts.push_back(std::move(contact));
    }

    const PlayedWorld& world_;
    PlayedServer server_;
    emulator::TrialDisk disk_;
    Evidence evidence_;
};

}  // namespace

PlayedWorld plain_world() {
    static const auto key = pki::PrivateKey::generate(pki::KeyKind::p256).value();
    PlayedWorld world;
    const auto old = server::made_credentials("p384-key");
    put(world.home, "cups.uri", to_bytes(world.url));
    put(world.home, "cups.trust", old.trust);
    put(world.home, "cups.crt", old.certificate);
    put(world.home, "cups.key", old.key);
    put(world.home, "version.txt", to_bytes(std::string{"1.0.0"}));
    const Bytes public_key = pki::public_key(key).value();
    put(world.home, "sig-0.key", public_key);
    world.firmware = to_bytes(std::string{"#!/bin/sh\nexit 0\n"});
    const auto digest = pki::update_digest(world.firmware);
    world.state.record.cups_uri = world.url;
    world.state.record.tc_uri = "wss://localhost:6042";
    world.state.record.version = kPackage;
    world.state.cups_cred = server::made_credentials("sound");
    world.state.tc_cred = server::made_credentials("sound");
    world.state.firmware = server::Firmware{kPackage, "2.0.0.bin", world.firmware.size(), {}};
    world.state.signatures = {{protocol::crc32(public_key), pki::sign(key, digest).value()}};
    return world;
}

PlayedWorld token_world() {
    PlayedWorld world = plain_world();
    world.state.tc_cred = server::made_credentials("token");
    return world;
}

PlayedWorld redirect_world() {
    PlayedWorld world = plain_world();
    world.others = {"https://other.localhost:60400"};
    world.state.record.cups_uri = world.others.front();
    return world;
}

PlayedWorld expected_world() {
    PlayedWorld world = plain_world();
    world.target.tc_uri = world.state.record.tc_uri;
    return world;
}

PlayedCheck play_check(const PlayedWorld& world, const std::string& faults) {
    return PlayedConversation{world, faults}.hold();
}

}  // namespace cupspec::conformance::testing
