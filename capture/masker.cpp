#include "capture/masker.hpp"

#include "capture/stand_in.hpp"
#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::capture {
namespace {

constexpr std::size_t kFewestSecretBytes = 6;  // shorter ones occur anywhere by chance

/// Text stays text of the same length: letters where it is long enough for its checksum, else any character.
Bytes masked_text(ByteView secret) {
    struct Alphabet {
        std::uint8_t first;
        std::uint8_t free;  ///< bits that stay within it
    };
    constexpr std::array<Alphabet, 3> kAlphabets{{{'h', 0x07}, {'@', 0x1F}, {'@', 0x3F}}};
    constexpr std::size_t kRoom = 16;
    const std::size_t room = std::min(secret.size(), kRoom);
    Bytes masked;
    for (const Alphabet& alphabet : kAlphabets) {
        masked.assign(secret.size(), alphabet.first);
        if (force_crc(masked, protocol::crc32(secret), masked.size() - room, room, alphabet.free)) break;
    }
    return masked;
}

Bytes masked_octets(ByteView secret) {
    constexpr std::size_t kRoom = 4;
    Bytes masked(secret.size(), 0);
    const std::size_t room = std::min(masked.size(), kRoom);
    force_crc(masked, protocol::crc32(secret), masked.size() - room, room);
    return masked;
}

bool is_text(ByteView bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t c) { return c > 0x20 && c < 0x7F; });
}

/// A walk over DER that never leaves the bytes.
struct DerWalk {
    ByteView bytes;
    std::size_t at = 0;

    /// The content of the element with this tag that begins here; moves behind its header. Cut where the
    /// bytes end.
    std::optional<ByteView> enter(std::uint8_t tag) {
        constexpr std::uint8_t kLong = 0x80;
        if (at + 2 > bytes.size() || bytes[at] != tag) return std::nullopt;
        std::size_t size = bytes[at + 1];
        std::size_t header = 2;
        if (size > kLong) {
            const std::size_t digits = size - kLong;
            if (digits > 3 || at + 2 + digits > bytes.size()) return std::nullopt;
            size = 0;
            for (std::size_t i = 0; i < digits; ++i) size = size << 8U | bytes[at + 2 + i];
            header += digits;
        }
        at += header;
        return bytes.subspan(at, std::min(size, bytes.size() - at));
    }
};

constexpr std::uint8_t kDerInteger = 0x02;
constexpr std::uint8_t kDerOctets = 0x04;
constexpr std::uint8_t kDerSequence = 0x30;

using Secrets = std::vector<ByteView>;

/// The private octets of RFC 5915 (version 1) behind the version.
bool add_sec1(DerWalk walk, Secrets& found) {
    const auto octets = walk.enter(kDerOctets);
    if (!octets || octets->size() < kFewestSecretBytes) return false;
    found.push_back(*octets);
    return true;
}

/// Of RFC 8017 (version 0, modulus, public exponent): every integer behind those two.
bool add_pkcs1(DerWalk walk, Secrets& found) {
    constexpr int kPublic = 2;
    constexpr int kAll = 8;
    bool any = false;
    for (int i = 0; i < kAll; ++i) {
        const auto integer = walk.enter(kDerInteger);
        if (!integer) break;
        walk.at += integer->size();
        if (i < kPublic || integer->size() < kFewestSecretBytes) continue;
        found.push_back(*integer);
        any = true;
    }
    return any;
}

/// Of RFC 5958 (version 0, algorithm, octets): the octets, where they are no SEQUENCE that holds a key of
/// another form, which is found by itself.
bool add_pkcs8(DerWalk walk, Secrets& found) {
    const auto algorithm = walk.enter(kDerSequence);
    if (!algorithm) return false;
    walk.at += algorithm->size();
    const auto octets = walk.enter(kDerOctets);
    if (!octets || octets->empty() || octets->front() == kDerSequence) return false;
    found.push_back(*octets);
    return true;
}

/// A key whose version integer stands at `at`, whatever encloses it.
void add_der_key(ByteView bytes, std::size_t at, Secrets& found) {
    constexpr std::size_t kVersionBytes = 3;
    const DerWalk walk{bytes, at + kVersionBytes};
    const std::uint8_t version = bytes[at + 2];
    if (version == 1) {
        add_sec1(walk, found);
    } else if (version == 0 && !add_pkcs8(walk, found)) {
        add_pkcs1(walk, found);
    }
}

