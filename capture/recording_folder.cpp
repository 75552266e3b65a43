#include "capture/recording_folder.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "capture/recording.hpp"
#include "protocol/update_info.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace cupspec::capture {
namespace {

/// So much may wait to be written: what a few gateways get at once, and little beside a server's own memory.
constexpr std::uint64_t kMostWaitingBytes = std::uint64_t{64} << 20U;
constexpr std::size_t kMostOpenFiles = 64;

std::uint64_t size_of(const Round& round) {
    return round.request_head.size() + round.request_body.size() + round.answer.size();
}

std::optional<protocol::Eui64> router_in(const Round& round) {
    const auto request = protocol::parse_update_info(round.request_body);
    if (!request) return std::nullopt;
    return request->router;
}

}  // namespace

Result<std::unique_ptr<RecordingFolder>> RecordingFolder::open(const std::filesystem::path& directory,
                                                               bool with_secrets, Log& log) {
    if (const auto made = make_directory(directory); !made) return made.error();
    return std::unique_ptr<RecordingFolder>{new RecordingFolder{directory, with_secrets, log}};
}

RecordingFolder::RecordingFolder(std::filesystem::path directory, bool with_secrets, Log& log)
    : directory_{std::move(directory)}, with_secrets_{with_secrets}, log_{log}, writer_{[this] {
          write_all();
      }} {}

RecordingFolder::~RecordingFolder() {
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    changed_.notify_all();
    writer_.join();
}

void RecordingFolder::add(Round round) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return waiting_bytes_ <= kMostWaitingBytes; });
    waiting_bytes_ += size_of(round);
    waiting_.push_back(std::move(round));
    changed_.notify_all();
}

void RecordingFolder::write_all() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return is_ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        Round round = std::move(waiting_.front());
        waiting_.pop_front();
        waiting_bytes_ -= size_of(round);
        changed_.notify_all();
        lock.unlock();
        write(std::move(round));
        lock.lock();
    }
}

void RecordingFolder::close_oldest() {
    open_.erase(std::min_element(open_.begin(), open_.end(), [](const auto& one, const auto& other) {
        return one.second.used < other.second.used;
    }));
}

/// Opens it where it is not. What else a request says of its gateway changes with its firmware, and is in the
/// request.
Result<RecordingFile*> RecordingFolder::file_of(const std::optional<protocol::Eui64>& router) {
    const std::string name = recording_name(router);
    auto place = open_.find(name);
    if (place == open_.end()) {
        GatewayFacts facts;
        facts.router = router;
        auto file = RecordingFile::open(directory_ / name, facts, with_secrets_);
        if (!file) return file.error();
        if (open_.size() >= kMostOpenFiles) close_oldest();
        place = open_.emplace(name, OpenRecording{std::move(*file)}).first;
    }
    place->second.used = ++uses_;
    return &place->second.file;
}

void RecordingFolder::write(Round round) {
    auto file = file_of(router_in(round));
    Result<void> written;
    if (file) {
        written = (*file)->add(std::move(round));
    } else {
        written = file.error();
    }
    if (written || std::exchange(has_complained_, true)) return;
    log_.write(LogLevel::error, "SYS", "not recorded: " + describe(written.error()));
}

}  // namespace cupspec::capture
