#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server {

/// The most that is held in memory: what get() returns. Larger objects are streamed by open().
inline constexpr std::size_t kStoredBytes = std::size_t{1} << 20U;

/// What an object is now.
struct Stamp {
    std::uint64_t bytes = 0;
    std::string version;  ///< another one for each new content; empty: this store cannot tell them apart
};

/// Opens what is to be put, as often as it has to be read.
using Content = std::function<Result<std::unique_ptr<net::BodySource>>()>;

/// Where a server's files lie: one flat directory of named objects. A store remembers nothing; what is made
/// of its objects may be (PlanMemory), as long as they stay as they are. A name that is not plain (see
/// is_plain_name) is bad_name whatever is asked of it. Absence is a value, failure an Error
/// whose `where` names the object in full: store_unavailable when the store as a whole cannot be used now,
/// else what is wrong with this object. The store must outlive every operation on it.
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
    /// Its size and version; nothing when there is none.
    virtual net::awaitable<Result<std::optional<Stamp>>> stamp(std::string name) = 0;
    /// Names that begin with the prefix, sorted.
    virtual net::awaitable<Result<std::vector<std::string>>> list(std::string prefix) = 0;
    /// The object for streaming, in constant memory. It was there whole when this returned.
    /// @return otherwise missing_file or the reading error
    virtual net::awaitable<Result<std::unique_ptr<net::BodySource>>> open(std::string name) = 0;
    /// The same in this version alone, as `stamp` told it; empty: as open. Many that open one version at a
    /// time cost what one costs. @return otherwise bad_file when it has changed, missing_file or the reading
    /// error
    virtual net::awaitable<Result<std::unique_ptr<net::BodySource>>> open_version(std::string name,
                                                                                  std::string version) = 0;
    /// Puts the object in place of the old one as a whole: readers see either. @return otherwise bad_name or
    /// the writing error
    virtual net::awaitable<Result<void>> put(std::string name, Bytes bytes) = 0;
    /// The same without waiting for the disk: what is put may be lost when the machine, not the process,
    /// dies.
    virtual net::awaitable<Result<void>> put_lightly(std::string name, Bytes bytes) = 0;
    /// The same in constant memory. A content that fails leaves the old object. @return otherwise the
    /// content's error, or as put
    virtual net::awaitable<Result<void>> put_stream(std::string name, Content content) = 0;
    /// The same where there is none yet: of several that try at once, one succeeds (a bucket whose server
    /// knows no conditional writing aside).
    /// @return false when there was one; otherwise as put
    virtual net::awaitable<Result<bool>> create(std::string name, Bytes bytes) = 0;
    /// Absent before is as good. @return otherwise as put
    virtual net::awaitable<Result<void>> remove(std::string name) = 0;

    /// The store beside this one, for `cupsId`; it need not exist.
    virtual std::unique_ptr<Store> sibling(const std::string& name) const = 0;
    /// Last part of where it lies: "cups-0".
    virtual std::string name() const = 0;
    /// The object in full, for messages.
    virtual std::string where(const std::string& object) const = 0;
    /// The file that holds the object, if there is one; empty: this store's objects are no files.
    virtual std::string file_of(const std::string& /*object*/) const { return {}; }
};

}  // namespace cupspec::server
