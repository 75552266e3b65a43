#pragma once

#include "net/http.hpp"

#include <cstdint>
#include <memory>

namespace cupspec::server {

/// The beginning of another source, and filler behind it.
class AlteredBody final : public net::BodySource {
public:
    /// @param kept bytes of `whole`, at most its size
    /// @param filler bytes behind them
    AlteredBody(std::unique_ptr<net::BodySource> whole, std::uint64_t kept, std::uint64_t filler)
        : whole_{std::move(whole)}, size_{kept + filler}, kept_{kept}, filler_{filler} {}

    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

private:
    std::unique_ptr<net::BodySource> whole_;
    std::uint64_t size_;
    std::uint64_t kept_;    ///< still to come
    std::uint64_t filler_;  ///< still to come
};

/// What stands where a fault wants more bytes than there are; no byte of a sound answer's end.
inline constexpr std::uint8_t kFillerByte = 'x';

}  // namespace cupspec::server
