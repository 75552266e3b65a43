#include "capture/raw_capture.hpp"

#include "base/files.hpp"
#include "capture/home_capture.hpp"
#include "capture/home_making.hpp"
#include "capture/http_text.hpp"
#include "json/errc.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace cupspec::capture {
namespace {

namespace fs = std::filesystem;
using protocol::UpdateInfo;

/// "POST /update-info HTTP/1.1" in the first line, whatever the method.
bool begins_as_request(std::string_view text) {
    const std::string_view line = text.substr(0, std::min(text.find('\r'), text.size()));
    return line.find(" HTTP/") != std::string_view::npos && !line.empty() &&
           std::isupper(static_cast<unsigned char>(line.front())) != 0;
}

/// The body of an answer may begin with a brace too: then the first length is 123.
bool is_object_text(ByteView bytes) {
    const std::string_view text = as_text(bytes);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool printable = std::ranges::none_of(bytes, [](std::uint8_t byte) { return byte == 0; });
    return first != std::string_view::npos && text[first] == '{' && printable;
}

Result<UpdateInfo> parse_raw_request(const Bytes& body, const std::string& name) {
    auto request = protocol::parse_update_info(body);
    if (!request)
        return Error{request.error().code, name + ": " + request.error().where, request.error().detail};
    return request;
}

/// A gateway that installed the key which the answer's signature names would have said so.
UpdateInfo request_for(ByteView answer_body) {
    UpdateInfo request = factory_request();
    const auto decoded = protocol::decode_response(answer_body);
    if (decoded && decoded->response.signature) request.keys.push_back(decoded->response.signature->key_crc);
    return request;
}

void add_request(ByteView bytes, Round& round) {
    if (raw_form(bytes) == RawForm::request) {
        HttpText http = split_http(bytes);
        round.request_head = std::move(http.head);
        round.request_body = std::move(http.body);
        round.is_request_exact = true;
    } else {
        round.request_body.assign(bytes.begin(), bytes.end());
    }
}

void add_answer(ByteView bytes, Round& round) {
    const bool whole = raw_form(bytes) == RawForm::answer;
    round.answer = whole ? Bytes{bytes.begin(), bytes.end()} : answer_of(bytes);
}

/// Of the URI that a request names, and a factory's otherwise.
std::string uri_of(const UpdateInfo& request) { return request.cups_uri.value_or(""); }

Result<Capture> read_lone_request(ByteView bytes, Capture capture) {
    capture.form = "request";
    Round& round = capture.rounds.emplace_back();
    round.where = capture.file;
    round.restarted = true;
    add_request(bytes, round);
    const auto request = parse_raw_request(round.request_body, capture.file);
    if (!request) return request.error();
    learn_gateway(*request, capture.gateway);
    round.uri = uri_of(*request);
    if (round.request_head.empty()) {
        round.request_head = station_head(round.uri, round.request_body.size(), {});
        capture.missing.emplace_back("the request's head: one as Station writes it takes its place");
    }
    capture.understood.push_back("a request of gateway " + protocol::to_id6(request->router));
    capture.missing.emplace_back("what the server answered");
    capture.missing.emplace_back("the gateway's credentials: stand-ins with the request's checksums");
    return capture;
}

Result<Capture> read_lone_answer(ByteView bytes, Capture capture) {
    capture.form = "answer";
    Round& round = capture.rounds.emplace_back();
    round.where = capture.file;
    round.restarted = true;
    add_answer(bytes, round);
    const UpdateInfo request = request_for(split_http(round.answer).body);
    capture.gateway.router = request.router;
    round.uri = uri_of(request);
    round.home = made_home(request);
    capture.understood.push_back("an answer of " + std::to_string(bytes.size()) + " bytes");
    capture.missing.emplace_back("the request and the gateway: one as from a factory takes its place");
    if (raw_form(bytes) == RawForm::answer_body)
        capture.missing.emplace_back("the answer's head: a plain 200 takes its place");
    return capture;
}

fs::path numbered(const fs::path& directory, const char* stem, std::size_t number, const char* suffix) {
    return directory / (stem + std::to_string(number) + suffix);
}

bool has_exchange(const fs::path& directory, std::size_t number) {
    std::error_code ignored;
    return fs::exists(numbered(directory, "req-", number, ".http"), ignored) ||
           fs::exists(numbered(directory, "rawresp-", number, ".http"), ignored) ||
           fs::exists(numbered(directory, "resp-", number, ".bin"), ignored);
}

/// Reads what there is of one exchange.
class ExchangeFiles {
public:
    ExchangeFiles(fs::path directory, std::size_t number, Capture& capture)
        : directory_{std::move(directory)}, number_{number}, capture_{capture} {}

