// DER sizes stay within the input, a blob that splits joins to itself, PEM content is no longer than its
// text.

#include "protocol/crc32.hpp"
#include "protocol/credentials.hpp"
#include "tests/fuzz/expect.hpp"

#include <algorithm>

using namespace cupspec;
using namespace cupspec::protocol;
using cupspec::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input{data, size};
    if (const auto element = der_size(input)) expect(*element >= 2 && *element <= size);
    if (const auto block = first_pem_block(input)) expect(block->size() <= size);
    const auto set = split(input);
    if (!set) return 0;
    if (input.empty()) {
        expect(*set == CredentialSet{});
        return 0;
    }
    const Bytes joined = join(*set);
    expect(std::equal(joined.begin(), joined.end(), input.begin(), input.end()));
    expect(crc(*set) == crc32(input));
    return 0;
}
