#pragma once

#include "base/result.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cupspec::json {

class Reading;

/// A place in a document from which typed values are read. The first failure sticks in the Reading: every
/// later read yields empty or zero, so a decoder is a straight line. Borrows document and Reading.
class Cursor {
public:
    Cursor(Reading& reading, const Value* value, std::string pointer, std::size_t offset)
        : reading_{&reading}, value_{value}, pointer_{std::move(pointer)}, offset_{offset} {}

    /// The member; a required one that is absent fails at its first read.
    Cursor operator[](std::string_view key) const;
    /// The member, or nothing when it is absent (null counts as present).
    std::optional<Cursor> find(std::string_view key) const;

    std::string text() const;
    bool boolean() const;
    double number() const;
    /// Inclusive bounds; otherwise out_of_range.
    std::int64_t integer(std::int64_t min, std::int64_t max) const;
    std::uint32_t unsigned32() const;
    bool is_null() const;
    bool is_text() const;
    bool is_object() const;
    bool is_array() const;
    bool is_boolean() const;

    std::vector<Cursor> items() const;                            ///< of an array
    std::vector<std::pair<std::string, Cursor>> members() const;  ///< of an object, in the order of the text

    /// Fails with unknown_key and the nearest known key for any other member of this object.
    void only(std::initializer_list<std::string_view> known) const;

    void fail(boost::system::error_code why, std::string detail) const;
    /// "file:line:column: /pointer"
    std::string where() const;
    const std::string& pointer() const { return pointer_; }
    const Value* value() const { return value_; }

private:
    template <class T>
    const T* expect(std::string_view type) const;
    std::string child(std::string_view key) const;

    Reading* reading_;
    const Value* value_;  ///< null: absent
    std::string pointer_;
    std::size_t offset_;
};

/// The reading of one document: holds the first failure.
class Reading {
public:
    explicit Reading(const Document& document) : document_{&document} {}

    Cursor root() { return {*this, &document_->root, {}, document_->root.offset}; }
    bool ok() const { return !error_; }
    const std::optional<Error>& error() const { return error_; }

    /// The message, or the first failure.
    template <class Message>
    Result<Message> finish(Message message) {
        if (error_) return *error_;
        return message;
    }

private:
    friend class Cursor;
    const Document* document_;
    std::optional<Error> error_;
};

}  // namespace cupspec::json
