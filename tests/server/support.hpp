#pragma once

#include "base/files.hpp"
#include "base/log.hpp"
#include "net/tls.hpp"
#include "protocol/update_info.hpp"
#include "server/cups_server.hpp"
#include "server/store.hpp"
#include "tests/net/run.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::server::testing {

using net::testing::run;

/// A file of the recordings: "session-plain/resp-1.bin".
Bytes recorded(const std::string& name);
/// A directory of the recordings.
std::filesystem::path recording(const std::string& name);
/// The JSON body of a recorded request.
protocol::UpdateInfo recorded_request(const std::string& name);

/// A private copy of a recorded session's server directories that a test may change: cups-0, cups-1, tc-0.
class Copy {
public:
    explicit Copy(const std::string& session);
    std::filesystem::path path(const std::string& name) const { return directory_.path() / name; }
    void write(const std::string& name, std::string_view text) const;
    void remove(const std::string& name) const { std::filesystem::remove(path(name)); }
    std::string text(const std::string& name) const;

private:
    TemporaryDirectory directory_;
};

/// Keeps what was said.
class KeptLog final : public Log {
public:
    void write(LogLevel level, std::string_view source, std::string_view text) override;
    /// How many lines of the level contain the text.
    std::size_t count(LogLevel level, std::string_view text) const;

private:
    std::vector<std::pair<LogLevel, std::string>> lines_;
};

struct Answer {
    unsigned status = 0;
    std::string head;
    Bytes body;
};

/// Sends the bytes on a connection of their own and reads one answer by its Content-Length.
/// Status 0: the connection could not be made, or ended before the answer did.
Answer exchange(net::asio::io_context& context, std::uint16_t port, std::string bytes,
                std::optional<net::TlsContext> tls = {});

/// `POST /update-info` with this body and extra header lines, each with its CRLF.
std::string post(const std::string& body, const std::string& headers = {});

/// A client of the recorded TLS installation: trust, and certificate and key below it, by their names.
std::optional<net::TlsContext> client(const std::string& trust, const std::string& identity);

/// Runs a server on these options and ends it in order.
struct Running {
    explicit Running(CupsOptions options);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    Answer operator()(std::string bytes, std::optional<net::TlsContext> tls = {});

    net::asio::io_context context;
    KeptLog log;
    std::vector<Served> served;
    std::unique_ptr<CupsServer> server;
};

/// What a stream holds, read in small blocks.
Bytes read_all(net::BodySource& source);

/// A content to be put: bytes in memory.
class MemorySource final : public net::BodySource {
public:
    /// @param announced of which `bytes` may be fewer
    MemorySource(Bytes bytes, std::uint64_t announced) : bytes_{std::move(bytes)}, announced_{announced} {}
    std::uint64_t size() const override { return announced_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

private:
    Bytes bytes_;
    std::uint64_t announced_;
    std::size_t done_ = 0;
};
Content content_of(std::string_view text);
/// It announces more than there is.
Content cut_content(std::string_view text, std::uint64_t announced);

CupsOptions plain(const std::filesystem::path& root, const std::filesystem::path& tc_root = {});
/// The server that gave recorded answer N of a session, over plain HTTP.
CupsOptions recorded_options(const std::string& session, int n);
/// A server of the recorded TLS session, with client certificates required.
CupsOptions mutual(const std::string& name);

}  // namespace cupspec::server::testing
