#include "net/connect.hpp"
#include "server/apply_faults.hpp"
#include "server/dialect_rules.hpp"
#include "server/raw_body.hpp"
#include "tests/server/support.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <array>
#include <string>

using namespace cupspec;
using namespace cupspec::server;
using namespace cupspec::server::testing;

namespace {

const char* const kFaultyGateway = R"({"router":"::1"})";

Plan full_plan() {
    Plan plan;
    plan.head.cups_uri = "http://a:1";
    plan.head.tc_uri = "ws://b:2";
    plan.head.cups_cred = {0x30, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    plan.head.tc_cred = {0x30, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    plan.head.signature = protocol::Signature{7, {1, 2, 3, 4}};
    plan.firmware = Firmware{"2", "2.bin", 70'000, {}};
    return plan;
}

std::vector<PickedFault> picked(const std::string& line) {
    return {{parse_fault_line("* 1 " + line, "f:1").value().fault, 1, "f:1", {}}};
}

/// All that comes until the server closes. The peer's FIN or RST ends it.
net::awaitable<std::string> read_all(std::uint16_t port, std::string bytes) {
    auto stream = co_await net::connect("127.0.0.1", std::to_string(port), {}, std::chrono::seconds{20});
    if (!stream) co_return "no connection";
    (*stream)->expires_after(std::chrono::seconds{20});
    const net::IoResult sent = co_await (*stream)->write(as_bytes(bytes));
    if (sent.error) co_return "not sent";
    std::string received;
    std::array<std::uint8_t, 4096> block{};
    for (;;) {
        const net::IoResult got = co_await (*stream)->read_some(block);
        if (got.error) co_return received;
        received += as_text(ByteView{block}.first(got.bytes));
    }
}

/// A server with faults, over plain HTTP; the router's answer has all but a CUPS URI.
struct Faulty {
    explicit Faulty(const std::string& lines)
        : player{parse_faults(lines, "f").value()}, server{options(&player)} {}

    static CupsOptions options(FaultPlayer* player) {
        CupsOptions options = recorded_options("session-plain", 2);
        options.faults = player;
        return options;
    }

    FaultPlayer player;
    Running server;
};

}  // namespace

TEST_CASE("The second encoder writes what the first one does, in every dialect") {
    for (const Dialect& dialect : dialects()) {
        CAPTURE(dialect.name);
        Plan plan = full_plan();
        CHECK(protocol::raw::encode(raw_body(plan, dialect.traits)) == encode(plan, dialect.traits).value());
        plan.head.signature.reset();
        CHECK(protocol::raw::encode(raw_body(plan, dialect.traits)) == encode(plan, dialect.traits).value());
        CHECK(protocol::raw::encode(raw_body({}, dialect.traits)) == encode({}, dialect.traits).value());
    }
}

TEST_CASE("A wrong length changes that field and nothing else") {
    struct Case {
        std::string line;
        std::size_t at;
        std::uint8_t byte;
    };
    const auto [line, at, byte] = GENERATE(values<Case>({
        {"wrong-length cupsUri +1", 0, 11},
        {"wrong-length tcUri 0", 11, 0},
        {"wrong-length cupsCred -1", 20, 10},
        {"wrong-length tcCred 300", 33, 44},
        {"wrong-length signature +1", 46, 9},
        {"wrong-length update -70000", 58, 0},
    }));
    CAPTURE(line);
    const Plan plan = full_plan();
    const DialectTraits station;
    const Bytes sound = encode(plan, station).value();
    auto faults = picked(line);
    const Bytes bent = bent_body(plan, station, faults);
    CHECK(faults[0].obstacle.empty());
    REQUIRE(bent.size() == sound.size());
    CHECK(bent != sound);
    CHECK(Bytes(bent.begin(), bent.begin() + static_cast<std::ptrdiff_t>(at)) ==
          Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(at)));
    CHECK(bent[at] == byte);
}

TEST_CASE("A fault of the body that finds nothing to change says why") {
    struct Case {
        std::string line;
        std::string why;
    };
    const auto [line, why] = GENERATE(values<Case>({
        {"bad-signature", "no signature in the answer"},
        {"wrong-key-crc", "no signature in the answer"},
        {"pem-blob", "no such credentials in the answer"},
        {"raw-signature", "no signature in the answer"},
        {"crc-not-counted", "no signature in the answer"},
        {"wrong-length update 0", "the segment has that length"},
        {"wrong-length cupsUri +256", "256 is more than the length field can say"},
        {"big-endian", "the answer's lengths are written like that anyway"},
    }));
    auto faults = picked(line);
    CHECK(bent_body({}, {}, faults) == Bytes(14, 0));
    CHECK(faults[0].obstacle == why);
}

TEST_CASE("A fault of the lengths that a dialect has anyway says so") {
    const DialectTraits with_crc = find_dialect("the-things-stack").value();
    const DialectTraits two_bytes = find_dialect("the-things-stack-16").value();
    auto uncounted = picked("crc-not-counted");
    CHECK(bent_body(full_plan(), with_crc, uncounted) == encode(full_plan(), with_crc).value());
    CHECK(uncounted[0].obstacle == "the answer's lengths are written like that anyway");
    auto narrow = picked("short-signature-length");
    CHECK(bent_body(full_plan(), two_bytes, narrow) == encode(full_plan(), two_bytes).value());
    CHECK(narrow[0].obstacle == "the answer's lengths are written like that anyway");
}

TEST_CASE("null-body lengthens what changes nothing in any dialect") {
    for (const Dialect& dialect : dialects()) {
        CAPTURE(dialect.name);
        net::HttpAnswer answer;
        answer.body = encode(Plan{}, dialect.traits).value();
        auto faults = picked("null-body 40");
        apply_faults(faults, answer);
        CHECK(faults[0].obstacle.empty());
        CHECK(answer.body == Bytes(40, 0));
    }
}

TEST_CASE("A fault of the answer that finds nothing to change says why") {
    struct Case {
        std::string line;
        unsigned status;
        std::string why;
    };
    const auto [line, status, why] = GENERATE(values<Case>({
        {"truncate 14", 200, "the body has 14 bytes"},
        {"bad-signature", 404, "the answer is no decided 200"},
        {"trailing-bytes 1", 404, "the answer is no decided 200"},
        {"uri tc ws://a:1", 404, "the answer is no decided 200"},
        {"header-bytes 8000", 404, "the answer is no decided 200"},
        {"header-bytes 10", 200, "the head has "},
        {"null-body 18", 200, ""},
        {"close-at body+15", 200, "bytes"},
        {"close-at 0", 200, ""},
        {"content-length +0", 200, "the body has that length"},
        {"content-length 14", 200, "the body has that length"},
        {"content-length 15", 200, ""},
    }));
    net::HttpAnswer answer;
    answer.status = status;
    answer.body = Bytes(14, 0);
    auto faults = picked(line);
    apply_faults(faults, answer);
    CHECK_THAT(faults[0].obstacle, Catch::Contains(why));
    CHECK(faults[0].obstacle.empty() == why.empty());
}

TEST_CASE("Truncated and lengthened answers count what they have, with firmware behind them") {
    const std::string body = kFaultyGateway;
    Faulty faulty{"* 1 truncate 1200\n* 2 trailing-bytes 5\n* 3 truncate 100\n"};
    const auto whole = [&] { return faulty.server(post(body)); };
    const Answer cut = whole();
    CHECK(cut.body.size() == 1200);
    const Answer longer = whole();
    CHECK(whole().body.size() == 100);
    const Answer sound = whole();
    REQUIRE(sound.body.size() > 1200);
    CHECK(cut.body == Bytes(sound.body.begin(), sound.body.begin() + 1200));
    Bytes expected = sound.body;
    expected.insert(expected.end(), 5, 'x');
    CHECK(longer.body == expected);
}

TEST_CASE("Faults of the delivery are what comes on the wire") {
    const std::string request = post(kFaultyGateway);
    Faulty faulty{
        "* 2 chunked\n* 3 no-length\n* 4 100-continue\n* 5 close-at 9\n* 6 half-answer\n"
        "* 7 content-length 5\n* 8 split 100\n* 9 extra-bytes 3\n* 10 reset-at 0\n"};
    const auto next = [&] {
        return run(faulty.server.context, read_all(faulty.server.server->port(), request));
    };
    const Answer sound = faulty.server(request);
    const std::string body = to_text(sound.body);
    CHECK_THAT(next(), Catch::Contains("\r\nTransfer-Encoding: chunked\r\n\r\n") &&
                           !Catch::Contains("Content-Length") && Catch::EndsWith("\r\n0\r\n\r\n"));
    CHECK_THAT(next(), !Catch::Contains("Content-Length") && Catch::EndsWith("\r\n\r\n" + body));
    CHECK_THAT(next(), Catch::StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n") &&
                           Catch::EndsWith(body));
    CHECK(next() == "HTTP/1.1 ");
    CHECK_THAT(next(), Catch::EndsWith("\r\n\r\n" + body.substr(0, body.size() / 2)));
    CHECK_THAT(next(), Catch::Contains("\r\nContent-Length: 5\r\n") && Catch::EndsWith(body));
    CHECK_THAT(next(), Catch::EndsWith("\r\n\r\n" + body));
    CHECK_THAT(next(), Catch::EndsWith(body + "xxx"));
    CHECK(next().empty());
    CHECK_THAT(next(), Catch::Contains("\r\nContent-Length: " + std::to_string(body.size())));
}

TEST_CASE("What went wrong on purpose is logged and reported") {
    Faulty faulty{"* 1 status 503\n* 2 bad-signature\n* 1 delay-handshake 1ms\n"};
    CHECK(faulty.server(post(kFaultyGateway)).status == 503);
    CHECK(faulty.server(post(kFaultyGateway)).status == 200);
    REQUIRE(faulty.server.served.size() == 2);
    const Served& first = faulty.server.served[0];
    REQUIRE(first.faults.size() == 2);
    CHECK(describe(first.faults[0]) == R"(fault "delay-handshake 1ms" at connection 1 (f:3))");
    CHECK(describe(first.faults[1]) == R"(fault "status 503" at request 1 (f:1))");
    CHECK(first.status == 503);
    CHECK(faulty.server.log.count(LogLevel::info, R"(::1: fault "status 503" at request 1 (f:1))") == 1);
    CHECK(faulty.server.log.count(LogLevel::info, R"(: fault "delay-handshake 1ms" at connection 1)") == 1);
    CHECK(faulty.server.log.count(LogLevel::info, "changed nothing: no signature in the answer") == 1);
}

TEST_CASE("Each router counts for itself, and a script in place of another counts anew") {
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-2.cfg", "{}");
    FaultPlayer player{parse_faults("* 2 status 503\n", "f").value()};
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.faults = &player;
    Running server{std::move(options)};
    const std::string one = post(kFaultyGateway);
    const std::string two = post(R"({"router":"::2"})");
    CHECK(server(one).status == 200);
    CHECK(server(two).status == 200);
    CHECK(server(one).status == 503);
    CHECK(server(one).status == 200);
    CHECK(server(two).status == 503);
    player.replace(parse_faults("::1 1 status 500\n", "f").value());
    CHECK(server(two).status == 200);
    CHECK(server(one).status == 500);
}

TEST_CASE("One connection's fault does not disturb another's") {
    const std::string fault = GENERATE(as<std::string>{}, "delay-header 1h", "stall-at body+3", "split 1 1h",
                                       "100-continue 1h", "delay-body 1h", "throttle 1");
    CAPTURE(fault);
    const Copy copy{"session-plain"};
    copy.write("cups-1/cups-router-2.cfg", "{}");
    FaultPlayer player{parse_faults("::1 * " + fault + '\n', "f").value()};
    CupsOptions options = plain(copy.path("cups-1"), copy.path("tc-0"));
    options.faults = &player;
    Running server{std::move(options)};
    const std::uint16_t port = server.server->port();
    std::optional<std::string> late;
    net::asio::co_spawn(server.context, read_all(port, post(kFaultyGateway)),
                        [&late](const std::exception_ptr&, std::string text) { late = std::move(text); });
    while (server.served.empty()) server.context.run_one();
    for (int i = 0; i < 3; ++i) CHECK(server(post(R"({"router":"::2"})")).status == 200);
    CHECK_FALSE(late);  // still under way
    run(server.context, server.server->stop());
    while (!late) server.context.run_one();
}

TEST_CASE("Connections that stall at their beginning do not disturb others") {
    Faulty faulty{"* 1 stall-handshake\n* 2 delay-handshake 1h\n"};
    std::array<std::optional<std::string>, 2> late;
    for (std::size_t i = 0; i < late.size(); ++i) {
        net::asio::co_spawn(
            faulty.server.context, read_all(faulty.server.server->port(), post(kFaultyGateway)),
            [&one = late.at(i)](const std::exception_ptr&, std::string text) { one = std::move(text); });
        while (faulty.server.log.count(LogLevel::info, "at connection ") <= i)
            faulty.server.context.run_one();
    }
    CHECK(faulty.server(post(kFaultyGateway)).status == 200);
    CHECK_FALSE(late[0]);
    CHECK_FALSE(late[1]);
    run(faulty.server.context, faulty.server.server->stop());
    while (!late[0] || !late[1]) faulty.server.context.run_one();
    CHECK(late[0] == "");
    CHECK(late[1] == "");
}
