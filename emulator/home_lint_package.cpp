#include "emulator/home_lint_view.hpp"
#include "pki/firmware.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace cupspec::emulator {
namespace {

constexpr LintRule kNoKey{
    .slug = "no-signing-key",
    .severity = Severity::note,
    .says = "sig-0.key is there.",
    .does = "Station runs any unsigned firmware its CUPS server sends, and refuses signed ones.",
    .cure = "Put the 64 bytes of the firmware signer's public key into sig-0.key.",
    .source = "Station 2.0.6, cups.c:124-150"};
constexpr LintRule kGap{
    .slug = "signing-key-gap",
    .says = "Signing keys are numbered from 0 without a gap.",
    .does = "Station reads sig-0.key, sig-1.key and so on up to the first that is missing.",
    .cure = "Renumber it.",
    .source = "Station 2.0.6, cups.c:62-97"};
constexpr LintRule kSize{
    .slug = "signing-key-size",
    .says = "A signing key has 64 bytes: X and Y of a point on P-256.",
    .does =
        "Station reports its CRC but verifies nothing with it; as sig-0.key it still forbids unsigned "
        "firmware, "
        "and an empty one ends the list in the request.",
    .cure = "Write the raw public key, not PEM or DER (cupspec firmware key makes both).",
    .source = "Station 2.0.6, cups.c:62-97 and 225-246"};
constexpr LintRule kNoPoint{.slug = "signing-key-no-point",
                            .says = "The 64 bytes of a signing key are a point on P-256.",
                            .does = "Station verifies nothing with it.",
                            .cure = "Write X and Y of the public key, each 32 bytes, big-endian.",
                            .source = "Station 2.0.6, cups.c:62-97"};
constexpr LintRule kNoVersion{
    .slug = "version-missing",
    .severity = Severity::note,
    .says = "version.txt names the installed package.",
    .does =
        "Station reports the package as null; some servers answer that with 404, and every answer but 200 "
        "sends Station to the next credential set.",
    .cure = "Write the package's version into it.",
    .source = "Station 2.0.6, cups.c:225-246; basicstation#11"};
constexpr LintRule kEmptyVersion{.slug = "version-empty",
                                 .severity = Severity::note,
                                 .says = "version.txt is not empty.",
                                 .does = "Station reports an empty package.",
                                 .cure = "Write the package's version into it.",
                                 .source = "Station 2.0.6, cups.c:225-246"};
constexpr LintRule kLines{
    .slug = "version-lines",
    .severity = Severity::note,
    .says = "version.txt holds one line.",
    .does = "Station reports all lines with the line ends between them; servers compare the whole text.",
    .cure = "Keep the version alone.",
    .source = "Station 2.0.6, cups.c:225-246"};
constexpr std::array kPackageRules{&kNoKey, &kGap, &kSize, &kNoPoint, &kNoVersion, &kEmptyVersion, &kLines};

/// "sig-12.key" -> 12, as Station writes the numbers.
std::optional<std::size_t> number_of(std::string_view name) {
    constexpr std::string_view kFront = "sig-";
    constexpr std::string_view kEnd = ".key";
    if (!name.starts_with(kFront) || !name.ends_with(kEnd) || name.size() <= kFront.size() + kEnd.size())
        return std::nullopt;
    const std::string_view digits = name.substr(kFront.size(), name.size() - kFront.size() - kEnd.size());
    std::size_t number = 0;
    const auto [end, ec] = std::from_chars(digits.begin(), digits.end(), number);
    if (ec != std::errc{} || end != digits.end() || std::to_string(number) != digits) return std::nullopt;
    return number;
}

std::string key_name(std::size_t number) { return "sig-" + std::to_string(number) + ".key"; }

void judge_keys(LintView& view) {
    const auto keys = view.home.signing_keys();
    if (keys.empty()) view.add(kNoKey, {key_name(0), "there is no signing key"});
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i].size() != pki::kPublicKeyBytes) {
            view.add(kSize, {key_name(i), "it has " + std::to_string(keys[i].size()) + " bytes"});
        } else if (!pki::is_public_key(keys[i])) {
            view.add(kNoPoint, {key_name(i), "its 64 bytes are no point on the curve"});
        }
    }
    for (const auto& [name, entry] : view.files) {
        const auto number = number_of(name);
        if (number && *number > keys.size())
            view.add(kGap, {name, key_name(keys.size()) + " is missing, so this one is never read"});
    }
}

void judge_version(LintView& view) {
    constexpr const char* kFile = "version.txt";
    const auto package = view.home.package();
    if (!package) {
        view.add(kNoVersion, {kFile, "it is missing"});
    } else if (package->empty()) {
        view.add(kEmptyVersion, {kFile, "it is empty"});
    } else if (const auto end = package->find('\n'); end != std::string::npos) {
        view.add(kLines, {kFile, "it has several lines", at_line(2)});
    }
}

void look_at_package(LintView& view) {
    judge_keys(view);
    judge_version(view);
}

}  // namespace

const LintGroup& lint_package() {
    static constexpr LintGroup kGroup{kPackageRules, look_at_package};
    return kGroup;
}

}  // namespace cupspec::emulator
