#pragma once

#include "emulator/firmware.hpp"
#include "emulator/round_report.hpp"
#include "emulator/transaction.hpp"
#include "protocol/response.hpp"

#include <optional>

namespace cupspec::emulator {

/// Reads the body of a 200 answer chunk by chunk and does to the home what Station does at each point:
/// stages, commits, writes the firmware. Source: Station 2.0.6, protocol.md §5 and §13.
class AnswerReader {
public:
    enum class State {
        more,            ///< the chunk is used up
        done,            ///< the sixth segment is complete
        protocol_error,  ///< the problem stands in the report
        crash
    };

    /// All borrowed for the object's life.
    AnswerReader(const Home& home, Transaction& transaction, RoundReport& report,
                 std::filesystem::path update_file);

    /// @param first the chunk that must hold both URIs and one byte more
    State on_chunk(ByteView chunk, bool first);

    /// Body bytes used so far.
    std::uint64_t consumed() const { return parser_.consumed(); }
    /// After `done`: the verdict on the firmware; nothing without one.
    std::optional<UpdateVerdict> judge();

private:
    bool uris_fit(ByteView chunk);
    State on_event(const protocol::ResponseParser::Event& event);
    State begin(const protocol::ResponseParser::Event& event);
    State end(protocol::Segment segment);
    State end_credentials(Category category);
    void end_uri(Category category);
    void end_signature();
    State refuse_length(const Error& error);

    const Home& home_;
    Transaction& transaction_;
    RoundReport& report_;
    protocol::ResponseParser parser_;
    Bytes segment_;  ///< the one that is being collected; never the update
    UpdateFile update_;
    bool has_update_ = false;
    std::optional<ReceivedSignature> signature_;
};

}  // namespace cupspec::emulator
