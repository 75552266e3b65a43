#include "base/nearest.hpp"
#include "emulator/home_lint_view.hpp"
#include "pki/certificate.hpp"
#include "pki/key.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

namespace cupspec::emulator {
namespace {

constexpr LintRule kMisnamed{.slug = "misnamed-file",
                             .severity = Severity::note,
                             .says = "A file bears one of the names Station reads.",
                             .does = "Station never looks at it.",
                             .cure = "Rename it if that is what it is meant to be.",
                             .source = "Station 2.0.6, sys.c:54-76; basicstation#30"};
constexpr LintRule kNotAFile{.slug = "not-a-file",
                             .says = "What bears a name Station reads is a file.",
                             .does = "Station goes on as if it were missing.",
                             .cure = "Put the file in its place.",
                             .source = "Station 2.0.6, sys.c:54-76"};
constexpr LintRule kFileUnreadable{.slug = "unreadable-file",
                                   .says = "The files Station reads can be read, by its user too.",
                                   .does = "Station takes a file it cannot read for a missing one.",
                                   .cure = "Correct owner and mode; Station itself makes them 0640.",
                                   .source = "Station 2.0.6, sys.c:54-76 and 467-478"};
constexpr LintRule kOpenKey{.slug = "private-key-readable",
                            .severity = Severity::note,
                            .says = "A private key is for its owner and group only.",
                            .does = "Station does not mind; everyone on the gateway can take the key.",
                            .cure = "chmod o-r; Station itself makes the files 0640.",
                            .source = "Station 2.0.6, sys.c:189-198"};
constexpr std::array kNamesRules{&kMisnamed, &kNotAFile, &kFileUnreadable, &kOpenKey};

/// A name of the field and what Station calls the thing.
struct Alias {
    std::string_view extension;
    std::string_view meant;  ///< empty: the content decides
};
constexpr std::array kAliases{
    Alias{"cert", "crt"},     Alias{"certificate", "crt"}, Alias{"cer", "crt"},      Alias{"pem", ""},
    Alias{"der", ""},         Alias{"ca", "trust"},        Alias{"cacert", "trust"}, Alias{"root", "trust"},
    Alias{"ca.pem", "trust"}, Alias{"ca.crt", "trust"},    Alias{"url", "uri"},      Alias{"txt", "uri"},
    Alias{"token", "key"},    Alias{"auth", "key"},        Alias{"header", "key"},
};

/// Extensions of what lies in many homes and is nobody's mistake.
constexpr std::array<std::string_view, 7> kInnocent{".log", ".pid", ".fifo", ".md", ".sh", ".py", ".bin"};

std::string lower(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return out;
}

std::vector<std::string> make_known() {
    std::vector<std::string> names{"station.conf", "version.txt", "cmd.fifo", "sig-0.key"};
    for (const std::string category : {"cups", "tc"}) {
        for (const char* set : {"", "-bak", "-boot", "-temp"}) {
            for (const std::string_view extension : kSetExtensions)
                names.push_back(category + set + '.' + std::string{extension});
        }
        for (const char* marker : {"-temp.upd", "-temp.cpy", "-bak.done"}) names.push_back(category + marker);
    }
    return names;
}

const std::vector<std::string>& known_names() {
    static const std::vector<std::string> names = make_known();
    return names;
}

bool is_known(std::string_view name) {
    const auto& names = known_names();
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
    // Which of their numbers are read is another rule's business.
    constexpr std::string_view kFront = "sig-";
    constexpr std::string_view kEnd = ".key";
    if (!name.starts_with(kFront) || !name.ends_with(kEnd)) return false;
    name.remove_prefix(kFront.size());
    name.remove_suffix(std::min(kEnd.size(), name.size()));
    if (name.empty() || name.find_first_not_of("0123456789") != std::string_view::npos) return false;
    return name.size() == 1 || name.front() != '0';
}

/// What a file of no telling name holds.
std::string_view extension_for(const HomeEntry& entry) {
    if (pki::PrivateKey::parse(entry.content)) return "key";
    const auto certificate = pki::inspect_certificate(entry.content);
    if (!certificate) return {};
    return certificate->is_ca ? "trust" : "crt";
}

bool is_set(std::string_view stem) {
    constexpr std::array<std::string_view, 6> kStems{"cups", "cups-bak", "cups-boot",
                                                     "tc",   "tc-bak",   "tc-boot"};
    return std::find(kStems.begin(), kStems.end(), stem) != kStems.end();
}

/// "tc.cert" -> "tc.crt"; nothing when it is not a set's name with one of the known other endings.
std::optional<std::string> by_alias(const std::string& name, const HomeEntry& entry) {
    const auto dot = name.find('.');
    const std::string stem = name.substr(0, dot);
    if (dot == std::string::npos || !is_set(stem)) return std::nullopt;
    const std::string extension = name.substr(dot + 1);
    for (const Alias& alias : kAliases) {
        if (alias.extension != extension) continue;
        const std::string_view meant = alias.meant.empty() ? extension_for(entry) : alias.meant;
        if (!meant.empty()) return stem + '.' + std::string{meant};
    }
    return std::nullopt;
}

std::optional<std::string> meant_by(const std::string& name, const HomeEntry& entry) {
    const std::string small = lower(name);
    if (small != name && is_known(small)) return small;
    if (auto alias = by_alias(small, entry)) return alias;
    if (small.starts_with("sig-") && small.ends_with(".pem"))
        return small.substr(0, small.size() - 4) + ".key";
    const bool innocent = std::any_of(kInnocent.begin(), kInnocent.end(),
                                      [&small](std::string_view end) { return small.ends_with(end); });
    if (innocent || small.ends_with('~') || small.starts_with('.')) return std::nullopt;
    const std::vector<std::string_view> candidates{known_names().begin(), known_names().end()};
    const auto found = nearest(small, candidates);
    return found ? std::optional{std::string{*found}} : std::nullopt;
}

void judge_known(LintView& view, const std::string& name, const HomeEntry& entry) {
    constexpr unsigned kOthersRead = 04;
    if (name == "cmd.fifo" || name == "station.conf") return;
    switch (entry.kind) {
        case HomeEntry::Kind::directory: view.add(kNotAFile, {name, "it is a directory"}); break;
        case HomeEntry::Kind::other:
            view.add(kNotAFile, {name, "it is no regular file, or a broken link"});
            break;
        case HomeEntry::Kind::unreadable: view.add(kFileUnreadable, {name, entry.trouble}); break;
        case HomeEntry::Kind::file:
            if ((entry.mode & kOthersRead) != 0 && pki::PrivateKey::parse(entry.content))
                view.add(kOpenKey, {name, "it is a private key that everyone can read"});
    }
}

void look_at_names(LintView& view) {
    for (const auto& [name, entry] : view.files) {
        if (is_known(name)) {
            judge_known(view, name, entry);
        } else if (entry.kind == HomeEntry::Kind::file) {
            const auto meant = meant_by(name, entry);
            if (meant)
                view.add(kMisnamed, {name, "Station reads no file of this name; it would read " + *meant});
        }
    }
}

}  // namespace

const LintGroup& lint_names() {
    static constexpr LintGroup kGroup{kNamesRules, look_at_names};
    return kGroup;
}

}  // namespace cupspec::emulator
