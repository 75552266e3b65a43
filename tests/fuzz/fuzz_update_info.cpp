// A request that parses encodes to a request that parses to the same.

#include "protocol/update_info.hpp"
#include "tests/fuzz/expect.hpp"

using namespace cupspec;
using namespace cupspec::protocol;
using cupspec::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto request = parse_update_info({data, size});
    if (!request) {
        expect(request.error().code.failed());
        return 0;
    }
    expect(request->router.value != 0);
    const std::string encoded = encode_update_info(*request);
    const auto again = parse_update_info(as_bytes(encoded));
    expect(again.has_value());
    expect(*again == *request);
    expect(encode_update_info(*again) == encoded);
    return 0;
}
