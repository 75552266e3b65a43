#include "capture/read.hpp"

#include "base/files.hpp"
#include "capture/har_reader.hpp"
#include "capture/home_capture.hpp"
#include "capture/raw_capture.hpp"
#include "capture/recording.hpp"
#include "capture/station_log.hpp"
#include "json/errc.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace cupspec::capture {
namespace {

namespace fs = std::filesystem;
using Captures = Result<std::vector<Capture>>;

constexpr std::uint64_t kMostCaptureBytes = std::uint64_t{1} << 30U;
constexpr std::string_view kReadableForms =
    "a recording, a HAR, a log of a Station, a request (JSON, or with its head) or an answer (with its head, "
    "or "
    "the body of a 200) would do";

Captures alone(Result<Capture> capture) {
    if (!capture) return capture.error();
    return std::vector<Capture>{std::move(*capture)};
}

Error unreadable(const fs::path& path, std::string detail) {
    return {json::Errc::bad_value, path.string(), std::move(detail)};
}

/// A file that is something else than its content: packets, or packed.
struct Wrapping {
    std::array<std::uint8_t, 4> magic;
    std::size_t bytes;
    bool packets;
};

// Sources: pcap's and pcapng's file headers (libpcap), gzip (RFC 1952), zip, zstd (RFC 8878) and xz.
constexpr std::array kWrappings{
    Wrapping{{0xA1, 0xB2, 0xC3, 0xD4}, 4, true}, Wrapping{{0xD4, 0xC3, 0xB2, 0xA1}, 4, true},
    Wrapping{{0xA1, 0xB2, 0x3C, 0x4D}, 4, true}, Wrapping{{0x4D, 0x3C, 0xB2, 0xA1}, 4, true},
    Wrapping{{0x0A, 0x0D, 0x0D, 0x0A}, 4, true}, Wrapping{{0x1F, 0x8B}, 2, false},
    Wrapping{{'P', 'K', 3, 4}, 4, false},        Wrapping{{0x28, 0xB5, 0x2F, 0xFD}, 4, false},
    Wrapping{{0xFD, '7', 'z', 'X'}, 4, false}};

const Wrapping* wrapping_of(ByteView bytes) {
    const auto found = std::ranges::find_if(kWrappings, [bytes](const Wrapping& wrapping) {
        return bytes.size() >= wrapping.bytes &&
               std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(wrapping.bytes),
                          wrapping.magic.begin());
    });
    return found == kWrappings.end() ? nullptr : &*found;
}

Error wrapped(const fs::path& path, const Wrapping& wrapping) {
    const std::string file = path.string();
    if (!wrapping.packets) return unreadable(path, "it is compressed: unpack it first");
    return unreadable(path,
                      "captured packets are not read; `tshark -r " + file +
                          " -o tls.keylog_file:KEYS -q --export-objects http,DIR` writes the bodies of "
                          "requests and answers to DIR, each of which can be replayed; a HAR of both, as "
                          "`mitmdump --set hardump=FILE` makes it, says more");
}

bool occurs(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

/// A JSON object, or several in lines.
Captures read_object(std::string_view text, const fs::path& path) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size()));
    const std::string name = path.string();
    if (occurs(line, "\"cupspec\"") && occurs(line, "\"recording\""))
        return alone(parse_recording(text, name));
    if (occurs(text, "\"log\"") && occurs(text, "\"entries\"")) return read_har(text, name);
    if (looks_like_station_log(text)) return alone(read_station_log(text, name));
    if (occurs(text, "\"router\"")) return alone(read_raw(as_bytes(text), name));
    return unreadable(path, "of JSON, a recording, a HAR (log.entries) and a request (router) are read");
}

Captures read_content(ByteView bytes, const fs::path& path) {
    if (bytes.empty()) return unreadable(path, "it is empty");
    if (const Wrapping* wrapping = wrapping_of(bytes)) return wrapped(path, *wrapping);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    std::string_view text = as_text(bytes);
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    const std::string name = path.string();
    switch (raw_form(as_bytes(text))) {
        case RawForm::request_body: return read_object(text, path);
        case RawForm::request:
        case RawForm::answer: return alone(read_raw(as_bytes(text), name));
        case RawForm::answer_body: break;
    }
    if (looks_like_station_log(text)) return alone(read_station_log(text, name));
    // Nobody's text, and no answer either: then its reader would be told of a fault that is none.
    const bool binary = std::ranges::find(bytes, std::uint8_t{0}) != bytes.end();
    if (!binary && !protocol::decode_response(bytes)) return unreadable(path, std::string{kReadableForms});
    return alone(read_raw(bytes, name));
}

Captures read_capture_file(const fs::path& path) {
    const auto bytes = read_file(path, kMostCaptureBytes);
    if (!bytes) return bytes.error();
    return read_content(*bytes, path);
}

std::vector<fs::path> recordings_in(const fs::path& directory) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at{directory, error}; !error && at != fs::directory_iterator{};
         at.increment(error))
        if (at->path().extension() == kRecordingSuffix) files.push_back(at->path());
    std::ranges::sort(files);
    return files;
}

Captures read_recordings(const std::vector<fs::path>& files) {
    std::vector<Capture> captures;
    for (const fs::path& file : files) {
        const auto text = read_file(file, kMostCaptureBytes);
        if (!text) return text.error();
        auto capture = parse_recording(as_text(*text), file.string());
        if (!capture) return capture.error();
        captures.push_back(std::move(*capture));
    }
    return captures;
}

/// What `run --keep` leaves of a scenario has its recordings in a directory of their own.
Captures read_capture_directory(const fs::path& directory) {
    for (const fs::path& place : {directory, directory / "recordings"})
        if (const auto files = recordings_in(place); !files.empty()) return read_recordings(files);
    if (is_session_directory(directory)) return alone(read_session_directory(directory));
    const auto files = read_captured_home(directory);
    if (!files) return files.error();
    if (looks_like_home(*files)) return alone(read_home_capture(directory));
    return unreadable(directory,
                      "no *.recording, no exchange (req-1.http, rawresp-1.http, resp-1.bin) and no file of a "
                      "gateway's home (cups.uri, station.conf, ...) is in it");
}

}  // namespace

Captures read_capture(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error) ? read_capture_directory(path) : read_capture_file(path);
}

Captures read_capture(ByteView content, const std::string& name) { return read_content(content, name); }

}  // namespace cupspec::capture
