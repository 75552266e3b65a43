#include "pki/plan_names.hpp"

#include "base/nearest.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cupspec::pki {
namespace {

using json::Cursor;
using Entries = std::vector<std::pair<std::string, Cursor>>;

struct Section {
    std::string_view key;
    std::array<std::string_view, 3> extensions;  ///< of the files one name stands for
};
constexpr std::array kSections{
    Section{"authorities", {".ca", ".ca.key", {}}}, Section{"servers", {".crt", ".key", ".trust"}},
    Section{"clients", {".crt", ".key", ".trust"}}, Section{"tokens", {".key", ".trust", {}}},
    Section{"signingKeys", {".pem", ".key", {}}},
};

Entries entries(const Cursor& plan, std::string_view key) {
    const auto section = plan.find(key);
    if (!section) return {};
    if (!section->is_array()) return section->members();
    Entries found;
    for (const Cursor& item : section->items()) found.emplace_back(item.text(), item);
    return found;
}

bool stays_below(std::string_view name) {
    const auto plain = [](char c) {
        return static_cast<unsigned char>(c) >= ' ' && c != '\\' && c != '\x7F';
    };
    if (name.empty() || !std::all_of(name.begin(), name.end(), plain)) return false;
    for (std::size_t start = 0; start <= name.size();) {
        const std::size_t end = std::min(name.find('/', start), name.size());
        const std::string_view part = name.substr(start, end - start);
        if (part.empty() || part == "." || part == "..") return false;
        start = end + 1;
    }
    return true;
}

/// What is spoken for.
class Taken {
public:
    void add(const std::string& name, const Cursor& at, const Section& section) {
        if (!stays_below(name))
            at.fail(Errc::bad_name, '"' + name + "\" must be a relative path that stays in its directory");
        if (!names_.insert(name).second) at.fail(Errc::bad_name, '"' + name + "\" is taken already");
        for (const std::string_view extension : section.extensions) {
            const std::string file = name + std::string{extension};
            if (!extension.empty() && !files_.insert(file).second)
                at.fail(Errc::bad_name, "the file " + file + " is written already");
        }
    }

private:
    std::set<std::string> names_;
    std::set<std::string> files_;
};

using Issuers = std::unordered_map<std::string, Cursor>;  ///< an authority's reference to its issuer

/// The circle `from` leads into, as "a, issued by b, issued by a"; empty when it leads to a root.
std::string circle(const std::string& from, const Issuers& issuers) {
    std::string path = from;
    std::set<std::string> seen{from};
    std::string at = from;
    for (auto issuer = issuers.find(at); issuer != issuers.end(); issuer = issuers.find(at)) {
        at = issuer->second.text();
        path += ", issued by " + at;
        if (!seen.insert(at).second) return path;
    }
    return {};
}

void check_reference(const Cursor& entry, std::string_view key, const std::vector<std::string_view>& known) {
    const auto at = entry.find(key);
    if (!at || at->is_null()) return;
    const std::string name = at->text();
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    at->fail(Errc::unknown_name, '"' + name + "\"; " + suggestion(name, known));
}

}  // namespace

void check_names(const Cursor& plan) {
    Taken taken;
    for (const Section& section : kSections)
        for (const auto& [name, at] : entries(plan, section.key)) taken.add(name, at, section);
}

void check_references(const Cursor& plan) {
    const Entries authorities = entries(plan, "authorities");
    std::vector<std::string_view> known;
    Issuers issuers;
    for (const auto& [name, entry] : authorities) {
        known.push_back(name);
        if (const auto issuer = entry.find("issuer")) issuers.emplace(name, *issuer);
    }
    for (const std::string_view key : {"authorities", "servers", "clients", "tokens"}) {
        for (const auto& [name, entry] : entries(plan, key)) {
            check_reference(entry, "issuer", known);
            check_reference(entry, "trust", known);
        }
    }
    for (const auto& [name, entry] : authorities) {
        if (const std::string found = circle(name, issuers); !found.empty())
            issuers.at(name).fail(Errc::cycle, found);
    }
}

void sort_by_issuer(Plan& plan) {
    std::set<std::string> placed;
    const auto ready = [&placed](const PlannedCertificate& planned) {
        return planned.issuer.empty() || placed.contains(planned.issuer);
    };
    for (auto next = plan.certificates.begin(); next != plan.certificates.end();) {
        const auto behind = std::stable_partition(next, plan.certificates.end(), ready);
        if (behind == next) return;
        for (; next != behind; ++next) placed.insert(next->name);
    }
}

}  // namespace cupspec::pki
