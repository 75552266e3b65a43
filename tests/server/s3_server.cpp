#include "tests/server/s3_server.hpp"

#include "base/files.hpp"
#include "tests/net/run.hpp"

#include <array>
#include <filesystem>

namespace cupspec::server::testing {

const std::string ScriptedS3::kSilence = "(silence)";

ScriptedS3::ScriptedS3(net::asio::io_context& context) : context_{context} {
    auto loop = net::AcceptLoop::open(
        context.get_executor(), "127.0.0.1", 0, {},
        [this](std::unique_ptr<net::Stream> stream) { return session(std::move(stream)); });
    loop_ = std::move(loop.value());
}

ScriptedS3::~ScriptedS3() { net::testing::run(context_, loop_->stop()); }

void ScriptedS3::hold(const std::string& target, const std::string& body) {
    answers_[target] = s3_answer(200, body);
}

void ScriptedS3::refuse(const std::string& target, unsigned status, const std::string& code) {
    answers_[target] = s3_answer(status, "<?xml version='1.0'?><Error><Code>" + code +
                                             "</Code><Message>Said\nso.</Message>"
                                             "<AWSAccessKeyId>key-id</AWSAccessKeyId></Error>");
}

void ScriptedS3::cut(const std::string& target, const std::string& body) {
    const std::string whole = s3_answer(200, body);
    answers_[target] = whole.substr(0, whole.size() - 3);
}

void ScriptedS3::hold_directory(const std::string& prefix, const std::string& directory) {
    std::vector<std::string> keys;
    for (const auto& entry : std::filesystem::directory_iterator{directory}) {
        const std::string key = prefix + '/' + entry.path().filename().string();
        const std::string body = to_text(read_file(entry.path()).value());
        hold("GET /bucket/" + key, body);
        const std::string answer = s3_answer(200, body);
        say("HEAD /bucket/" + key, answer.substr(0, answer.size() - body.size()));
        if (entry.path().filename().string().starts_with("sig-")) keys.push_back(key);
    }
    hold(list_target(prefix + "%2Fsig-"), listing(keys));
}

S3Options ScriptedS3::options(const std::string& prefix) const {
    S3Options options;
    options.place = {"bucket", prefix};
    options.endpoint = {false, "127.0.0.1", std::to_string(loop_->port())};
    options.region = "us-east-1";
    options.keys = {"key-id", "secret", {}};
    options.limits = {std::chrono::seconds{20}, std::chrono::seconds{20}};
    return options;
}

net::awaitable<void> ScriptedS3::session(std::unique_ptr<net::Stream> stream) {
    const net::HttpLimits limits;
    auto request = co_await net::read_request(*stream, limits);
    if (!request) co_return;
    const auto found = answers_.find(request->method + ' ' + request->target);
    std::string answer = s3_answer(404, "<Error><Code>NoSuchKey</Code></Error>");
    if (found != answers_.end()) answer = found->second;
    requests.push_back(std::move(*request));
    if (answer != kSilence) {
        static_cast<void>(co_await stream->write(as_bytes(answer)));
        co_await net::close_gently(*stream);
        co_return;
    }
    std::array<std::uint8_t, 1> byte{};
    stream->expires_after(std::chrono::seconds{20});
    static_cast<void>(co_await stream->read_some(byte));
}

std::string s3_answer(unsigned status, const std::string& body, const std::string& headers) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}

std::string list_target(const std::string& encoded_prefix) {
    return "GET /bucket/?delimiter=%2F&list-type=2&max-keys=1000&prefix=" + encoded_prefix;
}

std::string listing(const std::vector<std::string>& keys, const std::string& next) {
    std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                       R"(<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)";
    for (const std::string& key : keys) text += "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>";
    text += next.empty() ? "<IsTruncated>false</IsTruncated>"
                         : "<IsTruncated>true</IsTruncated><NextContinuationToken>" + next +
                               "</NextContinuationToken>";
    return text + "</ListBucketResult>";
}

}  // namespace cupspec::server::testing
