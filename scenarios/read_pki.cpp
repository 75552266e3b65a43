#include "base/files.hpp"
#include "scenarios/embedded.hpp"
#include "scenarios/errc.hpp"
#include "scenarios/landscape_reader.hpp"

namespace cupspec::scenarios {
namespace {

namespace fs = std::filesystem;

void name_all(const pki::Plan& plan, Names& names) {
    using Kind = pki::CertificateKind;
    for (const auto& certificate : plan.certificates) {
        const bool is_authority =
            certificate.spec.kind == Kind::root || certificate.spec.kind == Kind::intermediate;
        (is_authority ? names.authorities : names.credentials).push_back(certificate.name);
    }
    for (const auto& token : plan.tokens) names.credentials.push_back(token.name);
    names.signing_keys.insert(names.signing_keys.end(), plan.signing_keys.begin(), plan.signing_keys.end());
}

void name_file(const fs::path& relative, const fs::path& directory, Names& names) {
    const std::string name = fs::path{relative}.replace_extension().generic_string();
    const std::string extension = relative.extension().string();
    std::error_code ignored;
    if (extension == ".ca") names.authorities.push_back(name);
    if (extension == ".key" && fs::exists((directory / name) += ".trust", ignored)) {
        names.credentials.push_back(name);
    } else if (extension == ".key" && signing_key_number(name)) {
        names.signing_keys.push_back(name);
    }
}

void name_files(const json::Cursor& at, const fs::path& directory, Names& names) {
    std::error_code failed;
    for (fs::recursive_directory_iterator file{directory, failed}; !failed && file != fs::end(file);
         file.increment(failed)) {
        std::error_code ignored;
        if (file->is_regular_file(ignored))
            name_file(file->path().lexically_relative(directory), directory, names);
    }
    if (failed) at.fail(failed, directory.string());
}

pki::Plan plan_of(const json::Cursor& at, std::string text, std::string file) {
    auto plan = pki::parse_plan(std::move(text), std::move(file));
    if (plan) return std::move(*plan);
    at.fail(plan.error().code, describe(plan.error()));
    return {};
}

PkiSource read_file_name(const json::Cursor& at, const fs::path& base, Names& names) {
    PkiSource source;
    const std::string name = at.text();
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path != "plans/" + name + ".json") continue;
        source.plan = plan_of(at, std::string{file.text}, "(built in) " + std::string{file.path});
        return source;
    }
    if (base.empty()) {
        at.fail(Errc::no_files, '"' + name + "\" is no built-in plan; known: bootstrap");
        return source;
    }
    const fs::path path = base / name;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        source.directory = path;
        name_files(at, path, names);
        return source;
    }
    const auto text = read_file(path);
    if (text) {
        source.plan = plan_of(at, to_text(*text), path.string());
    } else {
        at.fail(text.error().code, describe(text.error()));
    }
    return source;
}

}  // namespace

PkiSource read_pki(const std::optional<json::Cursor>& at, const fs::path& base, Names& names) {
    PkiSource source;
    if (!at) return source;
    if (at->is_text()) {
        source = read_file_name(*at, base, names);
    } else {
        source.plan = pki::read_plan(*at);
    }
    name_all(source.plan, names);
    return source;
}

}  // namespace cupspec::scenarios
