#pragma once

#include "emulator/answer.hpp"
#include "emulator/home.hpp"
#include "emulator/personality.hpp"
#include "emulator/reply_reader.hpp"
#include "emulator/round_recorder.hpp"
#include "emulator/round_report.hpp"
#include "emulator/settings.hpp"
#include "protocol/uri.hpp"

#include <memory>
#include <optional>
#include <string>

namespace cupspec::emulator {

/// Who the gateway is and which set this round uses.
struct RoundSetup {
    unsigned number = 1;   ///< of the round, from 1
    unsigned attempt = 1;  ///< Station's "try #N": failures since the last success, plus one
    SetName set = SetName::regular;
    protocol::Eui64 router;
    std::string station;  ///< "2.0.6(linux/std) 2022-01-18 10:22:16"
    std::string model;
    Traits traits;
    std::filesystem::path update_file;
    UpdatePolicy update_policy = UpdatePolicy::record;
    RoundRecorder* recorder = nullptr;  ///< told of each read; null: nobody
    SignatureOracle oracle = {};        ///< may be empty
};

/// One CUPS session, sans-IO: the shell connects, moves bytes and watches the clock; everything Station
/// decides is decided here. Source: Station 2.0.6, protocol.md §3 to §7.1.
class Round {
public:
    /// `home` and `transaction` are borrowed for the object's life.
    Round(const Home& home, Transaction& transaction, const Settings& settings, RoundSetup setup);

    /// Reads the home and decides whether there is anything to connect to. @return false: the round is over
    bool start();

    /// Valid after `start` said true.
    const protocol::ServerUri& server() const { return server_; }
    const protocol::CredentialSet& credentials() const { return credentials_; }
    AuthMode auth_mode() const { return auth_mode_; }
    /// The whole request, head and body.
    const std::string& request() const { return request_; }

    /// Most bytes the next read may take; 0: the round is over.
    std::size_t want() const { return finished_ ? 0 : reader_.want(); }
    /// One socket read. @return true when the time limit starts anew
    bool on_bytes(ByteView bytes);
    void on_peer_closed(const std::string& why);
    void on_timeout();
    void on_connect_failed();
    /// The set's files do not make a TLS client. @param slug "no-trust", "bad-token", "bad-certificate"
    void on_credentials_unusable(std::string slug);
    /// TLS did not come up: Station counts it as closed. @param slug as a problem
    void on_handshake_failed(std::string slug);

    bool finished() const { return finished_; }
    RoundReport& report() { return report_; }

private:
    bool choose_server();
    bool build_request();
    /// @return the request's token lines, as a rule none; nothing when the key file makes no token
    std::optional<std::string> token_lines();
    std::string request_head(std::size_t body_bytes, const std::string& token) const;
    bool take_chunk();
    void finish(Outcome outcome);
    void finish_done();
    void protocol_error(std::string why);

    const Home& home_;
    const Settings& settings_;
    RoundSetup setup_;
    RoundReport report_;
    AnswerReader answer_;
    ReplyReader reader_{0};
    protocol::ServerUri server_;
    protocol::CredentialSet credentials_;
    AuthMode auth_mode_ = AuthMode::none;
    std::string request_;
    Transaction& transaction_;
    bool finished_ = false;
};

}  // namespace cupspec::emulator
