#pragma once

#include "net/accept.hpp"
#include "net/http.hpp"
#include "server/errc.hpp"
#include "server/s3_store.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cupspec::server::testing {

/// An S3 server that says what the test wrote down: for each request target ("METHOD /bucket/key?query") the
/// bytes of the answer, after which it closes. What is not written down is NoSuchKey. Checks no signature.
class ScriptedS3 {
public:
    explicit ScriptedS3(net::asio::io_context& context);
    ~ScriptedS3();
    ScriptedS3(const ScriptedS3&) = delete;
    ScriptedS3& operator=(const ScriptedS3&) = delete;

    /// A whole answer of 200.
    void hold(const std::string& target, const std::string& body);
    /// These bytes, whatever they are.
    void say(const std::string& target, std::string bytes) { answers_[target] = std::move(bytes); }
    /// An answer with an Error document.
    void refuse(const std::string& target, unsigned status, const std::string& code);
    /// The head and 3 bytes less than it announces.
    void cut(const std::string& target, const std::string& body);
    /// The connection stays open without an answer.
    void be_silent(const std::string& target) { answers_[target] = kSilence; }
    /// Every file of a directory, below this prefix.
    void hold_directory(const std::string& prefix, const std::string& directory);

    /// Of `s3://bucket/PREFIX` on this server.
    S3Options options(const std::string& prefix) const;

    std::vector<net::HttpRequest> requests;

private:
    static const std::string kSilence;

    net::awaitable<void> session(std::unique_ptr<net::Stream> stream);

    net::asio::io_context& context_;
    std::map<std::string, std::string> answers_;
    std::unique_ptr<net::AcceptLoop> loop_;
};

/// "HTTP/1.1 STATUS ...", with the body and its length.
std::string s3_answer(unsigned status, const std::string& body, const std::string& headers = {});

/// The request target of a listing below bucket/PREFIX.
std::string list_target(const std::string& encoded_prefix);

/// A listing with these keys, whole unless there is a token.
std::string listing(const std::vector<std::string>& keys, const std::string& next = {});

/// The detail of a store_unavailable.
template <class T>
std::string trouble(const Result<T>& result) {
    if (result.has_value()) return "none";
    CHECK(result.error().code == Errc::store_unavailable);
    return result.error().where + ": " + result.error().detail;
}

}  // namespace cupspec::server::testing
