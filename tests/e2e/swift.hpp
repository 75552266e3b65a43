#pragma once

#include "server/s3_store.hpp"
#include "tests/cli/program.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cupspec::test {

/// Swift's S3 interface, which verifies signatures, in a process of its own, with one bucket.
class Swift {
public:
    Swift();

    server::S3Options place(const std::string& bucket, const std::string& prefix) const;
    server::S3Store store(const std::string& prefix) const;
    /// Every file of the directory, put into the bucket.
    void upload(const std::string& prefix, const std::string& directory);
    const std::string& url() const { return url_; }
    /// A signed request to the bucket itself: "PUT" makes it, "GET" lists the keys in it.
    /// @return the body of its 200
    std::string ask_bucket(const std::string& method);

    net::asio::io_context context;

private:
    TemporaryDirectory directory_;
    std::unique_ptr<Process> process_;
    std::string url_;
};

/// The program with these AWS variables and no others in its environment; arguments follow.
std::vector<std::string> with_keys(const std::string& url, const std::string& secret);

/// What a server on the bucket is started with.
struct BucketServer {
    std::string url;  ///< Swift's
    std::string secret = "testing";
    std::string name;               ///< below fleet/
    std::vector<std::string> more;  ///< options
};

/// `serve` on the bucket, with the LNS credentials in fleet/tc-0.
class Served {
public:
    explicit Served(const BucketServer& server);

    /// The answer to this body, by curl.
    Ended ask_with(const std::string& body) const;
    /// The recorded request's answer.
    Ended ask(int n) const;
    Ended stop();

private:
    std::unique_ptr<Process> process_;
    std::string url_;
};

}  // namespace cupspec::test
