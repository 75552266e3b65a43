#include "emulator/home_lint_set.hpp"
#include "emulator/token.hpp"
#include "pki/key.hpp"

#include <array>
#include <charconv>
#include <string>

namespace cupspec::emulator {
namespace {

constexpr LintRule kBadToken{
    .slug = "bad-token",
    .says = "Every line of a token file is a header: a name, a colon, a blank, the value.",
    .does = "Station cannot use the set: the session fails before it connects.",
    .cure = "Write Authorization: VALUE, ended by CR LF; the server's operator says what VALUE is.",
    .source = "Station 2.0.6, net.c:1451; lorawan-stack#812"};
constexpr LintRule kOverflows{
    .slug = "token-overflows",
    .severity = Severity::fatal,
    .says = "Lines of a token file are separated by CR LF.",
    .does =
        "Station writes behind its buffer when it turns two or more bare LF into CR LF; it may die of it at "
        "any later moment.",
    .cure = "End every line with CR LF.",
    .source = "Station 2.0.6, net.c:1437-1441"};
constexpr LintRule kEmpty{.slug = "token-empty",
                          .says = "A token file holds a header line.",
                          .does = "Station connects without any header, and the server refuses it.",
                          .cure = "Write Authorization: VALUE, or remove the file.",
                          .source = "Station 2.0.6, net.c:1429-1465"};
constexpr LintRule kLineEnds{
    .slug = "token-line-ends",
    .severity = Severity::note,
    .says = "Every line of a token file, the last one too, ends in one CR LF.",
    .does =
        "Station 2.0.6 mends it when it sends the header. Before 2.0.6 it refused the set; and the CRC is "
        "over the file as it lies there, so it differs from a tidy server's.",
    .cure = "End every line with one CR LF and nothing after it.",
    .source = "Station 2.0.6, net.c:1429-1465; basicstation#68, lorawan-stack#3466"};
constexpr LintRule kKeyAlone{
    .slug = "key-without-certificate",
    .says = "Beside a private key lies its certificate.",
    .does = "Without a crt file Station takes the key for a token and cannot use the set.",
    .cure = "Add the certificate under the name crt, not cert or pem.",
    .source = "Station 2.0.6, sys.c:444-464; basicstation#30"};
constexpr std::array kTokensRules{&kBadToken, &kOverflows, &kEmpty, &kLineEnds, &kKeyAlone};

/// "line 3" -> 3.
std::optional<LintPlace> place_in(const std::string& where) {
    constexpr std::string_view kLine = "line ";
    std::size_t number = 0;
    if (!where.starts_with(kLine)) return std::nullopt;
    const std::string_view digits = std::string_view{where}.substr(kLine.size());
    if (std::from_chars(digits.begin(), digits.end(), number).ec != std::errc{}) return std::nullopt;
    return at_line(number);
}

void judge_token(LintView& view, const LintSet& set) {
    const std::string name = view.name(set.category, set.set, "key");
    const std::string certificate = view.name(set.category, set.set, "crt");
    const Bytes& file = set.credentials.key;
    const auto token = read_token(file);
    if (!token && pki::PrivateKey::parse(file)) {
        view.add(kKeyAlone, {name, "it is a private key, and " + certificate + " is missing or empty"});
    } else if (!token) {
        view.add(kBadToken, {name, token.error().detail, place_in(token.error().where)});
    } else if (token->lines.empty()) {
        view.add(kEmpty, {name, "it holds line ends only"});
    } else if (token->overflows) {
        view.add(kOverflows, {name, "two or more lines end in LF without CR"});
    } else if (token->lines != as_text(file)) {
        view.add(kLineEnds, {name, "its line ends are not those Station sends"});
    }
}

void look_at_tokens(LintView& view) {
    for (const LintSet& set : lint_sets_of(view))
        if (set.used() && set.mode == AuthMode::token) judge_token(view, set);
}

}  // namespace

const LintGroup& lint_tokens() {
    static constexpr LintGroup kGroup{kTokensRules, look_at_tokens};
    return kGroup;
}

}  // namespace cupspec::emulator
