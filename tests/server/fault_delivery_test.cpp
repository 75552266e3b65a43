// Several faults at once, and how an answer leaves by them.
#include "net/stream_decorator.hpp"
#include "server/apply_faults.hpp"
#include "tests/server/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

/// Each line but the first with its router and request.
std::vector<PickedFault> faults_of(const std::string& lines) {
    return pick(parse_faults("* 1 " + lines + '\n', "f").value(), protocol::Eui64{1}, 1);
}

/// Takes everything, and notes how much came with each write.
class NotedWrites final : public net::StreamDecorator {
public:
    NotedWrites() : StreamDecorator{nullptr} {}
    net::awaitable<net::IoResult> write(ByteView bytes) override {
        sizes.push_back(bytes.size());
        co_return net::IoResult{{}, bytes.size()};
    }
    void expires_at(std::chrono::steady_clock::time_point /*deadline*/) override {}

    std::vector<std::size_t> sizes;
};

}  // namespace

TEST_CASE("Of faults that exclude each other the last one holds, and the others say so") {
    struct Case {
        std::string lines;
        std::string head;  ///< of what the delivery writes, or of the answer
        std::string obstacle;
    };
    const auto [lines, head, obstacle] = GENERATE(values<Case>({
        {"status 503\n* 1 status 500", "500", R"("status 500" holds in its place)"},
        {"close-at 0\n* 1 half-answer", "200", R"("half-answer" holds in its place)"},
        {"chunked\n* 1 no-length", "200", R"("no-length" holds in its place)"},
        {"content-length 3\n* 1 chunked", "200", "there is no Content-Length"},
        {"header A:1\n* 1 header B:2", "200", ""},
        {"throttle 20\n* 1 split 10", "200", ""},
    }));
    CAPTURE(lines);
    auto faults = faults_of(lines);
    REQUIRE(faults.size() == 2);
    net::HttpAnswer answer;
    answer.body = Bytes(14, 0);
    apply_faults(faults, answer);
    CHECK(std::to_string(answer.status) == head);
    CHECK(faults[0].obstacle == obstacle);
    CHECK(faults[1].obstacle.empty());
}

TEST_CASE("A split answer leaves in pieces of that size, with firmware behind the body too") {
    net::HttpAnswer answer;
    answer.body = Bytes(30, 0);
    answer.rest = std::make_unique<MemorySource>(Bytes(500, 1), 500);
    auto faults = faults_of("split 70");
    apply_faults(faults, answer);
    NotedWrites noted;
    net::asio::io_context context;
    const std::size_t whole = net::answer_head(answer, false).size() + 530;
    auto delivery = std::move(answer.delivery);
    CHECK_FALSE(run(context, delivery->send(noted, std::move(answer), {})));
    CHECK(std::accumulate(noted.sizes.begin(), noted.sizes.end(), std::size_t{0}) == whole);
    REQUIRE(noted.sizes.size() > 1);
    CHECK(
        std::all_of(noted.sizes.begin(), noted.sizes.end() - 1, [](std::size_t size) { return size == 70; }));
}

TEST_CASE("A throttled answer keeps its rate however it is split, in either order of the lines") {
    const std::string lines =
        GENERATE(as<std::string>{}, "throttle 1000\n* 1 split 100", "split 100\n* 1 throttle 1000");
    net::HttpAnswer answer;
    answer.body = Bytes(100, 0);
    auto faults = faults_of(lines);
    apply_faults(faults, answer);
    NotedWrites noted;
    net::asio::io_context context;
    auto delivery = std::move(answer.delivery);
    const auto begun = std::chrono::steady_clock::now();
    CHECK_FALSE(run(context, delivery->send(noted, std::move(answer), {})));
    CHECK(noted.sizes.front() == 100);
    CHECK(std::chrono::steady_clock::now() - begun >=
          (noted.sizes.size() - 1) * std::chrono::milliseconds{100});
}

TEST_CASE("A header takes the place of another of its name, in whatever letters") {
    net::HttpAnswer answer;
    answer.headers.push_back(net::Header{"Content-Type", "text/plain"});
    auto faults = faults_of("header content-type:a/b");
    apply_faults(faults, answer);
    REQUIRE(answer.headers.size() == 1);
    CHECK(answer.headers[0].value == "a/b");
}