void add_der_keys(ByteView bytes, Secrets& found) {
    for (std::size_t at = 0; at + 3 < bytes.size(); ++at)
        if (bytes[at] == kDerInteger && bytes[at + 1] == 1) add_der_key(bytes, at, found);
}

/// The lines between BEGIN and END of a private key, each by itself: line ends stay.
void add_pem_keys(std::string_view text, Secrets& found) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kKind = "PRIVATE KEY-----";
    constexpr std::string_view kEnd = "-----END";
    for (std::size_t at = text.find(kBegin); at < text.size(); at = text.find(kBegin, at)) {
        const std::size_t line = std::min(text.find_first_of("\r\n", at), text.size());
        const bool is_key = text.substr(at, line - at).ends_with(kKind);
        at = line;
        if (!is_key) continue;
        const std::size_t end = std::min(text.find(kEnd, at), text.size());
        while (at < end) {
            const std::size_t stop = std::min(text.find_first_of("\r\n", at), end);
            if (stop - at >= kFewestSecretBytes) found.push_back(as_bytes(text.substr(at, stop - at)));
            at = stop + 1;
        }
        at = end;
    }
}

/// What stands behind the name and the scheme of a header line.
ByteView value_of(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t\r\n");
    line = line.substr(0, last == std::string_view::npos ? 0 : last + 1);
    const std::size_t blank = line.find_last_of(" \t");
    return as_bytes(blank == std::string_view::npos ? line : line.substr(blank + 1));
}

void add_header_values(std::string_view text, Secrets& found) {
    constexpr std::string_view kName = "authorization:";
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    auto at = text.begin();
    while ((at = std::search(at, text.end(), kName.begin(), kName.end(), same)) != text.end()) {
        const auto from = static_cast<std::size_t>(at - text.begin());
        std::size_t stop = text.find_first_of(std::string_view{"\r\n\0", 3}, from);
        stop = std::min(stop, text.size());
        const ByteView value = value_of(text.substr(from + kName.size(), stop - from - kName.size()));
        if (is_text(value)) found.push_back(value);
        at += static_cast<std::ptrdiff_t>(kName.size());
    }
}

/// A key file that is neither DER nor PEM: each line's last word.
void add_token_file(std::string_view text, Secrets& found) {
    if (text.empty() || static_cast<std::uint8_t>(text.front()) == kDerSequence) return;
    if (text.find("-----BEGIN") != std::string_view::npos) return;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        found.push_back(value_of(text.substr(at, end - at)));
        at = end + 1;
    }
}

bool is_key_name(std::string_view name) { return name.ends_with(".key") && !name.starts_with("sig-"); }

}  // namespace

void Masker::learn(ByteView bytes, bool is_key_file) {
    Secrets octets;
    add_der_keys(bytes, octets);
    for (const ByteView secret : octets)
        replacements_.try_emplace(Bytes{secret.begin(), secret.end()}, masked_octets(secret));
    Secrets words;
    const std::string_view text = as_text(bytes);
    add_pem_keys(text, words);
    add_header_values(text, words);
    if (is_key_file) add_token_file(text, words);
    for (const ByteView secret : words)
        if (secret.size() >= kFewestSecretBytes)
            replacements_.try_emplace(Bytes{secret.begin(), secret.end()}, masked_text(secret));
}

void Masker::learn(const emulator::HomeFiles& home) {
    for (const auto& [name, entry] : home) learn(entry.content, is_key_name(name));
}

Bytes Masker::mask(ByteView bytes) {
    learn(bytes);
    Bytes masked{bytes.begin(), bytes.end()};
    for (const auto& [secret, replacement] : replacements_) {
        for (auto at = masked.begin();;) {
            at = std::search(at, masked.end(), secret.begin(), secret.end());
            if (at == masked.end()) break;
            at = std::copy(replacement.begin(), replacement.end(), at);
        }
    }
    return masked;
}

std::string Masker::mask(const std::string& text) { return to_text(mask(as_bytes(text))); }

void Masker::mask(emulator::HomeFiles& home) {
    learn(home);
    for (auto& [name, entry] : home) entry.content = mask(ByteView{entry.content});
}

void Masker::mask(Round& round) {
    if (round.home) learn(*round.home);
    learn(as_bytes(round.request_head));
    learn(round.answer);
    if (round.home) mask(*round.home);
    round.request_head = mask(round.request_head);
    round.request_body = mask(ByteView{round.request_body});
    round.answer = mask(ByteView{round.answer});
}

void Masker::mask(Capture& capture) {
    for (Round& round : capture.rounds) mask(round);
    capture.is_masked = true;
}

}  // namespace cupspec::capture
