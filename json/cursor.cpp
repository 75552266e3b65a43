#include "json/cursor.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace cupspec::json {
namespace {

std::string_view type_name(const Value& value) {
    constexpr std::array<std::string_view, 8> kNames{"null",     "a boolean", "a number", "a number",
                                                     "a number", "a string",  "an array", "an object"};
    return kNames.at(value.content.index());
}

/// Nothing for what is no integer; what is larger than the type becomes its maximum.
std::optional<std::int64_t> integer_of(const Value& value) {
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    if (const auto* i = std::get_if<std::int64_t>(&value.content)) return *i;
    if (const auto* u = std::get_if<std::uint64_t>(&value.content))
        return static_cast<std::int64_t>(std::min<std::uint64_t>(*u, kMost));
    return std::nullopt;
}

}  // namespace

void Cursor::fail(boost::system::error_code why, std::string detail) const {
    if (!reading_->error_) reading_->error_ = Error{why, where(), std::move(detail)};
}

std::string Cursor::where() const { return reading_->document_->where(offset_, pointer_); }

template <class T>
const T* Cursor::expect(std::string_view type) const {
    if (!reading_->ok()) return nullptr;
    if (value_ == nullptr) {
        fail(Errc::missing_key, std::string{type} + " is required");
        return nullptr;
    }
    if (const auto* content = std::get_if<T>(&value_->content)) return content;
    fail(Errc::wrong_type, "expected " + std::string{type} + ", found " + std::string{type_name(*value_)});
    return nullptr;
}

std::string Cursor::child(std::string_view key) const { return pointer_ + '/' + escape_pointer(key); }

std::optional<Cursor> Cursor::find(std::string_view key) const {
    const auto* object = expect<Object>("an object");
    if (object == nullptr) return std::nullopt;
    for (const Member& member : *object)
        if (member.name == key) return Cursor{*reading_, &member.value, child(key), member.value.offset};
    return std::nullopt;
}

Cursor Cursor::operator[](std::string_view key) const {
    if (auto found = find(key)) return *found;
    return {*reading_, nullptr, child(key), offset_};
}

std::string Cursor::text() const {
    const auto* content = expect<std::string>("a string");
    return content == nullptr ? std::string{} : *content;
}

bool Cursor::boolean() const {
    const auto* content = expect<bool>("a boolean");
    return content != nullptr && *content;
}

double Cursor::number() const {
    if (value_ != nullptr) {
        if (const auto* i = std::get_if<std::int64_t>(&value_->content)) return static_cast<double>(*i);
        if (const auto* u = std::get_if<std::uint64_t>(&value_->content)) return static_cast<double>(*u);
    }
    const auto* content = expect<double>("a number");
    return content == nullptr ? 0.0 : *content;
}

std::int64_t Cursor::integer(std::int64_t min, std::int64_t max) const {
    const auto value = value_ == nullptr ? std::nullopt : integer_of(*value_);
    if (!value) {
        if (value_ != nullptr && std::holds_alternative<double>(value_->content)) {
            fail(Errc::wrong_type, "expected an integer");
        } else {
            expect<std::int64_t>("an integer");
        }
        return 0;
    }
    if (*value >= min && *value <= max) return reading_->ok() ? *value : 0;
    fail(Errc::out_of_range,
         std::to_string(*value) + " is not within " + std::to_string(min) + ".." + std::to_string(max));
    return 0;
}

std::uint32_t Cursor::unsigned32() const {
    return static_cast<std::uint32_t>(integer(0, std::numeric_limits<std::uint32_t>::max()));
}

bool Cursor::is_null() const { return value_ != nullptr && value_->is_null(); }
bool Cursor::is_text() const {
    return value_ != nullptr && std::holds_alternative<std::string>(value_->content);
}
bool Cursor::is_object() const {
    return value_ != nullptr && std::holds_alternative<Object>(value_->content);
}
bool Cursor::is_array() const { return value_ != nullptr && std::holds_alternative<Array>(value_->content); }
bool Cursor::is_boolean() const { return value_ != nullptr && std::holds_alternative<bool>(value_->content); }

std::vector<Cursor> Cursor::items() const {
    std::vector<Cursor> found;
    const auto* array = expect<Array>("an array");
    if (array == nullptr) return found;
    for (std::size_t i = 0; i < array->size(); ++i)
        found.emplace_back(*reading_, &(*array)[i], child(std::to_string(i)), (*array)[i].offset);
    return found;
}

std::vector<std::pair<std::string, Cursor>> Cursor::members() const {
    std::vector<std::pair<std::string, Cursor>> found;
    const auto* object = expect<Object>("an object");
    if (object == nullptr) return found;
    for (const Member& m : *object)
        found.emplace_back(m.name, Cursor{*reading_, &m.value, child(m.name), m.value.offset});
    return found;
}

void Cursor::only(std::initializer_list<std::string_view> known) const {
    const auto* object = expect<Object>("an object");
    if (object == nullptr) return;
    for (const Member& member : *object) {
        if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
        const Cursor key{*reading_, &member.value, child(member.name), member.offset};
        key.fail(Errc::unknown_key, '"' + member.name + "\"; " +
                                        suggestion(member.name, std::span{known.begin(), known.size()}));
        return;
    }
}

}  // namespace cupspec::json
