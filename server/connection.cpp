#include "server/connection.hpp"

#include "server/counted_stream.hpp"

#include <array>
#include <utility>

namespace cupspec::server {

std::unique_ptr<net::Stream> observed(std::unique_ptr<net::Stream> stream, const CupsOptions& options) {
    if (options.counters != nullptr) stream = count(std::move(stream), *options.counters);
    if (!options.tap) return stream;
    auto tap = options.tap(*stream);
    return net::tapped(std::move(stream), std::move(tap));
}

void report_failed_handshake(const protocol::TlsFacts& facts, const std::string& peer,
                             const CupsOptions& options, Log& log) {
    const std::array fields{LogField{"peer", peer}};
    log.write_with(fields, LogLevel::warning, kCupsSpeaker,
                   peer + ": TLS handshake failed: " + facts.failure);
    if (options.counters != nullptr) options.counters->count_failed_handshake();
    if (options.on_failed_handshake) options.on_failed_handshake(facts, peer);
}

}  // namespace cupspec::server
