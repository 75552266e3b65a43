#include "emulator/round.hpp"

#include "emulator/token.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::emulator {
namespace {

constexpr unsigned kStatusOk = 200;
constexpr unsigned kStatusUnknown = 65535;  // what Station logs where it understood no status line
constexpr std::size_t kKeptBodyBytes = std::size_t{256} * 1024;

/// Station overwrites a field of zeros from the right and blanks what is left (protocol.md §3.1).
std::string padded_length(std::size_t bytes, std::size_t width) {
    std::string text = std::to_string(bytes);
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
}

/// The text behind "://", brackets and case as in the file.
std::string host_text(std::string_view uri) { return std::string{uri.substr(uri.find("://") + 3)}; }

/// Station loses the last character of a bracketed address (protocol.md §3.4).
void lose_last_character(protocol::ServerUri& server, std::string_view uri) {
    if (host_text(uri).starts_with('[') && !server.host.empty()) server.host.pop_back();
}

/// Station writes its request into one buffer and goes on when that is full; a key's number for which there
/// is no room leaves a NUL at the end (protocol.md §3.2 has it as "not enforced cleanly").
void cut_to_buffer(std::string& body, std::size_t room, bool has_keys) {
    constexpr std::size_t kClosing = 2;  // "]}" behind the last key
    if (body.size() <= room || room == 0) return;
    const bool key_cut = has_keys && body.size() - kClosing >= room;
    body.resize(room);
    if (key_cut) body.back() = '\0';
}

}  // namespace

Round::Round(const Home& home, Transaction& transaction, const Settings& settings, RoundSetup setup)
    : home_{home},
      settings_{settings},
      setup_{std::move(setup)},
      answer_{home, transaction, report_, {setup_.update_file, setup_.traits, setup_.oracle}},
      transaction_{transaction} {
    report_.round = setup_.number;
    report_.set = setup_.set;
}

bool Round::start() {
    if (!choose_server()) return false;
    credentials_ = home_.credentials(Category::cups, setup_.set);
    auth_mode_ = home_.auth_mode(Category::cups, setup_.set);
    if (server_.tls && auth_mode_ == AuthMode::none) {
        on_credentials_unusable("no-trust");
        return false;
    }
    return build_request();
}

bool Round::choose_server() {
    const UriFile uri = home_.uri(Category::cups, setup_.set);
    const std::string set{to_string(setup_.set)};
    if (uri.state == UriFile::State::too_long) report_.problem("uri-file-too-long:cups:" + set);
    if (!uri.configured()) {
        report_.problem("no-uri:" + set);
        finish(Outcome::no_uri);
        return false;
    }
    report_.uri = uri.text;
    report_.note("connect:" + set + ":try" + std::to_string(setup_.attempt));
    auto server = protocol::parse_cups_uri(uri.text);
    if (!server) {
        report_.problem("uri-malformed");
        report_.problem("cups-uri-unusable");
        finish(Outcome::bad_uri);
        return false;
    }
    server_ = std::move(*server);
    lose_last_character(server_, uri.text);
    reader_ = ReplyReader{ReplyReader::capacity_for(settings_.cups_buffer, server_.port), setup_.traits};
    return true;
}

std::optional<std::string> Round::token_lines() {
    const bool bare = setup_.traits.token == TokenForm::bare;
    const bool has_token = credentials_.certificate.empty() && !credentials_.key.empty();
    if (bare ? !has_token : !server_.tls || auth_mode_ != AuthMode::token) return std::string{};
    if (credentials_.key.empty()) return std::nullopt;  // there, but not to be read
    auto lines = read_token(credentials_.key, setup_.traits.token);
    if (!lines) return std::nullopt;
    if (lines->overflows) report_.problem("token-overflows");
    return std::move(lines->lines);
}

std::string Round::request_head(std::size_t body_bytes, const std::string& token) const {
    const Traits& traits = setup_.traits;
    std::string head = "POST /update-info HTTP/1.1\r\n";
    if (traits.sends_host) head += "Host: " + host_text(report_.uri) + "\r\n";
    if (traits.sends_content_type) head += "Content-Type: application/json\r\n";
    head += "Content-Length: " + padded_length(body_bytes, traits.length_width) + "\r\n";
    return head + token + "\r\n";
}

bool Round::build_request() {
    const auto token = token_lines();
    if (!token) {
        on_credentials_unusable("bad-token");
        return false;
    }
    for (const Category category : {Category::cups, Category::tc}) {
        if (home_.uri(category, SetName::regular).state == UriFile::State::too_long)
            report_.problem("uri-file-too-long:" + std::string{to_string(category)} + ":reg");
    }
    auto info = home_.update_info(setup_.traits);
    info.router = setup_.router;
    info.station = setup_.station;
    info.model = setup_.model;
    std::string body = protocol::encode_update_info(info);
    // A length that is padded is written into a buffer of fixed size.
    const std::size_t head_bytes = request_head(0, *token).size();
    const std::size_t buffer = reader_.want();
    if (setup_.traits.length_width != 0 && buffer > head_bytes)
        cut_to_buffer(body, buffer - head_bytes, !info.keys.empty());
    request_ = request_head(body.size(), *token);
    report_.exchange.request_head = request_;
    report_.exchange.request_body = to_bytes(body);
    request_ += body;
    report_.request = std::move(info);
    return true;
}

