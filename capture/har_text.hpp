#pragma once

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "protocol/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cupspec::capture {

struct HarField {
    std::string name;
    std::string value;
};

/// Headers as they may be shown, sizes as they were.
struct HarMessage {
    std::string first_line;  ///< "POST /update-info HTTP/1.1", "HTTP/1.1 200 OK"; empty: there was none
    std::vector<HarField> headers;
    std::size_t head_bytes = 0;
    Bytes body;  ///< as far as it may be shown, and was kept
};

/// A member that HAR 1.2 leaves to its writers: its name begins with "_".
struct HarMember {
    std::string name;
    std::string json;
};

struct HarExchange {
    std::string page;  ///< id of one; empty: none
    TimePoint started;
    std::chrono::milliseconds took{0};
    std::string url;
    HarMessage request;
    HarMessage response;
    unsigned status = 0;               ///< 0: no answer
    std::uint64_t omitted = 0;         ///< bytes of the answer's body that are not in it
    std::optional<HarMember> content;  ///< of the answer's body
    std::string server;                ///< its address; empty: unknown
    std::string comment;
    protocol::TlsFacts tls;
    std::vector<HarMember> members;
};

struct HarPage {
    std::string id;
    std::string title;
    TimePoint started;
    std::vector<HarMember> members;
};

/// The file, with its line end. Bytes that are no UTF-8 become U+FFFD in text; bodies of answers are base64.
/// Source: HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
std::string har_text(const std::vector<HarPage>& pages, const std::vector<HarExchange>& exchanges,
                     std::string_view version);

}  // namespace cupspec::capture
