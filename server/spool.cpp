#include "server/spool.hpp"

#include "base/files.hpp"
#include "server/errc.hpp"

#include <algorithm>
#include <fstream>

namespace cupspec::server {
namespace {

constexpr std::size_t kSpoolBlock = std::size_t{64} * 1024;

}  // namespace

net::awaitable<Result<OpenFile>> spool(net::HttpResponse& response, SpoolRules rules) {
    // The directory goes when this returns; the open file stays readable until its readers are done.
    const auto directory = TemporaryDirectory::make(rules.directory);
    if (!directory) co_return unavailable(rules.where, describe(directory.error()));
    const std::filesystem::path path = directory->path() / "object";
    std::ofstream out{path, std::ios::binary};
    Bytes block(kSpoolBlock);
    std::uint64_t size = 0;
    for (;;) {
        const std::span<std::uint8_t> space{block};
        const auto got = co_await response.read(space);
        if (!got) co_return unavailable(rules.where, describe(got.error()));
        if (*got == 0) break;
        size += *got;
        if (size > rules.most_bytes) co_return Error{Errc::bad_file, rules.where, "too large to be kept"};
        const std::string_view text = as_text(ByteView{block}.first(*got));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    }
    out.close();
    if (!out) co_return unavailable(rules.where, path.string() + " cannot be written");
    auto file = OpenFile::open(path);
    if (!file) co_return unavailable(rules.where, describe(file.error()));
    co_return file;
}

Spool::Place& Spool::place(const std::string& name, net::asio::any_io_executor executor) {
    const auto found =
        std::find_if(places_.begin(), places_.end(), [&](const auto& kept) { return kept->name == name; });
    if (found != places_.end()) {
        std::rotate(found, found + 1, places_.end());
        return *places_.back();
    }
    const auto idle =
        std::find_if(places_.begin(), places_.end(), [](const auto& kept) { return kept->users == 0; });
    if (places_.size() >= kMost && idle != places_.end()) places_.erase(idle);
    places_.push_back(std::make_unique<Place>(name, std::move(executor)));
    return *places_.back();
}

}  // namespace cupspec::server
