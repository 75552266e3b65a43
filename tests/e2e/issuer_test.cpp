#include "json/cursor.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/swift.hpp"
#include "tests/net/run.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace cupspec;
using test::Ended;
using test::run_command;
using test::run_program;
using test::Server;

namespace {

namespace fs = std::filesystem;

constexpr const char* kPlan = R"({
    "authorities": {"cups-0/cups": {"cn": "CUPS CA"}, "tc-0/tc": {"cn": "TC CA"}, "ca/gateways": {"cn": "Gateway CA"},
                    "ca/late": {"cn": "Late CA", "notBefore": "-20d", "notAfter": "-10d"}},
    "servers": {"cups-0/cups-0": {"issuer": "cups-0/cups", "dns": ["localhost"]},
                "tc-0/infos-0": {"issuer": "tc-0/tc", "dns": ["localhost"]},
                "tc-0/muxs-0": {"issuer": "tc-0/tc", "dns": ["localhost"]}},
    "clients": {"cups-0/cups-router-1": {"issuer": "cups-0/cups"}}
})";

/// A PKI without credentials for the LNS, and the home of a gateway that knows the CUPS server.
class IssuerInstallation {
public:
    IssuerInstallation() {
        write("plan.json", kPlan);
        REQUIRE(run_program({"pki", "build", path("plan.json"), path("")}).exit == 0);
        fs::create_directory(path("home"));
        for (const std::string suffix : {".trust", ".crt", ".key"})
            fs::copy(path("cups-0/cups-router-1" + suffix), path("home/cups" + suffix));
    }

    std::string path(const std::string& name) const { return (temp_.path() / name).string(); }
    void write(const std::string& name, const std::string& text) const {
        REQUIRE(write_file(path(name), as_bytes(text)).has_value());
    }
    std::vector<std::string> serve(const std::vector<std::string>& more) const {
        std::vector<std::string> all{"serve", "--root", path("cups-0"), "--tc-root", path("tc-0")};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    std::vector<std::string> issuing(std::vector<std::string> more) const {
        more.insert(more.end(),
                    {"--issuer-cert", path("ca/gateways.ca"), "--issuer-key", path("ca/gateways.ca.key")});
        return serve(more);
    }
    Ended station(const std::vector<std::string>& more) const {
        std::vector<std::string> all{"station", "--home", path("home"), "--router", "::1", "--json"};
        all.insert(all.end(), more.begin(), more.end());
        return run_program(std::move(all));
    }
    std::vector<std::string> bundles() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator{path("tc-0")}) {
            std::string name = entry.path().filename().string();
            if (name.starts_with("tc_cred_")) names.push_back(std::move(name));
        }
        return names;
    }

private:
    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
};

/// The port at the end of a URI among the JSON of serve's first line.
std::string port_of(const Server& server, std::string_view name) {
    const auto document = json::parse(server.first_line()).value();
    json::Reading reading{document};
    const std::string uri = reading.root()[name].text();
    return uri.substr(uri.rfind(':') + 1);
}

}  // namespace

