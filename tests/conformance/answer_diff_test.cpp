#include "conformance/answer_diff.hpp"

#include "protocol/response.hpp"

#include <catch2/catch.hpp>

using namespace cupspec;
using namespace cupspec::conformance;

namespace {

Contact answered(Purpose purpose, unsigned status, const std::string& headers, Bytes body) {
    Contact contact;
    contact.purpose = purpose;
    contact.exchange.status = status;
    contact.exchange.response_head = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers + "\r\n";
    contact.exchange.response_body = std::move(body);
    return contact;
}

Evidence with(const std::string& url, std::vector<Contact> contacts) {
    Evidence evidence;
    evidence.url = url;
    evidence.contacts = std::move(contacts);
    return evidence;
}

Bytes naming(const std::string& cups_uri) {
    protocol::Response response;
    response.cups_uri = cups_uri;
    return protocol::encode(response).value();
}

}  // namespace

TEST_CASE("Answers that differ in dates, lengths and the server's own address do not differ") {
    const auto one =
        with("http://a:1",
             {answered(Purpose::get, 200, "Date: today\r\nContent-Length: 1\r\n", naming("http://a:1"))});
    const auto other =
        with("http://b:22",
             {answered(Purpose::get, 200, "date: tomorrow\r\nContent-Length: 2\r\n", naming("http://b:22"))});
    CHECK(differences(one, other).empty());
}

TEST_CASE("A difference names the contact, the part and both values") {
    const auto one = with("http://a:1", {answered(Purpose::get, 404, "Server: x\r\n", {1, 2})});
    const auto other = with("http://a:1", {answered(Purpose::get, 405, "Server: y\r\nAllow: POST\r\n", {1})});
    const auto found = differences(one, other);
    REQUIRE(found.size() == 1);
    CHECK(found[0].purpose == Purpose::get);
    CHECK(found[0].number == 1);
    const auto& parts = found[0].differences;
    REQUIRE(parts.size() == 4);
    CHECK((parts[0].what == "status" && parts[0].one == "404" && parts[0].other == "405"));
    CHECK((parts[1].what == "header Server" && parts[1].one == "x" && parts[1].other == "y"));
    CHECK((parts[2].what == "body" && parts[2].one == "2 bytes" && parts[2].other == "1 bytes"));
    CHECK((parts[3].what == "header Allow" && parts[3].one == "absent" && parts[3].other == "POST"));
}

TEST_CASE("Segments are compared one by one, a contact that one server never saw is one difference") {
    const auto one = with("http://a:1", {answered(Purpose::repeat, 200, "", naming("http://c:3")),
                                         answered(Purpose::repeat, 200, "", naming(""))});
    const auto other = with("http://a:1", {answered(Purpose::repeat, 200, "", naming(""))});
    const auto found = differences(one, other);
    REQUIRE(found.size() == 2);
    CHECK(found[0].differences.front().what == "cupsUri");
    CHECK(found[0].differences.front().other == "absent");
    CHECK(found[1].number == 2);
    CHECK(found[1].differences.front().other == "not made");
}
