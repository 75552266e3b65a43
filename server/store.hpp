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

/// Where a server's files lie: one flat directory of named objects. Read anew for every request; names are
/// plain (see is_plain_name). Absence is a value, failure an Error whose `where` names the object in full.
/// The store must outlive every operation on it.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// The whole object, at most 1 MiB; nothing when there is none.
    virtual net::awaitable<Result<std::optional<Bytes>>> get(std::string name) = 0;
    /// Its size in bytes; nothing when there is none.
    virtual net::awaitable<Result<std::optional<std::uint64_t>>> stat(std::string name) = 0;
    /// Names that begin with the prefix, sorted.
    virtual net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) = 0;
    /// The object for streaming, in constant memory. @return otherwise missing_file or the reading error
    virtual net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) = 0;

    /// The store beside this one, for `cupsId`; it need not exist.
    virtual std::unique_ptr<Store> sibling(const std::string& name) const = 0;
    /// Last part of where it lies: "cups-0".
    virtual std::string name() const = 0;
    /// The object in full, for messages.
    virtual std::string where(const std::string& object) const = 0;
};

}  // namespace cupspec::server
