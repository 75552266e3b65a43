#include "scenarios/answer_cut.hpp"

#include "protocol/response.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace cupspec::scenarios {
namespace {

constexpr unsigned kStatusOk = 200;

/// Promises `size` bytes and breaks off after `real` ones.
class Broken final : public net::BodySource {
public:
    Broken(std::unique_ptr<net::BodySource> whole, std::uint64_t size, std::uint64_t real)
        : whole_{std::move(whole)}, size_{size}, left_{real} {}

    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer.size()));
        if (most == 0 || !whole_) return std::size_t{0};
        auto got = whole_->read(buffer.first(most));
        if (got) left_ -= *got;
        return got;
    }

private:
    std::unique_ptr<net::BodySource> whole_;
    std::uint64_t size_;
    std::uint64_t left_;
};

/// Where in the body the cut lies; nothing when the answer has no such byte.
std::optional<std::uint64_t> place_of(const CutPlan& plan, ByteView body) {
    protocol::ResponseParser parser;
    while (!parser.complete()) {
        const auto event = parser.next(body);
        if (!event || !*event) break;
        const bool begins = (*event)->kind == protocol::ResponseParser::Kind::begin;
        if (begins && (*event)->segment == plan.segment && plan.at < (*event)->length)
            return parser.consumed() + plan.at;
    }
    return std::nullopt;
}

}  // namespace

void cut_answer(const CutPlan& plan, net::HttpAnswer& answer) {
    if (answer.status != kStatusOk) return;
    const auto cut = place_of(plan, answer.body);
    if (!cut) return;
    const std::uint64_t whole = answer.body.size() + (answer.rest ? answer.rest->size() : 0);
    const std::uint64_t kept = std::min<std::uint64_t>(*cut, answer.body.size());
    answer.body.resize(static_cast<std::size_t>(kept));
    answer.rest = std::make_unique<Broken>(std::move(answer.rest), whole - kept, *cut - kept);
}

}  // namespace cupspec::scenarios
