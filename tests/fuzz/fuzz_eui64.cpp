// Any text that is an EUI-64 is the same one after Station's form and the sixteen digits; URIs hold their
// limits.

#include "protocol/eui64.hpp"
#include "protocol/uri.hpp"
#include "tests/fuzz/expect.hpp"

using namespace cupspec;
using namespace cupspec::protocol;
using cupspec::fuzz::expect;

namespace {

void check_uri(const Result<ServerUri>& uri, std::string_view text) {
    if (!uri) return expect(uri.error().code == Errc::bad_uri && !uri.error().where.empty());
    expect(text.size() <= kMaxUriBytes);
    expect(!uri->host.empty() && uri->host.size() <= kMaxHostBytes);
    expect(!uri->port.empty() && uri->port.size() <= kMaxPortBytes);
    expect(text.ends_with(':' + uri->port + uri->path));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = as_text({data, size});
    check_uri(parse_cups_uri(text), text);
    check_uri(parse_tc_uri(text), text);
    check_uri(parse_muxs_uri(text), text);
    const auto eui = parse_eui64(text);
    if (!eui) return 0;
    expect(parse_eui64(to_id6(*eui)).value() == *eui);
    expect(parse_eui64(to_hex16(*eui)).value() == *eui);
    expect(parse_eui64("0x" + to_hex16(*eui)).value() == *eui);
    return 0;
}
