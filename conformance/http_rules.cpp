#include "conformance/areas.hpp"
#include "conformance/plain_status.hpp"
#include "conformance/rule_list.hpp"
#include "conformance/wire_facts.hpp"

#include <string>

namespace cupspec::conformance {
namespace {

constexpr unsigned kSuccess = 200;

bool is_bodiless_answer(const Contact& contact) {
    constexpr unsigned kNothingInside = 204;
    constexpr unsigned kAsBefore = 304;
    const unsigned status = contact.exchange.status;
    return status < kSuccess || status == kNothingInside || status == kAsBefore;
}

/// Some of it was not read: its size says nothing.
bool is_endless(const Contact& contact) { return contact.failure.starts_with("more bytes than"); }

/// Broken by the first answer that `fault` has something to say of. Answers are those `counts` takes.
template <class Counts, class Fault>
Judgement judge_answers(const Evidence& evidence, const char* expected, Counts counts, Fault fault) {
    std::optional<std::size_t> seen;
    for (std::size_t i = 0; i < evidence.contacts.size(); ++i) {
        const Contact& contact = evidence.contacts[i];
        if (!counts(contact)) continue;
        if (std::string what = fault(contact); !what.empty()) return broken(expected, std::move(what), i);
        if (!seen) seen = i;
    }
    return seen ? kept(seen) : not_judged("there was no answer that could show it");
}

bool has_final_body(const Contact& contact) { return has_status(contact) && !is_bodiless_answer(contact); }

Judgement judge_status_line(const Evidence& evidence) {
    static constexpr std::size_t kShown = 24;
    return judge_answers(
        evidence, "a line such as \"HTTP/1.1 200 OK\"",
        [](const Contact& contact) {
            const bool is_text = as_text(contact.exchange.response_body).starts_with("HTTP/1.");
            return has_status(contact) || (!is_silent(contact) && !is_text && !contact.round);
        },
        [](const Contact& contact) -> std::string {
            if (has_status(contact)) return {};
            const std::string& head = contact.exchange.response_head;
            const std::string_view text = head.empty() ? as_text(contact.exchange.response_body) : head;
            std::string shown;
            for (const char c : text.substr(0, std::min(text.find_first_of("\r\n"), kShown)))
                shown += c >= ' ' && c <= '~' ? c : '.';
            return '"' + shown + '"';
        });
}

Judgement judge_line_ends(const Evidence& evidence) {
    return judge_answers(
        evidence, "CR LF behind each line of the head",
        [](const Contact& contact) {
            return has_status(contact) || as_text(contact.exchange.response_body).starts_with("HTTP/1.");
        },
        [](const Contact& contact) -> std::string {
            const std::string_view text = as_text(contact.exchange.response_body);
            const bool is_lf = !has_status(contact) && text.find("\n\n") != std::string_view::npos;
            return is_lf ? "LF alone" : "";
        });
}

Judgement judge_length_present(const Evidence& evidence) {
    return judge_answers(
        evidence, "Content-Length", has_final_body, [](const Contact& contact) -> std::string {
            const bool is_said =
                answer_header(contact, "Content-Length") || answer_header(contact, "Transfer-Encoding");
            const bool needs_none = contact.exchange.status != kSuccess && body_bytes(contact) == 0;
            return is_said || needs_none
                       ? ""
                       : "a status " + std::to_string(contact.exchange.status) + " without it";
        });
}

Judgement judge_not_chunked(const Evidence& evidence) {
    return judge_answers(evidence, "Content-Length and the body as it is", has_final_body,
                         [](const Contact& contact) -> std::string {
                             const auto coding = answer_header(contact, "Transfer-Encoding");
                             return coding ? "Transfer-Encoding: " + std::string{*coding} : "";
                         });
}

bool has_length(const Contact& contact) {
    return has_final_body(contact) && !contact.round && !is_endless(contact) && announced_bytes(contact) &&
           !answer_header(contact, "Transfer-Encoding");
}

std::string bytes_of_announced(const Contact& contact) {
    return std::to_string(body_bytes(contact)) + " of " + std::to_string(*announced_bytes(contact)) +
           " bytes";
}

Judgement judge_whole_body(const Evidence& evidence) {
    return judge_answers(evidence, "as many bytes as Content-Length says", has_length,
                         [](const Contact& contact) -> std::string {
                             const bool is_short = body_bytes(contact) < *announced_bytes(contact);
                             return is_short ? bytes_of_announced(contact) : "";
                         });
}

Judgement judge_nothing_behind(const Evidence& evidence) {
    return judge_answers(evidence, "no byte beyond Content-Length", has_length,
                         [](const Contact& contact) -> std::string {
                             const bool is_long = body_bytes(contact) > *announced_bytes(contact);
                             return is_long ? bytes_of_announced(contact) : "";
                         });
}

Judgement judge_encoding(const Evidence& evidence) {
    return judge_answers(evidence, "the body as it is", has_final_body,
                         [](const Contact& contact) -> std::string {
                             const auto coding = answer_header(contact, "Content-Encoding");
                             const bool is_plain = !coding || *coding == "identity";
                             return is_plain ? "" : "Content-Encoding: " + std::string{*coding};
                         });
}

Judgement judge_type(const Evidence& evidence) {
    return judge_answers(
        evidence, "application/octet-stream", [](const Contact& contact) { return is_sound(contact); },
        [](const Contact& contact) -> std::string {
            constexpr std::string_view kWanted = "application/octet-stream";
            const auto type = answer_header(contact, "Content-Type");
            return !type || type->starts_with(kWanted) ? "" : std::string{*type};
        });
}

/// Protocol §4.2: what the buffer holds beside ":PORT" and a NUL.
std::uint64_t station_buffer(const Contact& contact) {
    constexpr std::uint64_t kBuffer = 8192;
    const std::string_view url = contact.url;
    const auto colon = url.rfind(':');
    return kBuffer - (colon == std::string_view::npos ? 0 : url.size() - colon) - 1;
}

Judgement judge_error_size(const Evidence& evidence) {
    return judge_answers(
        evidence, "head and body of a refusal in less than 8 KiB",
        [](const Contact& contact) { return has_final_body(contact) && contact.exchange.status != kSuccess; },
        [](const Contact& contact) -> std::string {
            const std::uint64_t body = std::max(announced_bytes(contact).value_or(0), body_bytes(contact));
            const std::uint64_t size = contact.exchange.response_head.size() + body;
            return size > station_buffer(contact) ? std::to_string(size) + " bytes" : "";
        });
}

constexpr std::string_view kLost = "The answer is lost, and asked for again each minute, for ever.";
constexpr std::string_view kRotates =
    "Station takes it for a refusal, and leaves for its backup set at once.";

constexpr std::array kHttpRules{
    Rule{"http/status-line-of-http-1", Level::must,
         "An answer begins with HTTP/1.1 or HTTP/1.0 and its status.", "Protocol §4.1: status line", kRotates,
         "Speak HTTP/1.1; where a proxy answers, switch HTTP/2 off.", "* * http-2\n", "", judge_status_line},
    Rule{"http/lines-end-with-crlf", Level::must, "Each line of the head ends with CR LF.",
         "CS-09; protocol §4.1", "Station waits for the head's end until its 60 s are over, each time.",
         "Write \\r\\n behind each line, and behind the empty one.", "* * lf-only\n", "", judge_line_ends},
    Rule{"http/content-length-is-there", Level::must, "An answer with a body has Content-Length.",
         "CS-05, field bug 47; protocol §4.1", kLost, "Make the body before the head is sent, and count it.",
         "* * no-length\n", "", judge_length_present},
    Rule{"http/not-chunked", Level::must, "Bodies are not sent in chunks.",
         "CS-05, field bug 47; protocol §4.1", kLost,
         "Set Content-Length; most frameworks chunk only what has none.", "* * chunked\n", "",
         judge_not_chunked},
    Rule{"http/body-as-long-as-announced", Level::must, "A body has no fewer bytes than Content-Length says.",
         "CS-07; protocol §4.4", "Station waits for the rest until its 60 s are over, and asks again.",
         "Count bytes, not letters, and flush before closing.", "* * content-length +10\n", "",
         judge_whole_body},
    Rule{"http/nothing-behind-the-body", Level::must, "No bytes follow those that Content-Length announces.",
         "CS-06, field bug 48; protocol §4.2", kLost,
         "Count bytes, not letters; end the answer with its body.", "* * content-length -3\n", "",
         judge_nothing_behind},
    Rule{"http/no-interim-answer", Level::must, "No 1xx answer comes before the final one.",
         "CS-08, field bug 48; protocol §4.1", kRotates,
         "Do not send 100 Continue to who has not asked for it with Expect.", "* * 100-continue\n", "",
         judge_plain_status<PlainStatus::interim>},
    Rule{"http/success-is-200", Level::must,
         "A request that is granted is answered with 200 and nothing else.",
         "CS-08, field bug 49; protocol §4.1", kRotates, "Answer 200 also where nothing changes.",
         "* * status 204\n", "", judge_plain_status<PlainStatus::other_ok>},
    Rule{"http/no-redirect", Level::must, "The answer is no redirect.", "CS-08, field bug 49; protocol §4.1",
         "Station does not follow it; it leaves for its backup set at once.",
         "Serve /update-info itself; send a gateway elsewhere with cupsUri.", "* * status 302\n", "",
         judge_plain_status<PlainStatus::redirect>},
    Rule{"http/no-refusal-for-now", Level::must,
         "A gateway that is known is not refused for the moment (408, 429, 5xx).", "CS-30; protocol §7.2",
         "The set in use changes at once, and with an LNS connected the next attempt is a day later.",
         "Keep CUPS out of rate limits; in trouble, close the connection without an answer.",
         "* * status 503\n", "", judge_plain_status<PlainStatus::transient>},
    Rule{"http/no-content-encoding", Level::must, "The body is not compressed.",
         "CS-37; protocol §4.1: Content-Encoding is never looked at",
         "Station reads the compressed bytes as lengths and URIs.",
         "Switch compression off for /update-info, in proxies too.", "* * header Content-Encoding:gzip\n", "",
         judge_encoding},
    Rule{"http/body-is-octet-stream", Level::should,
         "The type of a body is application/octet-stream, if said.",
         "Station never looks; a proxy may alter text (servers.md: octet-stream)",
         "A proxy that takes the body for text may change or compress it.",
         "Send Content-Type: application/octet-stream.", "* * header Content-Type:text/html\n", "",
         judge_type},
    Rule{"http/refusal-fits-the-buffer", Level::must,
         "Head and body of an answer other than 200 have less than 8 KiB together.",
         "CS-01, field bug 46; protocol §4.4",
         "Station dies of it (SIGSEGV), and hammers the server as it restarts.",
         "Answer refusals with a line of text, also where a proxy or a firewall does.",
         "* * error-body 9000\n", "", judge_error_size},
};
constexpr auto kHttpPointers = pointers_to(kHttpRules);

}  // namespace

std::span<const Rule* const> http_rules() { return kHttpPointers; }

}  // namespace cupspec::conformance