bool Round::on_bytes(ByteView bytes) {
    if (setup_.recorder != nullptr) setup_.recorder->on_read(bytes);
    const bool had_head = reader_.head_complete();
    const auto event = reader_.on_bytes(bytes);
    if (!had_head && reader_.head_complete()) {
        report_.exchange.response_head = reader_.head_text();
        report_.exchange.status =
            reader_.head().status < 0 ? 0 : static_cast<unsigned>(reader_.head().status);
    }
    switch (event) {
        case ReplyReader::Event::more: return false;
        case ReplyReader::Event::chunk: return take_chunk();
        case ReplyReader::Event::head_full:
            report_.problem("peer-closed");
            report_.problem("read-error:header");
            finish(Outcome::closed);
            return false;
        case ReplyReader::Event::excess:
            report_.problem("more-bytes-than-announced:" + std::to_string(reader_.excess_bytes()));
            report_.problem("read-error:body");
            finish(Outcome::closed);
            return false;
        case ReplyReader::Event::crash:
            report_.problem("error-answer-larger-than-buffer");
            finish(Outcome::crashed);
            return false;
    }
    return false;
}

bool Round::take_chunk() {
    const ByteView chunk = reader_.chunk();
    auto& kept = report_.exchange.response_body;
    const std::size_t keep = std::min(chunk.size(), kKeptBodyBytes - std::min(kept.size(), kKeptBodyBytes));
    kept.insert(kept.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(keep));
    report_.exchange.update_omitted += chunk.size() - keep;

    const int status = reader_.head().status;
    const bool first = reader_.first_chunk();
    if (first && status != static_cast<int>(kStatusOk)) {
        report_.problem("http-status:" +
                        std::to_string(status < 0 ? kStatusUnknown : static_cast<unsigned>(status)));
        finish(Outcome::rejected);
        return false;
    }
    // Before the body is looked at, and so even for a malformed one (protocol.md §1.6).
    const bool has_backup = setup_.traits.rotation != Rotation::never;
    if (first && setup_.set == SetName::regular && has_backup) transaction_.backup(Category::cups);

    switch (first ? answer_.on_first_chunk(chunk, reader_.head().body_length) : answer_.on_chunk(chunk)) {
        case AnswerReader::State::done: finish_done(); return false;
        case AnswerReader::State::protocol_error: protocol_error({}); return false;
        case AnswerReader::State::crash: finish(Outcome::crashed); return false;
        case AnswerReader::State::more: break;
    }
    if (reader_.last_chunk()) {
        protocol_error("body-ended-early");
        return false;
    }
    reader_.next_chunk();
    return true;
}

void Round::protocol_error(std::string why) {
    if (!why.empty()) report_.problem(std::move(why));
    report_.problem("protocol-error");
    finish(Outcome::protocol_error);
}

void Round::finish_done() {
    auto& response = *report_.response;
    response.trailing_bytes = reader_.head().body_length - static_cast<std::size_t>(answer_.consumed());
    // A signature counts even without a firmware, a firmware that could not be written does not.
    bool updated = report_.cups_changed || report_.tc_changed || response.signature.has_value();
    if (auto verdict = answer_.judge()) {
        updated = updated || verdict->kind != UpdateVerdict::Kind::none;
        report_.update = std::move(*verdict);
    } else {
        updated = updated || response.update_bytes.has_value();
    }
    if (setup_.update_policy == UpdatePolicy::refuse && !report_.update.file.empty()) {
        home_.disk().remove(report_.update.file);
        report_.update = {UpdateVerdict::Kind::refused, std::nullopt, "refused as asked", {}};
    }
    if (report_.tc_changed)
        report_.note(response.tc_uri.empty() ? "tc-changed:credentials" : "tc-changed:uri");
    finish(updated ? Outcome::updated : Outcome::no_updates);
}

void Round::finish(Outcome outcome) {
    finished_ = true;
    report_.outcome = outcome;
    if (report_.response) {
        // Without an answer that was looked at, what the transaction knows is of a round before.
        report_.committed = transaction_.committed();
        report_.response->bytes = reader_.delivered();
    }
    if (outcome == Outcome::updated && report_.cups_changed) {
        report_.note(report_.response->cups_uri.empty() ? "end-of-round:cups-changed:credentials"
                                                        : "end-of-round:cups-changed:uri");
    } else if (outcome == Outcome::updated) {
        report_.note("end-of-round:done");
    } else if (outcome == Outcome::no_updates) {
        report_.note("end-of-round:no-updates");
    } else if (outcome != Outcome::no_uri && outcome != Outcome::crashed) {
        report_.note("end-of-round:failed");
    }
}

void Round::on_peer_closed(const std::string& why) {
    report_.exchange.tls.failure = why;
    report_.problem("peer-closed");
    report_.problem(reader_.head_complete() ? "read-error:body" : "read-error:header");
    finish(Outcome::closed);
}

void Round::on_timeout() {
    report_.problem("timeout");
    finish(Outcome::timeout);
}

void Round::on_connect_failed() {
    report_.problem("tcp-connect-failed");
    report_.problem("connect-failed");
    finish(Outcome::connect_failed);
}

void Round::on_credentials_unusable(std::string slug) {
    report_.problem(std::move(slug));
    finish(Outcome::no_credentials);
}

void Round::on_handshake_failed(std::string slug) {
    report_.problem(std::move(slug));
    finish(Outcome::closed);
}

}  // namespace cupspec::emulator
