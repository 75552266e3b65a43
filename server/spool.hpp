#pragma once

#include "base/open_file.hpp"
#include "net/http_client.hpp"
#include "net/turnstile.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::server {

/// An object that lies whole in a nameless file on disk.
struct SpooledObject {
    std::optional<OpenFile> file;  ///< absent: not fetched yet
    std::string version;           ///< empty: unknown
};

/// How and where an object is spooled.
struct SpoolRules {
    std::filesystem::path directory;  ///< empty: the system's temporary directory
    std::uint64_t most_bytes = 0;
    std::string where;  ///< how errors name the object
};

/// Writes an answer's body to a file that has no name any more when this returns.
/// @param response must outlive the operation
/// @return otherwise bad_file for one that is too large, store_unavailable for one that cannot be read or
/// kept
net::awaitable<Result<OpenFile>> spool(net::HttpResponse& response, SpoolRules rules);

/// The objects spooled last, by name. For one executor; must outlive every Use.
class Spool {
public:
    /// One object's place; whoever fetches it is inside its turnstile.
    struct Place {
        Place(std::string object_name, net::asio::any_io_executor executor)
            : name{std::move(object_name)}, turn{std::move(executor)} {}
        std::string name;
        unsigned users = 0;
        net::Turnstile turn;
        SpooledObject object;
    };
    /// Keeps a place from being given up.
    class Use {
    public:
        explicit Use(Place& place) : place_{place} { ++place_.users; }
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        ~Use() { --place_.users; }

    private:
        Place& place_;  // NOLINT(cppcoreguidelines-avoid-const-or-ref-data-members): of one frame
    };
    static constexpr std::size_t kMost = 2;  ///< kept; more as long as they are in use

    /// To be used at once, as the next call may give it up.
    Place& place(const std::string& name, net::asio::any_io_executor executor);

private:
    std::vector<std::unique_ptr<Place>> places_;  ///< the one used last at the end
};

}  // namespace cupspec::server