TEST_CASE("A gateway without LNS credentials is issued some and connects with them") {
    const IssuerInstallation at;
    Server server{at.issuing({"--identity", "cups-0", "--auth", "mutual", "--lns", "127.0.0.1:0", "--json"})};
    at.write("home/cups.uri", "https://localhost:" + port_of(server, "url"));
    at.write("cups-0/cups-router-1.cfg", R"({"tcUri": "wss://localhost:)" + port_of(server, "lns") + "\"}");
    const Ended connected = at.station({"--until", "lns"});
    CHECK(connected.exit == 0);
    CHECK_THAT(connected.err, Catch::Contains("router?eui=0000000000000001: configured"));
    REQUIRE(at.bundles().size() == 1);
    std::string stored;
    for (const std::string suffix : {".trust", ".crt", ".key"})
        stored += to_text(read_file(at.path("home/tc" + suffix)).value());
    CHECK((to_text(read_file(at.path("tc-0/" + at.bundles().front())).value()) == stored));
    const Ended again = at.station({"--once", "--no-lns"});
    CHECK(again.exit == 0);
    CHECK_THAT(again.out, Catch::Contains(R"("outcome":"no-updates")"));
    const Ended ended = server.stop();
    CHECK(ended.exit == 0);
    CHECK(at.bundles().size() == 1);
}

TEST_CASE("Servers on one directory, each with threads, issue a herd's credentials once") {
    const IssuerInstallation at;
    at.write("cups-0/cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    Server one{at.issuing({"--threads", "4"})};
    Server other{at.issuing({"--threads", "4"})};
    std::vector<std::unique_ptr<test::Process>> gateways;
    for (int i = 0; i < 24; ++i) {
        const std::string& port = i % 2 == 0 ? one.port() : other.port();
        gateways.push_back(std::make_unique<test::Process>(
            std::vector<std::string>{"curl", "--silent", "--fail", "--noproxy", "*", "--data-binary", "@-",
                                     "http://localhost:" + port + "/update-info"},
            R"({"router":"::1"})", ""));
    }
    std::vector<std::string> answers;
    for (const auto& gateway : gateways) answers.push_back(gateway->wait().out);
    CHECK(answers.front().size() > 100);
    for (const std::string& answer : answers) CHECK((answer == answers.front()));
    CHECK(at.bundles().size() == 1);
    const auto made = [](const std::string& log) {
        return log.find("credentials made") != std::string::npos;
    };
    CHECK(made(one.stop().err) != made(other.stop().err));
}

TEST_CASE("A server killed while it issues loses no credentials it has served") {
    const IssuerInstallation at;
    for (int i = 1; i <= 9; ++i)
        at.write("cups-0/cups-router-" + std::to_string(i) + ".cfg", R"({"tcUri": "wss://localhost:9"})");
    const auto asking = [](const Server& server, int router) {
        return std::make_unique<test::Process>(
            std::vector<std::string>{"curl", "--silent", "--fail", "--noproxy", "*", "--data-binary", "@-",
                                     "http://localhost:" + server.port() + "/update-info"},
            R"({"router":)" + std::to_string(router) + '}', "");
    };
    std::vector<std::string> served(10);
    {
        Server killed{at.issuing({"--threads", "4"})};
        std::vector<std::unique_ptr<test::Process>> gateways;
        for (int i = 1; i <= 9; ++i) gateways.push_back(asking(killed, i));
        served[1] = gateways[0]->wait().out;
        CHECK(killed.stop(SIGKILL).exit == -1);
        for (std::size_t i = 2; i <= 9; ++i) served[i] = gateways[i - 1]->wait().out;
    }
    CHECK_FALSE(served[1].empty());
    Server again{at.issuing({})};
    for (int i = 1; i <= 9; ++i) {
        CAPTURE(i);
        const std::string answer = asking(again, i)->wait().out;
        CHECK(answer.size() > 100);
        const std::string& before = served[static_cast<std::size_t>(i)];
        CHECK(answer.starts_with(before));  // nothing, a part or all of it
    }
}

TEST_CASE("Servers on one bucket issue a gateway's credentials once, and clear what has expired") {
    const IssuerInstallation at;
    test::Swift swift;
    server::S3Store records = swift.store("fleet/cups-0");
    server::S3Store credentials = swift.store("fleet/tc-0");
    const auto put = [&swift](server::S3Store& store, const std::string& name, const std::string& text) {
        REQUIRE(net::testing::run(swift.context, store.put(name, to_bytes(text))).has_value());
    };
    put(records, "cups-router-1.cfg", R"({"tcUri": "wss://localhost:9"})");
    put(credentials, "tc_cred_0000000000000001-20200101T000000Z.bin", "long gone");
    put(credentials, "tc_cred_0000000000000002-20200101T000000Z.bin", "another gateway's");
    const test::BucketServer server{
        swift.url(),
        "testing",
        "cups-0",
        {"--issuer-cert", at.path("ca/gateways.ca"), "--issuer-key", at.path("ca/gateways.ca.key")}};
    test::Served one{server};
    test::Served other{server};
    const std::string request = R"({"router":"::1"})";
    const std::string answer = one.ask_with(request).out;
    CHECK(answer.size() > 100);
    CHECK((other.ask_with(request).out == answer));
    CHECK((one.ask_with(request).out == answer));
    const auto names = net::testing::run(swift.context, credentials.list("tc_cred_")).value();
    REQUIRE(names.size() == 2);
    CHECK(names[0].starts_with("tc_cred_0000000000000001-2"));
    CHECK(names[1] == "tc_cred_0000000000000002-20200101T000000Z.bin");
    const auto bundle = net::testing::run(swift.context, credentials.get(names[0])).value();
    REQUIRE(bundle.has_value());
    CHECK((answer.find(as_text(*bundle)) != std::string::npos));
    CHECK_THAT(one.stop().err, Catch::Contains("s3://bucket/fleet/tc-0/" + names[0] + ": credentials made"));
    CHECK_THAT(other.stop().err, !Catch::Contains("credentials made"));
}

TEST_CASE("serve does not start with an issuer that cannot issue, and says which file is why") {
    const IssuerInstallation at;
    const auto fails = [&at](const std::string& certificate, const std::string& key) {
        const Ended ended =
            run_program(at.serve({"--issuer-cert", at.path(certificate), "--issuer-key", at.path(key)}));
        CHECK(ended.exit == 2);
        CHECK(ended.out.empty());
        return ended.err;
    };
    CHECK_THAT(
        fails("ca/none", "ca/gateways.ca.key"),
        Catch::Contains(at.path("ca/none")) && Catch::Contains("the CA's certificate is needed there"));
    CHECK_THAT(
        fails("ca/gateways.ca", "ca/none"),
        Catch::Contains(at.path("ca/none")) && Catch::Contains("the CA's private key is needed there"));
    CHECK_THAT(fails("ca/gateways.ca", "tc-0/tc.ca.key"),
               Catch::Contains(at.path("tc-0/tc.ca.key") + ": ") &&
                   Catch::Contains("is not the key of " + at.path("ca/gateways.ca")));
    CHECK_THAT(fails("ca/late.ca", "ca/late.ca.key"),
               Catch::Contains(at.path("ca/late.ca")) && Catch::Contains("has expired"));
    CHECK_THAT(fails("cups-0/cups-router-1.crt", "cups-0/cups-router-1.key"), Catch::Contains("is no CA"));
}

TEST_CASE("serve's issuer options belong together") {
    const IssuerInstallation at;
    const auto fails = [&at](const std::vector<std::string>& more) {
        const Ended ended = run_program(at.serve(more));
        CHECK(ended.exit == 2);
        return ended.err;
    };
    CHECK_THAT(fails({"--issuer-cert", at.path("ca/gateways.ca")}), Catch::Contains("--issuer-key"));
    CHECK_THAT(fails({"--issuer-key", at.path("ca/gateways.ca.key")}), Catch::Contains("--issuer-cert"));
    CHECK_THAT(fails({"--min-valid-days", "3"}), Catch::Contains("--issuer-cert"));
    at.write("half.toml", "[serve]\nissuer-cert = '" + at.path("ca/gateways.ca") + "'\n");
    CHECK_THAT(fails({"--config", at.path("half.toml")}), Catch::Contains("--issuer-key FILE"));
    at.write("half.toml", "[serve]\nissuer-key = '" + at.path("ca/gateways.ca.key") + "'\n");
    CHECK_THAT(fails({"--config", at.path("half.toml")}), Catch::Contains("--issuer-cert FILE"));
    CHECK(run_program(at.issuing({"--min-valid-days", "0"})).exit == 2);
    const Ended ended = run_program(at.issuing({"--min-valid-days", "365"}));
    CHECK(ended.exit == 2);
    CHECK_THAT(ended.err, Catch::Contains("--valid-days") && Catch::Contains("365"));
}

TEST_CASE("serve takes no option's empty value for a wish to do without") {
    const IssuerInstallation at;
    for (const std::string option : {"--issuer-cert", "--store", "--tc-store", "--identity", "--faults"}) {
        CAPTURE(option);
        std::vector<std::string> more{option, ""};
        if (option == "--issuer-cert") more.insert(more.end(), {"--issuer-key", ""});
        const Ended ended = run_program(at.serve(more));
        CHECK(ended.exit == 2);
        CHECK(ended.out.empty());
        CHECK_THAT(ended.err, Catch::Contains(option + ": is empty"));
    }
    at.write("empty.toml", "[serve]\nidentity = ''\n");
    const Ended ended = run_program(at.serve({"--config", at.path("empty.toml")}));
    CHECK(ended.exit == 2);
    CHECK_THAT(ended.err, Catch::Contains("empty.toml:2: identity = \"\": ") && Catch::Contains("is empty"));
}
