#include "tests/e2e/fleet.hpp"

#include "net/http_client.hpp"
#include "protocol/crc32.hpp"
#include "protocol/response.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>

namespace cupspec::test {
namespace {

namespace asio = net::asio;

/// Six segments' lengths and a signature's key CRC, when there are no URIs and no credentials.
constexpr std::size_t kFrame = 18;

/// Reads the answer to its end. @return what became of it
net::awaitable<bool> fetch_one(std::string port, Bytes key, pki::UpdateDigest digest) {
    net::HttpPlace place{"127.0.0.1", std::move(port), {}};
    net::ClientRequest request;
    request.method = "POST";
    request.target = "/update-info";
    request.body =
        to_bytes(R"({"router":1,"package":"1.0.0","keys":[)" + std::to_string(protocol::crc32(key)) + "]}");
    net::ClientLimits limits;
    limits.idle = std::chrono::seconds{60};
    auto response = co_await net::fetch(std::move(place), std::move(request), limits);
    if (!response || (*response)->status() != 200) co_return false;
    Bytes head;
    Bytes block(std::size_t{256} * 1024);
    pki::UpdateHash hash;
    for (std::size_t expected = kFrame;;) {
        const std::span<std::uint8_t> space{block};
        const auto got = co_await (*response)->read(space);
        if (!got) co_return false;
        if (*got == 0) break;
        ByteView bytes = ByteView{block}.first(*got);
        while (head.size() < expected && !bytes.empty()) {
            head.push_back(bytes.front());
            bytes = bytes.subspan(1);
            if (head.size() == kFrame - 8) expected = kFrame - 4 + head[6];  // sigLen, little-endian
        }
        hash.update(bytes);
    }
    if (std::move(hash).finish() != digest || head.size() < kFrame) co_return false;
    const ByteView der = ByteView{head}.subspan(kFrame - 4, head[6] - 4U);
    co_return pki::verify(key, digest, der);
}

}  // namespace

pki::UpdateDigest write_firmware(const std::filesystem::path& path, std::uint64_t bytes) {
    constexpr std::size_t kBlock = std::size_t{1} << 20U;
    std::string block(kBlock, ' ');
    std::uint64_t state = 88172645463325252U;  // xorshift64
    for (char& c : block) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        c = static_cast<char>(state);
    }
    std::ofstream out{path, std::ios::binary};
    pki::UpdateHash hash;
    for (std::uint64_t at = 0; at < bytes; at += kBlock) {
        std::memcpy(block.data(), &at, sizeof at);
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, bytes - at));
        out.write(block.data(), static_cast<std::streamsize>(size));
        hash.update(as_bytes(block).first(size));
    }
    out.close();
    REQUIRE(out.good());
    return std::move(hash).finish();
}

unsigned fetch_at_once(unsigned gateways, const std::string& port, ByteView key,
                       const pki::UpdateDigest& digest) {
    asio::io_context context;
    unsigned good = 0;
    for (unsigned i = 0; i < gateways; ++i) {
        asio::co_spawn(context, fetch_one(port, Bytes{key.begin(), key.end()}, digest),
                       [&good](const std::exception_ptr& thrown, bool is_good) {
                           if (!thrown && is_good) ++good;
                       });
    }
    context.run();
    return good;
}

std::uint64_t peak_memory(pid_t process) {
    std::ifstream status{"/proc/" + std::to_string(process) + "/status"};
    std::uint64_t kib = 0;
    for (std::string word; status >> word;)
        if (word == "VmHWM:") status >> kib;
    return kib / 1024;
}

}  // namespace cupspec::test
