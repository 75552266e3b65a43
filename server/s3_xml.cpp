#include "server/s3_xml.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace cupspec::server {
namespace {

constexpr std::size_t kMostWords = 300;

/// Fit for a log line: no control bytes, not long.
std::string printable(std::string_view text) {
    std::string clean{text.substr(0, kMostWords)};
    std::replace_if(
        clean.begin(), clean.end(),
        [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte < 0x20 || byte == 0x7f;
        },
        ' ');
    return clean;
}

/// The root element of this name, if the bytes are XML and it is there.
pugi::xml_node root_of(pugi::xml_document& document, ByteView body, const char* name) {
    // Keys may begin or end with blanks, so text stays as it is.
    const auto parsed = document.load_buffer(body.data(), body.size(),
                                             pugi::parse_cdata | pugi::parse_escapes | pugi::parse_ws_pcdata);
    return parsed ? document.child(name) : pugi::xml_node{};
}

}  // namespace

S3Fault parse_s3_fault(ByteView body) {
    pugi::xml_document document;
    const pugi::xml_node root = root_of(document, body, "Error");
    return {printable(root.child_value("Code")), printable(root.child_value("Message"))};
}

std::optional<S3Listing> parse_s3_listing(ByteView body) {
    pugi::xml_document document;
    const pugi::xml_node root = root_of(document, body, "ListBucketResult");
    const std::string_view truncated = root.child_value("IsTruncated");
    if (truncated != "true" && truncated != "false") return std::nullopt;
    S3Listing listing;
    for (const pugi::xml_node object : root.children("Contents")) {
        const std::string_view key = object.child_value("Key");
        if (key.empty()) return std::nullopt;
        listing.keys.emplace_back(key);
    }
    if (truncated == "true") {
        listing.next = root.child_value("NextContinuationToken");
        if (listing.next.empty()) return std::nullopt;
    }
    return listing;
}

}  // namespace cupspec::server
