#include "protocol/credentials.hpp"

#include "protocol/crc32.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

namespace cupspec::protocol {
namespace {

constexpr std::array<std::uint8_t, kFillerBytes> kFiller{};
constexpr std::uint8_t kDerSequence = 0x30;

ByteView or_filler(const Bytes& element, std::size_t filler_bytes = kFillerBytes) {
    return element.empty() ? ByteView{kFiller}.first(filler_bytes) : ByteView{element};
}

bool name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool header_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), name_character);
}

bool printable(char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\t'; }

/// `Name: value`, the only form Station sends on. Source: protocol.md §2.4.
bool header_line(std::string_view line) {
    const std::size_t colon = std::min(line.find(": "), line.size());
    return colon != line.size() && header_name(line.substr(0, colon)) &&
           std::all_of(line.begin(), line.end(), printable);
}

/// One header line or more, ended by LF or CRLF; the last line end may be missing or be there several times.
bool token(std::string_view text) {
    const std::size_t last = text.find_last_not_of("\r\n");
    if (last == std::string_view::npos) return false;
    for (text = text.substr(0, last + 1);;) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const bool crlf = end < text.size() && end > 0 && text[end - 1] == '\r';
        if (!header_line(text.substr(0, crlf ? end - 1 : end))) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
    }
}

/// Walks a blob from element to element; the first error sticks.
class Splitter {
public:
    explicit Splitter(ByteView blob) : blob_{blob} {}

    /// A DER element, or four zero bytes where `optional`.
    Bytes element(std::string_view name, bool optional) {
        if (error_) return {};
        if (optional && front_is(0)) return filler(name);
        if (!front_is(kDerSequence)) {
            refuse(name, optional ? "neither DER (0x30) nor four zero bytes" : "not DER (0x30)");
            return {};
        }
        const auto size = der_size(rest());
        if (!size) {
            refuse(name, size.error().detail.empty() ? size.error().code.message() : size.error().detail);
            return {};
        }
        return take(*size);
    }

    /// As an element, or a token that takes all the rest.
    Bytes key() {
        constexpr std::string_view kName = "key";
        if (error_ || front_is(0) || front_is(kDerSequence)) return element(kName, true);
        if (rest().empty()) {
            refuse(kName, "the blob ends; an absent key is four zero bytes");
        } else if (!token(as_text(rest()))) {
            refuse(kName, "neither DER (0x30), four zero bytes nor a token of \"Name: value\" lines");
        }
        return error_ ? Bytes{} : take(rest().size());
    }

    Result<CredentialSet> finish(CredentialSet set) {
        if (!error_ && !rest().empty())
            refuse("key", std::to_string(rest().size()) + " bytes follow the key");
        if (error_) return *error_;
        return set;
    }

private:
    ByteView rest() const { return blob_.subspan(at_); }
    bool front_is(std::uint8_t byte) const { return !rest().empty() && rest().front() == byte; }

    Bytes take(std::size_t size) {
        const ByteView taken = rest().first(size);
        at_ += size;
        return {taken.begin(), taken.end()};
    }

    Bytes filler(std::string_view name) {
        const ByteView zeros = rest().first(std::min(kFillerBytes, rest().size()));
        if (std::equal(zeros.begin(), zeros.end(), kFiller.begin(), kFiller.end())) {
            at_ += zeros.size();
        } else {
            refuse(name, "an absent element is four zero bytes");
        }
        return {};
    }

    void refuse(std::string_view name, std::string why) {
        error_ = Error{Errc::bad_credential, std::string{name},
                       "offset " + std::to_string(at_) + ": " + std::move(why)};
    }

    ByteView blob_;
    std::size_t at_ = 0;
    std::optional<Error> error_;
};

}  // namespace

std::uint32_t crc(const CredentialSet& set, std::size_t filler_bytes) {
    std::uint32_t sum = 0;
    for (const Bytes* element : {&set.trust, &set.certificate, &set.key})
        sum = crc32(or_filler(*element, filler_bytes), sum);
    return sum;
}

Bytes join(const CredentialSet& set) {
    Bytes blob;
    for (const Bytes* element : {&set.trust, &set.certificate, &set.key}) {
        const ByteView bytes = or_filler(*element);
        blob.insert(blob.end(), bytes.begin(), bytes.end());
    }
    return blob;
}

Result<CredentialSet> split(ByteView blob) {
    CredentialSet set;
    if (blob.empty()) return set;
    Splitter splitter{blob};
    set.trust = splitter.element("trust", false);
    set.certificate = splitter.element("certificate", true);
    set.key = splitter.key();
    return splitter.finish(std::move(set));
}

Result<Bytes> token_key(std::string_view name, std::string_view value) {
    if (!header_name(name)) return Error{Errc::bad_token, "name", "letters, digits, - and _ only"};
    if (!std::all_of(value.begin(), value.end(), printable))
        return Error{Errc::bad_token, "value", "it holds a line end or another control character"};
    return to_bytes(std::string{name} + ": " + std::string{value} + "\r\n");
}

}  // namespace cupspec::protocol
