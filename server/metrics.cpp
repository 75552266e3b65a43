#include "server/metrics.hpp"

#include <locale>
#include <numeric>
#include <sstream>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::array<std::string_view, kAnswerKinds> kKinds{"nothing", "configuration", "firmware", "refused",
                                                            "failed"};

/// Numbers as Prometheus reads them, whatever the locale; enough digits for seconds since 1970.
template <class Number>
std::string text_of(Number number) {
    constexpr int kDigits = 15;
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out.precision(kDigits);
    out << number;
    return out.str();
}

class Page {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
        text_.append(name).append(" ").append(type).append("\n");
    }

    template <class Number>
    void sample(Number value, std::string_view labels = {}, std::string_view suffix = {}) {
        text_.append(name_).append(suffix);
        if (!labels.empty()) text_.append("{").append(labels).append("}");
        text_.append(" ").append(text_of(value)).append("\n");
    }

    template <class Number>
    void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
        family(name, type, help);
        sample(value);
    }

    std::string take() { return std::move(text_); }

private:
    std::string_view name_;
    std::string text_;
};

std::string label(std::string_view name, std::string_view value) {
    return std::string{name} + "=\"" + escaped_label(value) + '"';
}

void requests(Page& page, const Totals& totals) {
    constexpr std::size_t kFirstError = 400;
    const auto first_error = totals.by_status.begin() + kFirstError;
    const auto good = std::accumulate(totals.by_status.begin(), first_error, std::uint64_t{0});
    const auto bad = std::accumulate(first_error, totals.by_status.end(), std::uint64_t{0});
    page.single("cups_request_received_total", "counter", "Requests that were answered.", good + bad);
    page.single("cups_request_succeeded_total", "counter", "Requests answered with a status below 400.",
                good);
    page.single("cups_request_failed_total", "counter", "Requests answered with a status of 400 or above.",
                bad);
    page.family("cupspec_responses_total", "counter", "Answers by HTTP status.");
    for (std::size_t status = 0; status < totals.by_status.size(); ++status) {
        if (totals.by_status.at(status) > 0)
            page.sample(totals.by_status.at(status), label("status", std::to_string(status)));
    }
    page.family("cupspec_answers_total", "counter", "Answers by what they came to for the gateway.");
    for (std::size_t kind = 0; kind < kKinds.size(); ++kind)
        page.sample(totals.by_kind.at(kind), label("kind", kKinds.at(kind)));
}

void durations(Page& page, const Totals& totals) {
    constexpr double kMillisecondsPerSecond = 1000.0;
    page.family("cupspec_request_duration_seconds", "histogram",
                "From a whole request to its answer, before it is sent.");
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < kDurationBounds.size(); ++i) {
        so_far += totals.by_duration.at(i);
        page.sample(so_far, label("le", text_of(kDurationBounds.at(i) / kMillisecondsPerSecond)), "_bucket");
    }
    so_far += totals.by_duration.back();
    page.sample(so_far, label("le", "+Inf"), "_bucket");
    page.sample(std::chrono::duration<double>{totals.duration}.count(), {}, "_sum");
    page.sample(so_far, {}, "_count");
}

void connections(Page& page, const Totals& totals) {
    page.single("cupspec_handshake_failures_total", "counter", "TLS handshakes that failed.",
                totals.failed_handshakes);
    page.single("cupspec_connections_total", "counter", "Connections taken, after the TLS handshake.",
                totals.opened);
    page.single("cupspec_connections", "gauge", "Connections now.", totals.opened - totals.closed);
    page.single("cupspec_received_bytes_total", "counter", "Bytes of HTTP received.", totals.received_bytes);
    page.single("cupspec_sent_bytes_total", "counter", "Bytes of HTTP sent.", totals.sent_bytes);
}

void process(Page& page, const ProcessFacts& facts) {
    page.family("cupspec_reloads_total", "counter", "Reloads of the certificates.");
    page.sample(facts.reloads, label("result", "good"));
    page.sample(facts.failed_reloads, label("result", "failed"));
    page.single("cupspec_workers", "gauge", "Threads.", facts.workers);
    page.single("cupspec_draining", "gauge", "1 once the server was told to end.", facts.draining ? 1 : 0);
    page.single("process_start_time_seconds", "gauge", "Start, in seconds since 1970.", facts.started);
    page.family("cupspec_build_info", "gauge", "1, labelled with versions.");
    page.sample(1, label("version", facts.version) + ',' + label("openssl", facts.openssl));
}

}  // namespace

std::string escaped_label(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out;
}

std::string to_prometheus(const Totals& totals, const ProcessFacts& facts) {
    Page page;
    requests(page, totals);
    durations(page, totals);
    connections(page, totals);
    process(page, facts);
    return page.take();
}

}  // namespace cupspec::server
