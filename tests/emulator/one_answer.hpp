#pragma once

#include "emulator/gateway.hpp"
#include "mortal_disk.hpp"
#include "protocol/response.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace cupspec::test {

/// The HTTP answer that carries a response.
inline std::string answer_of(const protocol::Response& response) {
    const Bytes body = protocol::encode(response).value();
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + to_text(body);
}

/// A gateway on a disk in memory, in the middle of its first round: request sent, answer to come.
class OneRound {
public:
    explicit OneRound(MortalDisk::Files home, std::size_t buffer = 8192)
        : disk_{std::move(home)}, gateway_{disk_, "home", options(buffer)} {
        if (gateway_.start()) throw std::runtime_error{"the start is refused"};
        round_ = &gateway_.begin_round();
        if (!round_->start()) throw std::runtime_error{"there is nothing to connect to"};
    }

    /// As many socket reads as it takes; what the round does not ask for stays unread.
    void deliver(std::string_view bytes) {
        while (!bytes.empty() && !round_->finished()) {
            const auto size = std::min(round_->want(), bytes.size());
            round_->on_bytes(as_bytes(bytes.substr(0, size)));
            bytes.remove_prefix(size);
        }
    }

    emulator::Round& round() { return *round_; }
    emulator::RoundReport end() { return gateway_.end_round(false); }
    const MortalDisk::Files& files() const { return disk_.files; }
    bool has(const std::string& name) const { return disk_.files.contains("home/" + name); }

private:
    static emulator::GatewayOptions options(std::size_t buffer) {
        emulator::GatewayOptions made;
        made.router = {1};
        made.settings.cups_buffer = buffer;
        made.update_file = "home/update.bin";
        return made;
    }

    MortalDisk disk_;
    emulator::Gateway gateway_;
    emulator::Round* round_ = nullptr;
};

}  // namespace cupspec::test
