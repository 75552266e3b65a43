#include "cli/config_file.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace cupspec::cli {
namespace {

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_number(std::string_view word) {
    const std::size_t sign = word.starts_with('-') || word.starts_with('+') ? 1 : 0;
    const std::string_view digits = word.substr(sign);
    const bool plain = std::all_of(digits.begin(), digits.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; });
    return plain && !digits.empty() && digits.front() != '.' &&
           std::count(digits.begin(), digits.end(), '.') <= 1;
}

/// A cursor over the text; the first error sticks.
class ConfigParser {
public:
    ConfigParser(std::string_view text, std::string file) : left_{text}, file_{std::move(file)} {}

    Result<std::vector<ConfigEntry>> parse() {
        for (skip_space_and_lines(); !left_.empty() && !error_; skip_space_and_lines()) {
            if (take('[')) {
                section();
            } else {
                entry();
            }
            if (!error_) end_of_line();
        }
        if (error_) return *error_;
        return std::move(entries_);
    }

private:
    void fail(std::string why) {
        if (error_) return;
        const auto code = make_error_code(boost::system::errc::invalid_argument);
        error_ = Error{code, file_ + ':' + std::to_string(line_), std::move(why)};
    }

    bool take(char c) {
        if (left_.empty() || left_.front() != c) return false;
        left_.remove_prefix(1);
        return true;
    }

    void skip_space() {
        while (!left_.empty() && (left_.front() == ' ' || left_.front() == '\t')) left_.remove_prefix(1);
    }

    void skip_comment() {
        if (!left_.starts_with('#')) return;
        left_.remove_prefix(std::min(left_.find('\n'), left_.size()));
    }

    void skip_space_and_lines() {
        for (;;) {
            skip_space();
            skip_comment();
            if (left_.starts_with("\r\n")) left_.remove_prefix(1);
            if (!take('\n')) return;
            ++line_;
        }
    }

    void end_of_line() {
        skip_space();
        skip_comment();
        if (left_.empty() || left_.starts_with('\n') || left_.starts_with("\r\n")) return;
        fail("nothing may follow, but \"" + rest_of_line() + "\" does");
    }

    std::string rest_of_line() const { return std::string{left_.substr(0, left_.find_first_of("\r\n"))}; }

    std::string name() {
        const auto* end = std::find_if_not(left_.begin(), left_.end(), is_name_char);
        std::string found{left_.begin(), end};
        left_.remove_prefix(found.size());
        return found;
    }

    void section() {
        skip_space();
        section_ = name();
        skip_space();
        if (section_.empty() || !take(']')) fail("a section is a name in brackets, such as [serve]");
    }

    void entry() {
        ConfigEntry entry;
        entry.line = line_;
        entry.section = section_;
        const std::string line = rest_of_line();
        entry.name = name();
        skip_space();
        if (entry.name.empty() || !take('=')) {
            fail("\"" + line + "\" is no `name = value`");
            return;
        }
        skip_space();
        if (take('[')) {
            array(entry);
        } else {
            value(entry);
        }
        if (!names_.insert(section_ + '.' + entry.name).second) fail(entry.name + " is there twice");
        entries_.push_back(std::move(entry));
    }

    void array(ConfigEntry& entry) {
        skip_space_and_lines();
        while (!error_ && !take(']')) {
            value(entry);
            skip_space_and_lines();
            if (take(',')) {
                skip_space_and_lines();
            } else if (!left_.starts_with(']')) {
                fail(entry.name + ": an array's values are parted by commas and end with ]");
            }
        }
    }

    void value(ConfigEntry& entry) {
        if (take('"')) {
            quoted(entry);
        } else if (take('\'')) {
            const std::size_t end = left_.find_first_of("'\n");
            if (end == std::string_view::npos || left_[end] != '\'')
                return fail(entry.name + ": ' is missing");
            entry.values.emplace_back(left_.substr(0, end));
            left_.remove_prefix(end + 1);
        } else {
            bare(entry);
        }
    }

    void quoted(ConfigEntry& entry) {
        constexpr std::string_view kEscapes = R"("\nt)";
        constexpr std::string_view kMeanings = "\"\\\n\t";
        std::string text;
        while (!take('"')) {
            if (left_.empty() || left_.front() == '\n') return fail(entry.name + ": \" is missing");
            char c = left_.front();
            left_.remove_prefix(1);
            if (c == '\\') {
                const std::size_t place = left_.empty() ? kEscapes.npos : kEscapes.find(left_.front());
                if (place == kEscapes.npos)
                    return fail(entry.name + R"(: after \ only ", \, n or t; or use single quotes)");
                c = kMeanings[place];
                left_.remove_prefix(1);
            }
            text += c;
        }
        entry.values.push_back(std::move(text));
    }

    void bare(ConfigEntry& entry) {
        const std::string_view word = left_.substr(0, left_.find_first_of(" \t\r\n,]#"));
        if (word != "true" && word != "false" && !is_number(word)) {
            return fail(entry.name + " = " + std::string{word} +
                        ": neither a number, true or false; text needs quotes");
        }
        std::string text{word};
        text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
        entry.values.push_back(std::move(text));
        left_.remove_prefix(word.size());
    }

    std::string_view left_;  ///< borrowed for the parse
    std::string file_;
    std::size_t line_ = 1;
    std::string section_;
    std::set<std::string> names_;
    std::vector<ConfigEntry> entries_;
    std::optional<Error> error_;
};

}  // namespace

std::string ConfigEntry::text() const {
    std::string shown;
    for (const std::string& value : values) shown += (shown.empty() ? "\"" : ", \"") + value + '"';
    return name + " = " + (values.size() == 1 ? shown : '[' + shown + ']');
}

Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& file) {
    return ConfigParser{text, file}.parse();
}

}  // namespace cupspec::cli