    Result<Round> read() {
        Round round;
        round.where = "exchange " + std::to_string(number_);
        round.restarted = number_ == 1;
        if (auto done = read_request(round); !done) return done.error();
        if (auto done = read_answer(round); !done) return done.error();
        if (auto done = read_home_before(round); !done) return done.error();
        return round;
    }

private:
    Result<void> read_request(Round& round) {
        const fs::path file = numbered(directory_, "req-", number_, ".http");
        if (!is_there(file)) {
            capture_.missing.push_back("the request of " + round.where);
            return {};
        }
        const auto bytes = read_file(file);
        if (!bytes) return bytes.error();
        add_request(*bytes, round);
        const auto request = parse_raw_request(round.request_body, file.string());
        if (!request) return request.error();
        if (!capture_.gateway.router || capture_.gateway.station.empty())
            learn_gateway(*request, capture_.gateway);
        round.uri = uri_of(*request);
        return {};
    }

    Result<void> read_answer(Round& round) {
        for (const fs::path& file : {numbered(directory_, "rawresp-", number_, ".http"),
                                     numbered(directory_, "resp-", number_, ".bin")}) {
            if (!is_there(file)) continue;
            const auto bytes = read_file(file);
            if (!bytes) return bytes.error();
            round.answer = file.extension() == ".bin" ? answer_of(*bytes) : *bytes;
            return {};
        }
        capture_.missing.push_back("the answer of " + round.where);
        return {};
    }

    Result<void> read_home_before(Round& round) {
        const fs::path home = numbered(directory_, "home-", number_ - 1, "");
        if (!is_there(home)) return {};
        auto files = read_captured_home(home);
        if (!files) return files.error();
        if (number_ == 1) {
            auto facts = read_home_facts(*files, home.string());
            if (!facts) return facts.error();
            capture_.gateway.settings = facts->settings;
        }
        round.home = std::move(*files);
        return {};
    }

    static bool is_there(const fs::path& path) {
        std::error_code ignored;
        return fs::exists(path, ignored);
    }

    fs::path directory_;
    std::size_t number_;
    Capture& capture_;
};

}  // namespace

void learn_gateway(const UpdateInfo& request, GatewayFacts& gateway) {
    gateway.router = request.router;
    gateway.station = request.station.value_or("");
    gateway.model = request.model.value_or("");
    const std::string version = gateway.station.substr(0, gateway.station.find_first_of("( "));
    if (emulator::find_personality("station-" + version)) gateway.personality = "station-" + version;
}

RawForm raw_form(ByteView bytes) {
    const std::string_view text = as_text(bytes);
    if (text.starts_with("HTTP/")) return RawForm::answer;
    if (begins_as_request(text)) return RawForm::request;
    return is_object_text(bytes) ? RawForm::request_body : RawForm::answer_body;
}

Result<Capture> read_raw(ByteView bytes, const std::string& name) {
    if (bytes.empty()) return Error{json::Errc::bad_value, name, "the file is empty"};
    Capture capture;
    capture.file = name;
    const RawForm form = raw_form(bytes);
    const bool request = form == RawForm::request || form == RawForm::request_body;
    auto read =
        request ? read_lone_request(bytes, std::move(capture)) : read_lone_answer(bytes, std::move(capture));
    if (read) complete_homes(*read);
    return read;
}

bool is_session_directory(const fs::path& directory) { return has_exchange(directory, 1); }

Result<Capture> read_session_directory(const fs::path& directory) {
    Capture capture;
    capture.form = "recorded session";
    capture.has_gaps = true;
    capture.file = directory.string();
    for (std::size_t number = 1; has_exchange(directory, number); ++number) {
        auto round = ExchangeFiles{directory, number, capture}.read();
        if (!round) return round.error();
        capture.rounds.push_back(std::move(*round));
    }
    if (capture.rounds.empty())
        return Error{json::Errc::bad_value, directory.string(),
                     "none of req-1.http, rawresp-1.http and resp-1.bin is in it"};
    capture.understood.push_back(std::to_string(capture.rounds.size()) + " exchanges of one gateway");
    capture.missing.emplace_back("when Station was started anew, and how the answers arrived");
    complete_homes(capture);
    return capture;
}

}  // namespace cupspec::capture
