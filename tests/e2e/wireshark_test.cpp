#include "protocol/response.hpp"
#include "protocol/update_info.hpp"
#include "tests/cli/program.hpp"
#include "tests/e2e/packets.hpp"

#include <catch2/catch.hpp>

#include <iomanip>
#include <sstream>

namespace cupspec::test {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t kHttpPort = 8080;  // what Wireshark takes for HTTP and TLS without being told
constexpr std::uint16_t kHttpsPort = 443;

/// tshark with our dissector on some packets, without the preferences of whoever runs the test.
std::string tshark(const Packets& packets, std::vector<std::string> options) {
    const auto temp = TemporaryDirectory::make().value();
    const std::string file = (temp.path() / "packets.pcap").string();
    REQUIRE(write_file(file, as_bytes(packets.file())).has_value());
    std::vector<std::string> command{
        "env",
        "-u",
        "XDG_CONFIG_HOME",
        "HOME=" + temp.path().string(),
        "tshark",
        "-r",
        file,
        "-X",
        "lua_script:" + std::string{CUPSPEC_SOURCE} + "/contrib/wireshark/cupspec.lua"};
    command.insert(command.end(), options.begin(), options.end());
    const Ended ended = run_command(std::move(command));
    INFO(ended.err);
    INFO("tshark is of the package that `make deps-test` installs");
    REQUIRE(ended.exit == 0);
    CHECK(ended.err.find("Lua") == std::string::npos);
    return ended.out;
}

using Row = std::vector<std::string>;

/// The fields of the packets a filter leaves, a row each.
std::vector<Row> rows(const Packets& packets, const std::string& filter,
                      const std::vector<std::string>& fields, const std::vector<std::string>& more = {}) {
    std::vector<std::string> options{"-Y", filter, "-T", "fields"};
    for (const std::string& field : fields) {
        options.emplace_back("-e");
        options.push_back(field);
    }
    options.insert(options.end(), more.begin(), more.end());
    std::vector<Row> found;
    std::istringstream lines{tshark(packets, options)};
    for (std::string line; std::getline(lines, line);) {
        Row row(1);
        for (const char c : line)
            if (c == '\t')
                row.emplace_back();
            else
                row.back() += c;
        found.push_back(row);
    }
    return found;
}

std::string hexadecimal(std::optional<std::uint32_t> crc) {
    std::ostringstream text;
    text << "0x" << std::hex << std::setw(8) << std::setfill('0') << crc.value();
    return text.str();
}

std::string request_text(std::string_view body) {
    return "POST /update-info HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

std::string answer_text(std::string_view body, std::string_view type = "application/octet-stream") {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string{type} +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

constexpr std::string_view kSomeRequest =
    R"({"router":"b827:ebff:fe12:3456","cupsUri":null,"tcUri":null,"cupsCredCrc":1,"tcCredCrc":2,)"
    R"("station":"s","model":"m","package":null,"keys":[]})";

/// The whole file `NN-poll.PART` of a kept run.
std::string kept(const fs::path& stem, const char* part) {
    return to_text(read_file(stem.string() + part).value());
}

/// The expert notes of a packet without the one HTTP has on each request and status line.
std::string without_http(const std::string& notes) {
    const std::string end = R"(\r\n)";
    const std::size_t at = notes.find(end);
    return at == std::string::npos ? notes : notes.substr(std::min(at + end.size() + 1, notes.size()));
}

/// What the dissector notes about some exchanges, one after the other.
std::vector<std::string> notes_on(const std::vector<std::vector<Piece>>& exchanges) {
    Packets packets;
    for (const auto& pieces : exchanges) packets.add(kHttpPort, pieces);
    std::vector<std::string> notes(exchanges.size());
    for (const Row& row : rows(packets, "cups_lora", {"tcp.stream", "_ws.expert.message"}))
        notes.at(std::stoul(row.front())) += without_http(row.back());
    return notes;
}

/// A DER sequence of so many bytes in all, at least 4 more than its content.
std::string der(std::size_t bytes) {
    const std::size_t content = bytes - 4;
    return std::string{"\x30\x82"} + static_cast<char>(content >> 8) + static_cast<char>(content & 0xFF) +
           std::string(content, 'x');
}

std::string short_der(std::size_t bytes) {
    return std::string{"\x30"} + static_cast<char>(bytes - 2) + std::string(bytes - 2, 'k');
}

/// An answer that has nothing but credentials for CUPS.
std::string with_blob(const std::string& blob) {
    return std::string(2, '\0') + static_cast<char>(blob.size() & 0xFF) +
           static_cast<char>(blob.size() >> 8) + blob + std::string(10, '\0');
}

}  // namespace

TEST_CASE("the Wireshark dissector names what was asked and answered in a run of our own") {
    const auto temp = TemporaryDirectory::make().value();
    REQUIRE(run_program({"run", "bootstrap", "--quiet", "--keep", temp.path().string()}).exit == 0);
    Packets packets;
    std::vector<protocol::UpdateInfo> requests;
    std::vector<std::string> answers;
    for (const std::string poll : {"01-poll", "03-poll", "06-poll"}) {
        const fs::path stem = temp.path() / "bootstrap/exchanges" / poll;
        const std::string body = kept(stem, ".request-body");
        answers.push_back(kept(stem, ".response-body"));
        packets.add(kHttpPort, {{true, kept(stem, ".request-head") + body},
                                {false, kept(stem, ".response-head") + answers.back()}});
        requests.push_back(protocol::parse_update_info(to_bytes(body)).value());
    }
    const auto asked = rows(packets, "cups.station",
                            {"cups.router", "cups.eui", "cups.cupsUri", "cups.cupsCredCrc", "cups.tcCredCrc",
                             "cups.package", "cups.keys"});
    REQUIRE(asked.size() == requests.size());
    for (std::size_t n = 0; n < asked.size(); ++n) {
        const protocol::UpdateInfo& one = requests[n];
        CHECK(asked[n] == Row{"::1", "00-00-00-00-00-00-00-01", one.cups_uri.value(),
                              hexadecimal(one.cups_cred_crc), hexadecimal(one.tc_cred_crc),
                              one.package.value(), hexadecimal(one.keys.front())});
    }
    const auto answered =
        rows(packets, R"(cups.router == "::1" && cups.answer.status == 200)",
             {"cups.answer.cupsUri", "cups.answer.cupsCredLen", "cups.answer.cupsCred.keyLen",
              "cups.answer.cupsCred.crc", "cups.answer.tcUri", "cups.answer.tcCred.crc", "cups.answer.keyCRC",
              "cups.answer.updLen", "cups.answer.noChange"});
    REQUIRE(answered.size() == 3);
    const auto first = protocol::decode_response(to_bytes(answers[0])).value();
    CHECK(answered[0] == Row{requests[1].cups_uri.value(), std::to_string(first.response.cups_cred.size()),
                             "121", hexadecimal(requests[1].cups_cred_crc), "", "", "", "0", "0"});
    CHECK(answered[1] == Row{"", "0", "", "", requests[2].tc_uri.value(),
                             hexadecimal(requests[2].tc_cred_crc), hexadecimal(requests[1].keys.front()),
                             "76", "0"});
    CHECK(answered[2] == Row{"", "0", "", "", "", "", "", "0", "1"});
}

TEST_CASE("the Wireshark dissector shows a credential by its parts and sizes only") {
    Packets packets;
    const std::string token = "Authorization: hush\r\n";
    const std::string blob = der(300) + std::string(4, '\0') + token;
    packets.add(kHttpPort,
                {{true, request_text(kSomeRequest)}, {false, answer_text(with_blob(blob), "text/plain")}});
    const std::string text = tshark(packets, {"-Y", "cups_lora", "-O", "cups_lora"});
    CHECK(text.find("cupsCred: 325 bytes (not shown)\n"
                    "        trust: DER, 300 bytes\n"
                    "        cert: absent, 0 bytes\n"
                    "        key: token, 21 bytes\n") != std::string::npos);
    CHECK(text.find("hush") == std::string::npos);
    CHECK(text.find("EUI-64: b8-27-eb-ff-fe-12-34-56") != std::string::npos);
}

TEST_CASE("the Wireshark dissector reads what a Station's key log decrypts, and nothing without it") {
    Server server{{"serve", "--root", vector_path("session-tls/cups-0"), "--identity", "cups-0"}};
    Relay relay{static_cast<std::uint16_t>(std::stoul(server.port()))};
    const auto temp = TemporaryDirectory::make().value();
    const fs::path home = temp.path() / "home";
    fs::copy(vector_path("session-tls/home-0"), home);
    REQUIRE(write_file(home / "cups.uri", as_bytes("https://localhost:" + std::to_string(relay.port())))
                .has_value());
    const std::string keys = (temp.path() / "keys.log").string();
    REQUIRE(run_program({"station", "--home", home.string(), "--once", "--no-lns", "--keylog", keys}).exit ==
            0);
    Packets packets;
    packets.add(kHttpsPort, relay.wait());

    const std::vector<std::string> fields{"cups.router", "cups.cupsCredCrc", "cups.answer.cupsCred.crc"};
    const auto found = rows(packets, "cups.router", fields, {"-o", "tls.keylog_file:" + keys});
    // The first two of the recorded session, tests/vectors/session-tls/req-1.http and resp-1.bin.
    CHECK(found == std::vector<Row>{{"::1", "0xfe7f1b75", ""}, {"::1", "", "0xbc518d73"}});
    CHECK(rows(packets, "cups.router", fields).empty());
}

TEST_CASE("the Wireshark dissector marks answers that are not what a Station reads") {
    const std::string zeros(14, '\0');
    const std::string good = der(300) + der(200) + short_der(121);
    struct Case {
        std::string answer;
        std::string note;
    };
    const std::vector<Case> cases{
        {answer_text(zeros), ""},
        {answer_text(zeros, "text/plain"), ""},
        {answer_text(with_blob(good)), ""},
        {answer_text(zeros.substr(1)), "the body ends before updLen: 3 of its 4 bytes are there"},
        {answer_text(zeros.substr(1)), "13 zero bytes; an answer that changes nothing is 14"},
        {answer_text(zeros + '\0'), "15 zero bytes; an answer that changes nothing is 14"},
        {answer_text(with_blob(good) + "xyz"), "3 bytes follow the update segment"},
        {answer_text(""), "an answer without a body"},
        {answer_text("\x09http://h"), "cupsUriLen says 9 bytes, 8 follow"},
        {answer_text("\x08http://h" + zeros.substr(1)), "Station wants a port and no path"},
        {answer_text(zeros.substr(0, 1) + "\x0Ahttp://h:1" + zeros.substr(2)),
         "not the scheme Station wants"},
        {answer_text(zeros.substr(0, 2) + "\xFF\xFF" + zeros), "cupsCredLen says 65535 bytes, 14 follow"},
        {answer_text(with_blob("-----BEGIN CERTIFICATE-----")), "PEM: Station reads DER only"},
        {answer_text(with_blob(good + "zz")), "2 bytes follow the key"},
        {answer_text(with_blob(der(300) + der(200) + "\x30\x81\x87" + std::string(135, 'k'))),
         "key: Station takes its length for 34671 bytes"},
        {answer_text(with_blob(der(300) + std::string(4, '\0') + short_der(121))), "TLS fails"},
        {answer_text(with_blob(der(300) + der(200) + "token: 1")), "a token beside a certificate"},
        {answer_text(with_blob(der(300) + std::string(4, '\0'))), "key: 0 bytes in place of 4 zero bytes"},
        {answer_text(with_blob(der(300))), "cert: 0 bytes in place of 4 zero bytes"},
        {answer_text(zeros.substr(0, 6) + std::string{"\x05\0\0\0", 4} + "crc!s" + zeros.substr(10)),
         "sigLen 5: Station takes 0 or 8 to 132"},
        {answer_text(zeros.substr(0, 6) + std::string{"\x08\0\0\0", 4} + "crc!sig!" + zeros.substr(10)),
         "not one DER sequence"},
        {answer_text(zeros.substr(0, 10) + "\xFF\xFF\xFF\xFF"), "2 GiB and more are refused"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n" + zeros + "\r\n0\r\n\r\n", "chunked"},
        {"HTTP/1.1 200 OK\r\n\r\n" + zeros, "no Content-Length"},
        {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "next credential set"}};
    std::vector<std::vector<Piece>> exchanges;
    for (const Case& one : cases)
        exchanges.push_back({{true, request_text(kSomeRequest)}, {false, one.answer}});
    const auto notes = notes_on(exchanges);
    for (std::size_t n = 0; n < cases.size(); ++n) {
        CAPTURE(cases[n].note, notes[n]);
        CHECK(cases[n].note.empty() == notes[n].empty());
        CHECK(notes[n].find(cases[n].note) != std::string::npos);
    }
}

TEST_CASE("the Wireshark dissector marks requests a Station would not send") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {std::string{kSomeRequest}, ""},
        {R"({"router":"::1")", "no JSON object: byte 15 of 15"},
        {R"({"router":7})", "router is not a string"},
        {R"({"router":"00-11"})", "router is no EUI-64 in ID6 form"},
        {R"({"router":"::1","cupsCredCrc":-1})", "cupsCredCrc is not a number of 32 bits"},
        {R"({"router":"::1","keys":[1,"2"]})", "a key that is no CRC-32"},
        {R"({"router":"::1","router":"::1"})", "router stands there twice"},
        {R"({"router":"::1"})", "tcUri is missing"}};
    std::vector<std::vector<Piece>> exchanges;
    for (const auto& [request, note] : cases)
        exchanges.push_back({{true, request_text(request)}, {false, answer_text(std::string(14, '\0'))}});
    const auto notes = notes_on(exchanges);
    for (std::size_t n = 0; n < cases.size(); ++n) {
        CAPTURE(cases[n].first, notes[n]);
        CHECK(cases[n].second.empty() == notes[n].empty());
        CHECK(notes[n].find(cases[n].second) != std::string::npos);
    }
}

}  // namespace cupspec::test
