#include "scenarios/exchange_files.hpp"

#include "base/files.hpp"

#include <utility>

namespace cupspec::scenarios {
namespace {

Result<void> write_masked(const std::filesystem::path& file, ByteView bytes, capture::Masker* masker) {
    constexpr unsigned kOwnersOnly = 0600;
    if (masker == nullptr) return write_file(file, bytes, kOwnersOnly, false);
    return write_file(file, masker->mask(bytes), kOwnersOnly, false);
}

}  // namespace

Result<void> write_exchange(const std::filesystem::path& directory, std::size_t number,
                            const StepResult& step, capture::Masker* masker) {
    const protocol::Exchange* exchange = step.round ? &step.round->exchange : nullptr;
    if (step.exchange) exchange = &*step.exchange;
    if (exchange == nullptr || exchange->request_head.empty()) return {};
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed) return Error{failed, directory.string(), {}};
    constexpr std::size_t kTwoDigits = 10;
    const std::string stem = (number < kTwoDigits ? "0" : "") + std::to_string(number) + '-' + step.kind;
    for (const auto& [name, bytes] : {std::pair{".request-head", as_bytes(exchange->request_head)},
                                      std::pair{".request-body", ByteView{exchange->request_body}},
                                      std::pair{".response-head", as_bytes(exchange->response_head)},
                                      std::pair{".response-body", ByteView{exchange->response_body}}}) {
        if (auto written = write_masked(directory / (stem + name), bytes, masker); !written) return written;
    }
    return {};
}

}  // namespace cupspec::scenarios
