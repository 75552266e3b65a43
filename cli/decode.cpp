#include "base/files.hpp"
#include "base/time.hpp"
#include "cli/commands.hpp"
#include "cli/decode_rules.hpp"
#include "cli/known_bugs.hpp"
#include "json/document.hpp"
#include "protocol/annotate.hpp"
#include "protocol/crc32.hpp"
#include "protocol/response.hpp"
#include "report/exchange_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLimit = 256U << 20U;

enum class Kind { request, response };

/// A message taken apart and judged.
struct Decoded {
    Kind kind = Kind::response;
    std::string head;  ///< empty without one
    Bytes body;
    std::vector<protocol::FieldNote> notes;
    std::vector<Finding> findings;

    bool malformed() const {
        return std::any_of(findings.begin(), findings.end(),
                           [](const Finding& finding) { return finding.malformed; });
    }
};

Result<Bytes> read_input(const std::string& file) {
    if (file != "-") return read_file(file, kLimit);
    auto text = read_stdin(kLimit);
    if (!text)
        return Error{make_error_code(boost::system::errc::io_error), "stdin", "unreadable or too large"};
    return to_bytes(*text);
}

/// The HTTP head with its empty line; empty when the bytes are a body alone.
std::string_view head_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find("\r\n"));
    const bool answer = first.starts_with("HTTP/");
    const bool request = first.find(" HTTP/1.") != std::string_view::npos;
    const std::size_t end = text.find("\r\n\r\n");
    if ((!answer && !request) || end == std::string_view::npos) return {};
    return text.substr(0, end + 4);
}

/// Without a head only the bytes can tell; an answer's lengths hold control bytes as a rule, JSON none.
Kind kind_of_body(ByteView body) {
    if (protocol::decode_response(body)) return Kind::response;
    const bool text = std::all_of(body.begin(), body.end(), [](std::uint8_t byte) {
        return byte >= ' ' || byte == '\n' || byte == '\r' || byte == '\t';
    });
    return text && !body.empty() ? Kind::request : Kind::response;
}

Decoded taken_apart(const Bytes& input) {
    Decoded out;
    out.head = head_of(as_text(input));
    out.body.assign(input.begin() + static_cast<std::ptrdiff_t>(out.head.size()), input.end());
    if (out.head.empty()) {
        out.kind = kind_of_body(out.body);
    } else {
        out.kind = out.head.starts_with("HTTP/") ? Kind::response : Kind::request;
    }
    if (!out.head.empty()) out.findings = judge_head(out.head, out.body.size());
    // What another status carries is a text for people, not an answer.
    const bool foreign = std::any_of(out.findings.begin(), out.findings.end(),
                                     [](const Finding& finding) { return finding.rule == "http/status"; });
    if (foreign) return out;
    const bool request = out.kind == Kind::request;
    out.notes = request ? annotate_request(out.body) : protocol::annotate_response(out.body);
    auto findings = request ? judge_request(out.body) : judge_response(out.body);
    std::move(findings.begin(), findings.end(), std::back_inserter(out.findings));
    return out;
}

/// "http-status:404" for a finding about the status, else the rule.
std::string slug_of(const Finding& finding, std::string_view head) {
    if (finding.rule != "http/status") return finding.rule;
    constexpr std::size_t kDigits = 3;
    return "http-status:" + std::string{head.substr(std::min(head.find(' ') + 1, head.size()), kDigits)};
}

/// The same thing is said once, and by the one who knows Station's reaction.
bool is_said(const std::vector<Finding>& findings, const Finding& finding) {
    const std::string_view name = std::string_view{finding.rule}.substr(finding.rule.find('/'));
    return std::any_of(findings.begin(), findings.end(),
                       [name](const Finding& other) { return std::string_view{other.rule}.ends_with(name); });
}

Decoded decode(const Bytes& input, TimePoint now, const KnownBugs& bugs) {
    Decoded out = taken_apart(input);
    if (out.kind == Kind::response) {
        for (Finding& finding : judge_answer(out.head, out.body, now))
            if (!is_said(out.findings, finding)) out.findings.push_back(std::move(finding));
    }
    for (Finding& finding : out.findings) finding.field_bugs = bugs.with_slug(slug_of(finding, out.head));
    return out;
}

std::string_view name_of(Kind kind) { return kind == Kind::request ? "request" : "response"; }

std::string broken_rule_text(const Finding& finding, const KnownBugs& bugs, report::Style style) {
    using report::Colour;
    constexpr std::size_t kBehindWord = 8;
    return style.paint(finding.malformed ? Colour::red : Colour::yellow,
                       finding.malformed ? "broken " : "warning") +
           ' ' + finding.rule + ": " + finding.says + '\n' + bugs.lines(finding.field_bugs, kBehindWord);
}

std::string decoded_text(const Decoded& message, const KnownBugs& bugs, report::Style style) {
    using report::Colour;
    std::string out = style.paint(Colour::bold, name_of(message.kind)) + ", " +
                      report::bytes_text(message.body.size()) + '\n';
    out += report::head_text(message.head, message.kind == Kind::request ? "> " : "< ");
    out += protocol::render_hex(message.body, message.notes);
    for (const Finding& finding : message.findings) out += broken_rule_text(finding, bugs, style);
    const bool nothing =
        message.kind == Kind::response && message.findings.empty() &&
        std::all_of(message.body.begin(), message.body.end(), [](std::uint8_t byte) { return byte == 0; });
    if (nothing) out += "all zero: nothing to change\n";
    return out +
           (message.malformed() ? style.paint(Colour::red, "malformed")
                                : style.paint(Colour::green, "sound")) +
           '\n';
}

std::string to_json(const Decoded& message) {
    auto fields = Json::array();
    for (const auto& note : message.notes) {
        fields.push_back({{"offset", note.offset},
                          {"bytes", note.bytes},
                          {"field", note.field},
                          {"value", note.value},
                          {"broken", note.broken}});
    }
    auto findings = Json::array();
    for (const Finding& finding : message.findings) {
        findings.push_back({{"rule", finding.rule},
                            {"level", finding.malformed ? "broken" : "warning"},
                            {"says", finding.says},
                            {"fieldBug", finding.field_bugs}});
    }
    const Json json{{"kind", name_of(message.kind)}, {"bytes", message.body.size()},
                    {"http", !message.head.empty()}, {"sound", !message.malformed()},
                    {"fields", std::move(fields)},   {"findings", std::move(findings)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

int execute(const DecodeCommand& command, Context& context) {
    const auto input = read_input(command.file);
    if (!input) return fail(input.error());
    const KnownBugs bugs;
    const Decoded message = decode(*input, wall_clock(), bugs);
    context.out.write(context.common.json ? to_json(message) : decoded_text(message, bugs, context.style));
    return message.malformed() ? kFailed : kGood;
}

}  // namespace cupspec::cli
