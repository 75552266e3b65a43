#include "net/tapped_stream.hpp"

#include "tests/net/support.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cupspec;
using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

class WritingTap final : public StreamTap {
public:
    explicit WritingTap(std::string& heard) : heard_{heard} {}
    ~WritingTap() override { heard_ += "over"; }
    WritingTap(const WritingTap&) = delete;
    WritingTap& operator=(const WritingTap&) = delete;

    void on_received(ByteView bytes) override { heard_ += "< " + to_text(bytes) + '\n'; }
    void on_sent(ByteView bytes) override { heard_ += "> " + to_text(bytes) + '\n'; }
    void on_peer_ended() noexcept override { heard_ += "peer ended\n"; }
    void on_ended() noexcept override { heard_ += "ended\n"; }

private:
    std::string& heard_;
};

/// A connection whose server's side is heard.
Pair tapped_pair(asio::io_context& context, std::string& heard) {
    Pair pair = make_pair(context, context_of(server_options()), context_of(client_options()));
    pair.server = tapped(std::move(pair.server), std::make_unique<WritingTap>(heard));
    return pair;
}

}  // namespace

TEST_CASE("tapped tells what crosses inside TLS in its order, and who ended first") {
    asio::io_context context;
    std::string heard;
    Pair pair = tapped_pair(context, heard);
    run(context, write_text(*pair.client, "ask"));
    CHECK(run(context, read_exactly(*pair.server, 3)) == "ask");
    run(context, write_text(*pair.server, "answer"));
    pair.client->abort();
    CHECK(run(context, read_all(*pair.server)).empty());
    run(context, pair.server->close());
    pair.server.reset();
    CHECK(heard == "< ask\n> answer\npeer ended\nended\nover");
}

TEST_CASE("tapped takes neither its own deadline nor its own end for the peer's") {
    asio::io_context context;
    std::string heard;
    Pair pair = tapped_pair(context, heard);
    pair.server->expires_at(std::chrono::steady_clock::time_point::min());
    run(context, read_all(*pair.server));
    pair.server->reset();
    run(context, read_all(*pair.server));
    CHECK(heard == "ended\n");
}

TEST_CASE("tapped without a tap is the stream itself") {
    asio::io_context context;
    Pair pair = make_pair(context, {}, {});
    const Stream* const bare = pair.server.get();
    CHECK(tapped(std::move(pair.server), nullptr).get() == bare);
}
