#include "capture/har_entry.hpp"

#include "base/base64.hpp"
#include "capture/har_failure.hpp"
#include "capture/har_masked.hpp"
#include "capture/recording_cursor.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <utility>

namespace cupspec::capture {
namespace {

using json::Cursor;

constexpr auto kMostHarNumber = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kCrlf = "\r\n";

struct HarHeader {
    std::string name;
    std::string value;
};

std::string har_text(const Cursor& at, std::string_view name) {
    const auto member = at.find(name);
    return member && member->is_text() ? member->text() : std::string{};
}

/// HAR has -1 for what is not known.
std::int64_t har_number(const Cursor& at, std::string_view name) {
    const auto member = at.find(name);
    if (!member || member->is_null()) return -1;
    constexpr double kMost = 1e15;
    return static_cast<std::int64_t>(std::clamp(member->number(), -1.0, kMost));
}

bool same_header(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// Without HTTP/2's own (":authority"), which Station's HTTP does not have.
std::vector<HarHeader> har_header_list(const Cursor& message) {
    std::vector<HarHeader> headers;
    const auto list = message.find("headers");
    if (!list || !list->is_array()) return headers;
    for (const Cursor& item : list->items()) {
        HarHeader header{item["name"].text(), item["value"].text()};
        if (header.name == ":authority") header.name = "Host";
        if (!header.name.starts_with(':')) headers.push_back(std::move(header));
    }
    return headers;
}

const std::string* value_of(const std::vector<HarHeader>& headers, std::string_view name) {
    const auto found = std::ranges::find_if(
        headers, [name](const HarHeader& header) { return same_header(header.name, name); });
    return found == headers.end() ? nullptr : &found->value;
}

std::string head_text(std::string first, const std::vector<HarHeader>& headers) {
    for (const HarHeader& header : headers) {
        first += kCrlf;
        first += header.name + ": " + header.value;
    }
    first += kCrlf;
    first += kCrlf;
    return first;
}

/// "https://host:443" of "https://host/update-info": Station's URIs name the port always.
std::string server_uri(std::string_view url, const std::string* host) {
    constexpr std::string_view kBehindScheme = "://";
    const std::size_t scheme = url.find(kBehindScheme);
    if (scheme == std::string_view::npos) return {};
    const std::string_view behind = url.substr(scheme + kBehindScheme.size());
    std::string authority{host != nullptr ? std::string_view{*host}
                                          : behind.substr(0, std::min(behind.find('/'), behind.size()))};
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string::npos || authority.ends_with(']'))
        authority += url.starts_with("https") ? ":443" : ":80";
    return std::string{url.substr(0, scheme + kBehindScheme.size())} + authority;
}

std::string_view url_path(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return path == std::string_view::npos ? std::string_view{"/"} : url.substr(path);
}

/// What the key file of the token held: name, colon, blank, value and line end. A report of ours has
/// "(81 bytes not shown)" for the value.
std::size_t token_file_bytes(const std::vector<HarHeader>& headers) {
    constexpr std::string_view kName = "Authorization";
    const std::string* value = value_of(headers, kName);
    if (value == nullptr) return 0;
    std::size_t bytes = value->size();
    if (value->starts_with('(') && value->ends_with("not shown)"))
        std::from_chars(value->data() + 1, value->data() + value->size(),
                        bytes);  // NOLINT(*-pointer-arithmetic)
    return kName.size() + 2 + bytes + kCrlf.size();
}

/// A body in the chunks of one: browsers and proxies take the coding off.
Bytes chunked(const Bytes& body) {
    constexpr int kHex = 16;
    std::array<char, 2 * sizeof(std::size_t)> size{};
    const auto end = std::to_chars(size.begin(), size.end(), body.size(), kHex).ptr;
    std::string text{size.begin(), end};
    text += kCrlf;
    text += as_text(body);
    text += body.empty() ? "\r\n" : "\r\n0\r\n\r\n";
    return to_bytes(text);
}

class EntryReader {
public:
    explicit EntryReader(const Cursor& entry) : at_{entry} {}

    HarEntry read() {
        if (const auto round = at_.find("_round"); round && round->is_object()) {
            entry_.round = read_round(*round);
            return std::move(entry_);
        }
        Round& round = entry_.round;
        if (const auto started = har_time(har_text(at_, "startedDateTime")))
            round.started = std::max(*started, TimePoint{});
        round.took = std::chrono::milliseconds{std::max<std::int64_t>(har_number(at_, "time"), 0)};
        if (const auto tls = at_.find("_tls"); tls && tls->is_object()) read_tls(*tls);
        read_request(at_["request"]);
        read_response(at_["response"]);
        return std::move(entry_);
    }

private:
    void read_tls(const Cursor& tls) {
        protocol::TlsFacts& facts = entry_.round.tls;
        facts.version = har_text(tls, "version");
        facts.cipher = har_text(tls, "cipher");
        facts.server_name = har_text(tls, "serverName");
        facts.peer_common_name = har_text(tls, "peerCommonName");
        facts.failure = har_text(tls, "failure");
    }

