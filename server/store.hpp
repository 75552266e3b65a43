#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// The most that is held in memory: what get() returns. Larger objects are streamed by open().
inline constexpr std::size_t kStoredBytes = std::size_t{1} << 20U;

/// Where a server's files lie: one flat directory of named objects. Read anew for every request; names are
/// plain (see is_plain_name). Absence is a value, failure an Error whose `where` names the object in full:
/// store_unavailable when the store as a whole cannot be used now, else what is wrong with this object.
/// The store must outlive every operation on it.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// The whole object, at most kStoredBytes; nothing when there is none.
    virtual net::awaitable<Result<std::optional<Bytes>>> get(std::string name) = 0;
    /// Its size in bytes; nothing when there is none.
    virtual net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) = 0;
    /// Names that begin with the prefix, sorted.
    virtual net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) = 0;
    /// The object for streaming, in constant memory. It was there whole when this returned.
    /// @return otherwise missing_file or the reading error
    virtual net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) = 0;
    /// Puts the object in place of the old one as a whole: readers see either. @return otherwise bad_name or
    /// the writing error
    virtual net::awaitable<Result<void>> put(std::string name, Bytes bytes) = 0;

    /// The store beside this one, for `cupsId`; it need not exist.
    virtual std::unique_ptr<Store> sibling(const std::string& name) const = 0;
    /// Last part of where it lies: "cups-0".
    virtual std::string name() const = 0;
    /// The object in full, for messages.
    virtual std::string where(const std::string& object) const = 0;
};

}  // namespace cupspec::server
