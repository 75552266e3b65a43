#include "capture/http_text.hpp"

#include <algorithm>

namespace cupspec::capture {
namespace {

constexpr unsigned kPlainOk = 200;

}  // namespace

HttpText split_http(ByteView message) {
    constexpr std::string_view kEmptyLine = "\r\n\r\n";
    const std::size_t found = as_text(message).find(kEmptyLine);
    const std::size_t end = found == std::string_view::npos ? message.size() : found + kEmptyLine.size();
    const ByteView body = message.subspan(end);
    return {to_text(message.first(end)), {body.begin(), body.end()}};
}

std::string station_head(std::string_view uri, std::size_t body_bytes, const emulator::Traits& traits) {
    constexpr std::string_view kBehindScheme = "://";
    const std::size_t scheme = uri.find(kBehindScheme);
    std::string head = "POST /update-info HTTP/1.1\r\n";
    if (traits.sends_host && scheme != std::string_view::npos)
        head += "Host: " + std::string{uri.substr(scheme + kBehindScheme.size())} + "\r\n";
    if (traits.sends_content_type) head += "Content-Type: application/json\r\n";
    const std::string length = std::to_string(body_bytes);
    const std::size_t blanks =
        traits.length_width - std::min<std::size_t>(traits.length_width, length.size());
    return head + "Content-Length: " + std::string(blanks, ' ') + length + "\r\n\r\n";
}

std::string answer_head(unsigned status, std::string_view reason, std::size_t body_bytes) {
    return "HTTP/1.1 " + std::to_string(status) + ' ' + std::string{reason} +
           "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + std::to_string(body_bytes) +
           "\r\n\r\n";
}

Bytes answer_of(ByteView body) {
    Bytes answer = to_bytes(answer_head(kPlainOk, "OK", body.size()));
    answer.insert(answer.end(), body.begin(), body.end());
    return answer;
}

}  // namespace cupspec::capture
