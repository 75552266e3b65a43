#include "json/document.hpp"

#include "base/hex.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cupspec::json {
namespace {

/// A forward iterator over the text that leaves its furthest position where the SAX handler can see it:
/// nlohmann tells a handler what it read, never where.
class TrackedIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    TrackedIterator(const char* at, const char** furthest) : at_{at}, furthest_{furthest} {}
    reference operator*() const { return *at_; }
    TrackedIterator& operator++() {
        *furthest_ = ++at_;  // NOLINT(*-pointer-arithmetic): nlohmann asks for an iterator
        return *this;
    }
    bool operator==(const TrackedIterator& other) const { return at_ == other.at_; }
    bool operator!=(const TrackedIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char** furthest_;
};

/// A character for a message, whatever it is.
std::string shown(char c) {
    const auto value = static_cast<std::uint8_t>(c);
    const bool printable = value > 0x20 && value < 0x7F;
    return printable ? std::string{'\''} + c + '\'' : "byte 0x" + to_hex({&value, 1});
}

/// Builds the tree. An open container is held in `open_`; a closed one moves into its parent.
class Builder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(const Document& document, const char* const* furthest)
        : document_{document}, furthest_{furthest} {}

    bool null() { return add(Value{nullptr, end() - 4}); }
    bool boolean(bool value) { return add(Value{value, end() - (value ? 4 : 5)}); }
    bool number_integer(number_integer_t value) { return add(Value{value, number_start()}); }
    bool number_unsigned(number_unsigned_t value) { return add(Value{value, number_start()}); }
    bool number_float(number_float_t value, const string_t& /*text*/) {
        return add(Value{value, number_start()});
    }
    bool string(string_t& value) { return add(Value{std::move(value), string_start()}); }
    bool binary(binary_t& /*value*/) { return false; }

    bool start_object(std::size_t /*count*/) { return start(Value{Object{}, end() - 1}); }
    bool start_array(std::size_t /*count*/) { return start(Value{Array{}, end() - 1}); }
    bool end_object() { return finish(); }
    bool end_array() { return finish(); }

    bool key(string_t& name) {
        const bool taken = is_taken(name);
        auto& members = std::get<Object>(open_.back().content);
        members.push_back({name, {nullptr, 0}, string_start()});
        return taken ? fail(Errc::duplicate_key, string_start(), '"' + name + '"') : true;
    }

    bool parse_error(std::size_t position, const std::string& /*last_token*/,
                     const nlohmann::json::exception& why) {
        const std::string message = why.what();
        const auto colon = message.rfind("; expected ");
        const std::size_t at = position == 0 ? 0 : position - 1;
        const bool ended = at >= document_.text.size();
        std::string detail = ended ? "unexpected end" : "unexpected " + shown(document_.text[at]);
        if (colon != std::string::npos) detail += message.substr(colon);
        return fail(Errc::syntax, std::min(at, document_.text.size()), std::move(detail));
    }

    Result<Value> take() {
        if (error_) return *error_;
        return std::move(root_);
    }

private:
    std::size_t end() const { return static_cast<std::size_t>(*furthest_ - document_.text.data()); }

    std::size_t string_start() const {
        const std::string& text = document_.text;
        std::size_t at = end() - 1;  // the closing quote; inside, every quote follows a backslash
        for (;;) {
            at = text.rfind('"', at - 1);
            std::size_t slashes = 0;
            while (slashes < at && text[at - 1 - slashes] == '\\') ++slashes;
            if (slashes % 2 == 0) return at;
        }
    }

    std::size_t number_start() const {
        constexpr std::string_view kNumber = "0123456789+-.eE";
        const std::string_view text = document_.text;
        std::size_t at = end();
        // The lexer has read one character beyond the number, unless the text ended.
        if (at > 0 && kNumber.find(text[at - 1]) == std::string_view::npos) --at;
        while (at > 0 && kNumber.find(text[at - 1]) != std::string_view::npos) --at;
        return at;
    }

    bool add(Value value) {
        if (open_.empty()) {
            root_ = std::move(value);
        } else if (auto* items = std::get_if<Array>(&open_.back().content)) {
            items->push_back(std::move(value));
        } else {
            std::get<Object>(open_.back().content).back().value = std::move(value);
        }
        return true;
    }

    bool start(Value value) {
        if (open_.size() == kMaxDepth)
            return fail(Errc::nesting, value.offset, "limit " + std::to_string(kMaxDepth));
        open_.push_back(std::move(value));
        names_.emplace_back();
        return true;
    }

    /// Of the innermost object. Few members are compared; of many, which a peer may send to keep others
    /// waiting, the names are looked up.
    bool is_taken(const std::string& name) {
        constexpr std::size_t kFew = 32;
        const auto& members = std::get<Object>(open_.back().content);
        if (members.size() < kFew) {
            return std::any_of(members.begin(), members.end(),
                               [&](const Member& member) { return member.name == name; });
        }
        auto& names = names_.back();
        if (names.empty())
            for (const Member& member : members) names.insert(member.name);
        return !names.insert(name).second;
    }

    bool finish() {
        Value value = std::move(open_.back());
        open_.pop_back();
        names_.pop_back();
        return add(std::move(value));
    }

    bool fail(Errc why, std::size_t offset, std::string detail) {
        error_ = Error{why, document_.where(offset, pointer()), std::move(detail)};
        return false;
    }

    std::string pointer() const {
        std::string path;
        for (const Value& value : open_) {
            if (const auto* items = std::get_if<Array>(&value.content)) {
                path += '/' + std::to_string(items->size());
            } else if (const auto& members = std::get<Object>(value.content); !members.empty()) {
                path += '/' + escape_pointer(members.back().name);
            }
        }
        return path;
    }

    const Document& document_;
    const char* const* furthest_;
    std::vector<Value> open_;
    std::vector<std::unordered_set<std::string>> names_;  ///< of each in `open_`; empty while there are few
    Value root_;
    std::optional<Error> error_;
};

}  // namespace

std::string escape_pointer(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

Position position_of(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const auto newline = before.rfind('\n');
    Position position;
    position.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    position.column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
    return position;
}

std::string Document::where(std::size_t offset, std::string_view pointer) const {
    if (source.name.empty()) return std::string{pointer};
    const Position position = position_of(text, offset);
    std::string out =
        source.name + ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
    if (!pointer.empty()) (out += ": ") += pointer;
    return out;
}

Result<Document> parse(std::string text, Source source) {
    Document document{std::move(source), std::move(text), {}};
    const char* const begin = document.text.data();
    const char* const end = std::next(begin, static_cast<std::ptrdiff_t>(document.text.size()));
    const char* furthest = begin;
    Builder builder{document, &furthest};
    nlohmann::json::sax_parse(TrackedIterator{begin, &furthest}, TrackedIterator{end, &furthest}, &builder,
                              nlohmann::json::input_format_t::json, true, document.source.comments);
    auto root = builder.take();
    if (!root) return root.error();
    document.root = std::move(*root);
    return document;
}

}  // namespace cupspec::json
