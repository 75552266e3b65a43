#include "tests/cli/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace cupspec;
using namespace cupspec::test;

namespace {

namespace fs = std::filesystem;

const std::string kRecordings = "session-tls/";
constexpr const char* kCrc = "1575891577";  // of the recorded sig-0.key

/// A root with one record.
struct Root {
    TemporaryDirectory directory = TemporaryDirectory::make().value();
    std::string path = (directory.path() / "root").string();

    Root() {
        fs::create_directory(path);
        REQUIRE(write_file(path + "/cups-router-1.cfg", as_bytes("{ /* kept */ }")).has_value());
    }
    std::string record() const { return to_text(read_file(path + "/cups-router-1.cfg").value()); }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator{path}, fs::directory_iterator{}));
    }

    Ended publish(std::vector<std::string> more, const std::string& package = "2.0.0") const {
        std::vector<std::string> arguments{
            "firmware",  "publish", "--router", "::1",
            "--package", package,   "--file",   vector_path(kRecordings + "cups-1/2.0.0.bin")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(std::move(arguments));
    }
};

std::vector<std::string> given(const std::string& crc) {
    return {"--signature", vector_path(kRecordings + "cups-1/2.0.0.bin.sig-0"), "--key-crc", crc};
}

std::vector<std::string> plus(std::vector<std::string> some, const std::vector<std::string>& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

}  // namespace

TEST_CASE("firmware publish signs by itself, or takes a signature with the key's CRC") {
    const Root root;
    SECTION("--key") {
        const Ended ended =
            root.publish({"--key", vector_path(kRecordings + "upd-sig/sig-0.pem"), "--root", root.path});
        INFO(ended.err);
        CHECK(ended.exit == 0);
    }
    SECTION("--signature") {
        const Ended ended = root.publish(plus(
            given("0x5DEE3279"),
            {"--verify-key", vector_path(kRecordings + "cups-1/sig-0.key"), "--store", root.path, "--json"}));
        INFO(ended.err);
        CHECK(ended.exit == 0);
        CHECK(
            ended.out ==
            R"({"object":"2.0.0.ccd1faf4070c46f63338a72a22b839b6.fw","bytes":137,"put":true,"keyCrc":1575891577,)"
            R"("keyPut":"sig-0.key","records":[{"router":"::1","record":"cups-router-1.cfg","new":false}]})"
            "\n");
    }
    CHECK_THAT(root.record(), Catch::Contains("/* kept */") && Catch::Contains("\"version\": \"2.0.0\"") &&
                                  Catch::Contains(kCrc));
    CHECK(read_file(root.path + "/sig-0.key").value() ==
          read_file(vector_path(kRecordings + "cups-1/sig-0.key")).value());
}

TEST_CASE("firmware publish exits with 1 when the signature does not verify, and changes nothing") {
    const Root root;
    fs::copy_file(vector_path(kRecordings + "cups-1/sig-0.key"), root.path + "/sig-0.key");
    const Ended ended =
        run_program(plus({"firmware", "publish", "--router", "::1", "--package", "2.0.0", "--file",
                          vector_path(kRecordings + "cups-1/cups.ca"), "--root", root.path},
                         given(kCrc)));
    CHECK(ended.exit == 1);
    CHECK_THAT(ended.err, Catch::Contains("the signature does not verify"));
    CHECK(root.files() == 2);
    CHECK(root.record() == "{ /* kept */ }");
}

TEST_CASE("firmware publish exits with 2 and changes nothing when it cannot do what is asked") {
    const Root root;
    const std::vector<std::string> at{"--root", root.path};
    const std::string key = vector_path(kRecordings + "upd-sig/sig-0.pem");
    const auto refused = [&](const Ended& ended, const char* why) {
        CHECK(ended.exit == 2);
        CHECK(ended.out.empty());
        CHECK_THAT(ended.err, Catch::Contains(why));
    };
    refused(root.publish(plus(given(kCrc), at)), "no signing key of the store has the CRC 1575891577");
    refused(root.publish(plus(given("0x"), at)), "--key-crc 0x");
    refused(root.publish(plus(given("4294967296"), at)), "below 4294967296");
    refused(root.publish(plus({"--signature", key}, at)), "--key-crc");
    refused(root.publish(at), "--key PEM, or --signature");
    refused(root.publish({"--key", key}), "--root DIR or --store");
    refused(root.publish({"--key", key, "--root", "s3://bucket"}), "--store takes s3://");
    refused(root.publish({"--key", key, "--root", "/no/such"}), "/no/such");
    refused(root.publish(plus({"--key", key}, at), "../2.0.0"), "without slashes");
    refused(root.publish(plus({"--key", key, "--router", "x"}, at)), "--router");
    refused(root.publish(plus({"--key", key, "--router", "0"}, at)), "zero is no gateway");
    refused(run_program({"firmware", "publish", "--router", "1", "--package", "1", "--file", "/dev/null",
                         "--key", key, "--root", root.path}),
            "not a regular file");
    CHECK(root.files() == 1);

    REQUIRE(root.publish(plus({"--key", key}, at)).exit == 0);
    const Ended other =
        run_program({"firmware", "publish", "--router", "1", "--package", "2.0.0", "--file",
                     vector_path(kRecordings + "cups-1/cups.ca"), "--key", key, "--root", root.path});
    refused(other, "another firmware has this name");
    CHECK_THAT(other.err, Catch::Contains("--force"));
}
