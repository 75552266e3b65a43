#include "net/errc.hpp"
#include "net/errors_as_values.hpp"
#include "net/websocket_beast.hpp"

#include <boost/beast/websocket/rfc6455.hpp>

#include <charconv>
#include <optional>
#include <utility>

namespace cupspec::net {

namespace http = boost::beast::http;

constexpr unsigned kSwitchingProtocols = 101;

awaitable<error_code> BeastWebSocket::begin_as_client() {
    socket_.next_layer().answer_upgrade_here();
    const auto [ec] = co_await socket_.async_handshake("localhost", "/", kErrors);
    co_return ec;
}

awaitable<error_code> BeastWebSocket::answer_hands(HttpRequest request) {
    http::request<http::empty_body> upgrade;
    upgrade.version(11);
    upgrade.method_string(request.method);
    upgrade.target(request.target);
    for (const Header& header : request.headers) upgrade.insert(header.name, header.value);
    const auto [ec] = co_await socket_.async_accept(upgrade, kErrors);
    co_return ec;
}

namespace {

/// Reads until the empty line. @return the bytes behind it, which `head` does not keep
awaitable<Result<Bytes>> read_head(Stream& stream, std::string& head, std::size_t limit) {
    constexpr std::string_view kEmptyLine = "\r\n\r\n";
    Bytes block(limit);
    for (;;) {
        const std::span<std::uint8_t> space{block.data(), limit - head.size()};
        const IoResult got = co_await stream.read_some(space);
        if (got.error) co_return Error{got.error, stream.peer(), {}};
        head += as_text(ByteView{block}.first(got.bytes));
        const auto end = head.find(kEmptyLine);
        if (end != std::string::npos) {
            Bytes behind = to_bytes(std::string_view{head}.substr(end + kEmptyLine.size()));
            head.resize(end + kEmptyLine.size());
            co_return behind;
        }
        if (head.size() == limit)
            co_return Error{Errc::no_upgrade, stream.peer(), "the answer's head is too long"};
    }
}

/// "HTTP/1.1 101 ..." -> 101
std::optional<unsigned> status_in(std::string_view head) {
    constexpr std::string_view kProtocol = "HTTP/1.";
    constexpr std::size_t kNumber = 9;
    unsigned status = 0;
    if (!head.starts_with(kProtocol) || head.size() < kNumber) return std::nullopt;
    head.remove_prefix(kNumber);
    const auto read =
        std::from_chars(head.data(), head.data() + head.size(), status);  // NOLINT(*-pointer-arithmetic)
    if (read.ec != std::errc{}) return std::nullopt;
    return status;
}

}  // namespace

awaitable<Result<UpgradeResult>> websocket_connect(std::unique_ptr<Stream> stream, std::string head,
                                                   std::size_t limit) {
    const IoResult sent = co_await stream->write(as_bytes(head));
    if (sent.error) co_return Error{sent.error, stream->peer(), {}};
    std::string answer;
    auto behind = co_await read_head(*stream, answer, limit);
    if (!behind) co_return behind.error();
    const auto status = status_in(answer);
    if (!status) co_return Error{Errc::no_upgrade, stream->peer(), "the upgrade was not answered in HTTP"};
    UpgradeResult result;
    result.status = *status;
    if (result.status != kSwitchingProtocols) co_return result;
    auto socket = std::make_unique<BeastWebSocket>(std::move(stream), std::move(*behind), limit);
    const error_code begun = co_await socket->begin_as_client();
    if (begun) co_return socket->failure(begun);
    result.socket = std::move(socket);
    co_return result;
}

awaitable<Result<std::unique_ptr<WebSocket>>> websocket_accept(std::unique_ptr<Stream> stream,
                                                               HttpRequest request,
                                                               std::size_t message_limit) {
    Bytes excess = std::move(request.excess);
    auto socket = std::make_unique<BeastWebSocket>(std::move(stream), std::move(excess), message_limit);
    auto shaking = socket->answer_hands(std::move(request));
    const error_code error = co_await std::move(shaking);
    if (error) co_return socket->failure(error);
    std::unique_ptr<WebSocket> result = std::move(socket);
    co_return result;
}

}  // namespace cupspec::net