    void read_request(const Cursor& request) {
        const auto headers = har_header_list(request);
        const std::string url = request["url"].text();
        Round& round = entry_.round;
        round.uri = server_uri(url, value_of(headers, "Host"));
        round.request_head =
            head_text(request["method"].text() + ' ' + std::string{url_path(url)} + " HTTP/1.1", headers);
        entry_.token_bytes = token_file_bytes(headers);
        const auto data = request.find("postData");
        if (data && data->is_object()) round.request_body = body_of(*data);
        if (round.request_body.empty()) entry_.missing.emplace_back("the request's body");
    }

    /// `text`, in base64 where `encoding` says so.
    Bytes body_of(const Cursor& content) {
        const std::string text = har_text(content, "text");
        std::string encoding = har_text(content, "encoding");
        if (encoding.empty()) encoding = har_text(content, "_encoding");
        if (encoding != "base64") {
            constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
            if (text.find(kReplacement) != std::string::npos)
                entry_.missing.emplace_back("bytes of a body that were no UTF-8: the recorder replaced them");
            return to_bytes(text);
        }
        auto bytes = from_base64(text);
        if (!bytes) content["text"].fail(json::Errc::bad_value, "no base64");
        return bytes.value_or(Bytes{});
    }

    void read_response(const Cursor& response) {
        const std::int64_t status = har_number(response, "status");
        if (status <= 0) return read_failure(response);
        const auto headers = har_header_list(response);
        std::vector<HarHeader> sent = headers;
        const auto content = response.find("content");
        Bytes body = content && content->is_object() ? read_content(*content, status) : Bytes{};
        const bool chunks = has_coding(headers, "Transfer-Encoding", "chunked");
        const std::string version = har_text(response, "httpVersion");
        const bool framed = chunks || value_of(headers, "Content-Length") != nullptr;
        // HTTP/2 frames a body by itself; HTTP/1.1 without a length may be the very fault.
        if (!framed && (version.starts_with("h2") || version.find('2') != std::string::npos))
            sent.push_back({"Content-Length", std::to_string(body.size() + entry_.round.omitted)});
        if (has_coding(headers, "Content-Encoding", ""))
            entry_.missing.emplace_back("the body as it was compressed: the recorder unpacked it");
        if (chunks) body = chunked(body);
        entry_.round.answer = to_bytes(
            head_text("HTTP/1.1 " + std::to_string(status) + ' ' + har_text(response, "statusText"), sent));
        entry_.round.answer.insert(entry_.round.answer.end(), body.begin(), body.end());
    }

    static bool has_coding(const std::vector<HarHeader>& headers, std::string_view name,
                           std::string_view coding) {
        const std::string* value = value_of(headers, name);
        return value != nullptr && value->find(coding) != std::string::npos;
    }

    Bytes read_content(const Cursor& content, std::int64_t status) {
        Bytes body = body_of(content);
        const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(har_number(content, "size"), 0));
        if (const auto masked = content.find("_masked")) fill(*masked, body);
        if (size <= body.size()) return body;
        if (!body.empty()) {
            entry_.round.omitted = size - body.size();
            return body;
        }
        return missing_body(size, status);
    }

    /// Some recorders keep no bodies. Fourteen bytes say that there is nothing new, and of an error's page
    /// only the size matters.
    Bytes missing_body(std::uint64_t size, std::int64_t status) {
        constexpr std::int64_t kOkStatus = 200;
        constexpr std::uint64_t kMostPage = std::uint64_t{1} << 20U;
        if (status == kOkStatus && size == protocol::kNullResponseBytes) {
            entry_.missing.emplace_back("the answer's body: its 14 bytes are taken for zeros");
            return Bytes(size);
        }
        entry_.missing.push_back("the answer's body of " + std::to_string(size) + " bytes");
        if (status == kOkStatus) return {};
        return Bytes(std::min(size, kMostPage), std::uint8_t{'x'});
    }

    void fill(const Cursor& list, Bytes& body) {
        std::vector<MaskedBytes> masked;
        for (const Cursor& item : list.items())
            masked.push_back({item["field"].text(),
                              static_cast<std::size_t>(item["offset"].integer(0, kMostHarNumber)),
                              static_cast<std::size_t>(item["bytes"].integer(0, kMostHarNumber)),
                              item["crc"].unsigned32()});
        entry_.is_masked = entry_.is_masked || !masked.empty();
        for (const std::string& field : fill_masked(body, masked))
            entry_.missing.push_back("bytes of the checksum that " + field + " had");
    }

    void read_failure(const Cursor& response) {
        std::string why = har_text(response, "_error");
        if (why.empty()) why = har_text(at_, "_error");
        if (why.empty()) why = har_text(at_, "_errorText");
        if (why.empty()) why = har_text(response, "statusText");
        const HarFailure failure = failure_told(entry_.round.tls.failure, why);
        entry_.round.ending = failure.ending;
        entry_.round.trouble = failure.trouble;
        if (!failure.told)
            entry_.missing.emplace_back("why there was no answer: taken for a closed connection");
    }

    const Cursor& at_;
    HarEntry entry_;
};

}  // namespace

bool is_update_info(const Cursor& entry) {
    const Cursor request = entry["request"];
    const std::string url = request["url"].text();
    const std::string_view path = std::string_view{url}.substr(0, std::min(url.find('?'), url.size()));
    return request["method"].text() == "POST" && path.ends_with("/update-info");
}

HarEntry read_har_entry(const Cursor& entry) { return EntryReader{entry}.read(); }

}  // namespace cupspec::capture
