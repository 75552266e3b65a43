#include "protocol/crc32.hpp"
#include "server/gateway_record.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/fleet.hpp"
#include "tests/e2e/swift.hpp"
#include "tests/net/run.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstring>
#include <filesystem>
#include <poll.h>
#include <sys/inotify.h>

using namespace cupspec;
using namespace cupspec::test;

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;
constexpr unsigned kGateways = 20;
constexpr std::uint64_t kMostMemory = 64;  ///< MiB; of one gateway's firmware it would be 100, of all 2000

/// A server's root with a signing key beside it.
struct Installation {
    TemporaryDirectory directory = TemporaryDirectory::make(memory_directory()).value();
    fs::path root = directory.path() / "root";
    std::string firmware = (directory.path() / "firmware").string();

    Installation() {
        fs::create_directory(root);
        CHECK(run_program({"firmware", "key", directory.path().string()}).exit == 0);
    }
    std::string path(const std::string& name) const { return (directory.path() / name).string(); }
    Bytes key() const { return read_file(path("sig-0.key")).value(); }
    std::vector<std::string> publishing(const std::string& package) const {
        return {"firmware", "publish", "--router",        "::1",    "--package", package, "--file",
                firmware,   "--key",   path("sig-0.pem"), "--store"};
    }
};

/// Under a limit of address space in KiB: what `publish` needs whatever the size of the firmware.
Ended run_narrow(std::vector<std::string> arguments) {
    if (kIsSanitized) return run_program(std::move(arguments));
    arguments.insert(arguments.begin(),
                     {"sh", "-c", "ulimit -v 90000 && exec \"$@\"", "sh", CUPSPEC_PROGRAM});
    return run_command(std::move(arguments));
}

/// How many the kernel has put there at once.
unsigned events_in(std::string_view buffer) {
    unsigned count = 0;
    while (buffer.size() >= sizeof(inotify_event)) {
        inotify_event event{};
        std::memcpy(&event, buffer.data(), sizeof event);
        buffer.remove_prefix(sizeof event + event.len);
        ++count;
    }
    return count;
}

/// Runs the program until so many things have happened in the directory, and kills it then.
/// @return true when it had ended before
bool kill_after(unsigned events, const fs::path& directory, std::vector<std::string> arguments) {
    const int watch = ::inotify_init1(IN_CLOEXEC);
    REQUIRE(watch >= 0);
    REQUIRE(::inotify_add_watch(watch, directory.c_str(),
                                IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE) >= 0);
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    arguments.insert(arguments.begin(), CUPSPEC_PROGRAM);
    Process process{std::move(arguments), "", "", ends[1]};
    ::close(ends[1]);
    bool has_ended = false;
    for (unsigned seen = 0; seen < events && !has_ended;) {
        std::array<pollfd, 2> both{pollfd{watch, POLLIN, 0}, pollfd{ends[0], POLLIN, 0}};
        REQUIRE(::poll(both.data(), both.size(), 60'000) > 0);
        alignas(inotify_event) std::array<char, sizeof(inotify_event) + NAME_MAX + 1> buffer{};
        if ((both[0].revents & POLLIN) != 0) {
            const ssize_t got = ::read(watch, buffer.data(), buffer.size());
            REQUIRE(got > 0);
            seen += events_in(std::string_view{buffer.data(), static_cast<std::size_t>(got)});
        } else {
            has_ended = true;  // the pipe's end; what it had said is of no interest
        }
    }
    process.signal(SIGKILL);
    static_cast<void>(process.wait());
    ::close(ends[0]);
    ::close(watch);
    return has_ended;
}

}  // namespace

TEST_CASE("A firmware of 100 MB goes to twenty gateways at once in constant memory, through a proxy too") {
    const Installation at;
    const auto digest = write_firmware(at.firmware, (kIsSanitized ? 4 : 100) * kMiB);
    auto publishing = at.publishing("2.0.0");
    publishing.push_back(at.root.string());
    const Ended published = run_narrow(publishing);
    INFO(published.err);
    REQUIRE(published.exit == 0);
    Server server{{"serve", "--root", at.root.string(), "--auth", "none"}};
    CHECK(fetch_at_once(kGateways, server.port(), at.key(), digest) == kGateways);
    if (!kIsSanitized) CHECK(peak_memory(server.id()) < kMostMemory);
    Server proxy{{"serve", "--proxy", server.first_line()}};
    CHECK(fetch_at_once(2, proxy.port(), at.key(), digest) == 2);
    if (!kIsSanitized) CHECK(peak_memory(proxy.id()) < kMostMemory);
    CHECK(proxy.stop().exit == 0);
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK(fs::exists(at.root / "cups-router-0000000000000001.reported"));
}

TEST_CASE("firmware publish that is killed at any time leaves the old record or a new one that is whole") {
    const Installation at;
    write_firmware(at.firmware, 2 * kMiB + 5);
    const fs::path record = at.root / "cups-router-1.cfg";
    const std::string old = "{\"version\": \"1.0.0\"}";
    unsigned killed = 0;
    bool has_ended = false;
    for (unsigned events = 1; !has_ended && events < 10'000; ++events) {
        CAPTURE(events);
        for (const auto& entry : fs::directory_iterator{at.root}) fs::remove(entry.path());
        REQUIRE(write_file(record, as_bytes(old)).has_value());
        auto publishing = at.publishing("2.0.0");
        publishing.push_back(at.root.string());
        has_ended = kill_after(events, at.root, publishing);
        killed += has_ended ? 0 : 1;
        const std::string text = to_text(read_file(record).value());
        if (text != old) {
            const auto parsed = server::parse_record(text, "record");
            REQUIRE(parsed.has_value());
            REQUIRE(parsed->record.roll_out.has_value());
            const auto digest = pki::digest_file(at.root / *parsed->record.roll_out->object).value();
            CHECK(pki::verify(at.key(), digest, parsed->record.roll_out->signature));
            CHECK(fs::exists(at.root / "sig-0.key"));
        } else {
            CHECK_FALSE(has_ended);
        }
    }
    CHECK(has_ended);
    CHECK(killed > 5);
}

TEST_CASE("A firmware in a bucket goes to twenty gateways at once, fetched once") {
    Swift swift;
    const Installation at;
    const auto digest = write_firmware(at.firmware, (kIsSanitized ? 4 : 32) * kMiB);
    auto publishing = with_keys(swift.url(), "testing");
    const auto rest = at.publishing("2.0.0");
    publishing.insert(publishing.end(), rest.begin(), rest.end());
    publishing.push_back("s3://bucket/fleet");
    const Ended published = run_command(publishing);
    INFO(published.err);
    REQUIRE(published.exit == 0);
    CHECK_THAT(published.out, Catch::Contains("s3://bucket/fleet/sig-0.key: the signing key"));
    server::S3Store store = swift.store("fleet");
    CHECK(net::testing::run(swift.context, store.list("2.0.0.")).value().size() == 1);

    auto serving = with_keys(swift.url(), "testing");
    serving.insert(serving.begin() + 5, {"TMPDIR=" + at.directory.path().string()});
    serving.insert(serving.end(), {"serve", "--store", "s3://bucket/fleet"});
    CommandServer server{std::move(serving)};
    CHECK(fetch_at_once(kGateways, server.port(), at.key(), digest) == kGateways);
    if (!kIsSanitized) CHECK(peak_memory(server.id()) < kMostMemory);
    CHECK(net::testing::run(swift.context, store.get("cups-router-0000000000000001.reported"))
              .value()
              .has_value());
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
}
