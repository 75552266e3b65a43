#pragma once

#include "emulator/firmware.hpp"
#include "emulator/personality.hpp"
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

    struct Setup {
        std::filesystem::path update_file;
        Traits traits;
        SignatureOracle oracle = {};
    };

    /// `home`, `transaction` and `report` are borrowed for the object's life.
    AnswerReader(const Home& home, Transaction& transaction, RoundReport& report, Setup setup);

    /// The first chunk, which must hold both URIs and one byte more. @param body_bytes as announced
    State on_first_chunk(ByteView chunk, std::size_t body_bytes);
    State on_chunk(ByteView chunk);

    /// Body bytes used so far.
    std::uint64_t consumed() const { return parser_.consumed(); }
    /// After `done`: the verdict on the firmware; nothing without one.
    std::optional<UpdateVerdict> judge();

private:
    bool uris_fit(ByteView chunk);
    State on_event(const protocol::ResponseParser::Event& event);
    State begin(const protocol::ResponseParser::Event& event);
    State begin_update();
    void take(const protocol::ResponseParser::Event& event);
    State end(protocol::Segment segment);
    State complete();
    State end_uri(Category category);
    State end_credentials(Category category);
    void stage_token(Category category);
    State stage_der(Category category);
    State stage_as_station(Category category);
    void end_signature();
    State refuse_length();
    State refuse(std::string problem);
    bool ignores(protocol::Segment segment) const;

    const Home& home_;
    Transaction& transaction_;
    RoundReport& report_;
    Traits traits_;
    SignatureOracle oracle_;
    protocol::ResponseParser parser_;
    std::size_t body_bytes_ = 0;  ///< as announced
    Bytes segment_;               ///< the one that is being collected; never the update
    UpdateFile update_;
    bool has_update_ = false;
    std::optional<ReceivedSignature> signature_;
};

}  // namespace cupspec::emulator
