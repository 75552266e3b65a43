#include "tests/e2e/swift.hpp"

#include "tests/net/run.hpp"

#include <filesystem>
#include <sys/xattr.h>

namespace cupspec::test {
namespace {

/// Swift keeps what it knows of an object in extended attributes, which older tmpfs lacks.
TemporaryDirectory with_attributes() {
    auto usual = TemporaryDirectory::make().value();
    if (::setxattr(usual.path().c_str(), "user.cupspec", "", 0, 0) == 0) return usual;
    return TemporaryDirectory::make(std::filesystem::path{CUPSPEC_PROGRAM}.parent_path()).value();
}

}  // namespace

std::vector<std::string> with_keys(const std::string& url, const std::string& secret) {
    return {"env",
            "-u",
            "AWS_SESSION_TOKEN",
            "-u",
            "AWS_ENDPOINT_URL_S3",
            "AWS_ACCESS_KEY_ID=test:tester",
            "AWS_SECRET_ACCESS_KEY=" + secret,
            "AWS_REGION=us-east-1",
            "AWS_ENDPOINT_URL=" + url,
            CUPSPEC_PROGRAM};
}

Swift::Swift() : directory_{with_attributes()} {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    std::vector<std::string> command{std::string{CUPSPEC_SOURCE} + "/tests/tools/s3_server.py",
                                     directory_.path().string()};
    process_ = std::make_unique<Process>(std::move(command), "", "", ends[1]);
    ::close(ends[1]);
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) url_ += c;
    ::close(ends[0]);
    if (url_.empty()) FAIL("no S3 server (make deps-test installs it): " << process_->wait().err);
    ask_bucket("PUT");
}

std::string Swift::ask_bucket(const std::string& method) {
    constexpr std::size_t kMostListed = 1'000'000;
    const server::S3Options options = place("bucket", "");
    server::SignedRequest whole;
    whole.method = method;
    whole.path = "/bucket";
    whole.headers = {{"Host", options.endpoint.authority()}};
    whole.payload_hash = server::payload_hash_of({});
    sign(whole, {options.region, wall_clock()}, options.keys);
    net::ClientRequest request;
    request.method = method;
    request.target = whole.path;
    request.headers = whole.headers;
    net::HttpPlace where{options.endpoint.host, options.endpoint.port, {}};
    const auto answer = net::testing::run(context, net::fetch(std::move(where), std::move(request), {}));
    REQUIRE(answer.has_value());
    REQUIRE((*answer)->status() == 200);
    return to_text(net::testing::run(context, net::read_body(**answer, kMostListed)).value());
}

server::S3Options Swift::place(const std::string& bucket, const std::string& prefix) const {
    server::S3Options options;
    options.place = {bucket, prefix};
    options.endpoint = server::parse_s3_endpoint(url_).value();
    options.region = "us-east-1";
    options.keys = {"test:tester", "testing", {}};
    return options;
}

server::S3Store Swift::store(const std::string& prefix) const {
    return server::S3Store{place("bucket", prefix)};
}

void Swift::upload(const std::string& prefix, const std::string& directory) {
    server::S3Store target = store(prefix);
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        auto put = target.put(entry.path().filename().string(), read_file(entry.path()).value());
        REQUIRE(net::testing::run(context, std::move(put)).has_value());
    }
}

Served::Served(const BucketServer& server) {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    auto arguments = with_keys(server.url, server.secret);
    arguments.insert(arguments.end(), {"serve", "--store", "s3://bucket/fleet/" + server.name, "--tc-store",
                                       "s3://bucket/fleet/tc-0", "--listen", "127.0.0.1:0"});
    arguments.insert(arguments.end(), server.more.begin(), server.more.end());
    process_ = std::make_unique<Process>(std::move(arguments), "", "", ends[1]);
    ::close(ends[1]);
    for (char c = 0; ::read(ends[0], &c, 1) == 1 && c != '\n';) url_ += c;
    ::close(ends[0]);
}

Ended Served::ask_with(const std::string& body) const {
    return run_command({"curl", "--silent", "--noproxy", "*", "--fail-with-body", "--data-binary", "@-",
                        url_ + "/update-info"},
                       body);
}

Ended Served::ask(int n) const {
    const auto http =
        to_text(read_file(vector_path("session-plain/req-" + std::to_string(n) + ".http")).value());
    return ask_with(http.substr(http.find("\r\n\r\n") + 4));
}

Ended Served::stop() {
    process_->signal(SIGTERM);
    return process_->wait();
}

}  // namespace cupspec::test
