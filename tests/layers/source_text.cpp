#include "tests/layers/source_text.hpp"

#include <algorithm>
#include <cctype>

namespace cupspec::layers {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Walks over a text and copies code, blanking comments and, unless they are to be kept, literals.
class Blanker {
public:
    Blanker(std::string_view text, bool keep_literals) : text_{text}, keep_{keep_literals} {}

    std::string run() {
        while (at_ < text_.size()) step();
        return std::move(out_);
    }

private:
    void step() {
        if (ahead("//")) {
            skip(line_comment_length(), false);
        } else if (ahead("/*")) {
            skip(length_to("*/", 2), false);
        } else if (ahead("R\"") && !after_word()) {
            skip(raw_literal_length(), keep_);
        } else if (text_[at_] == '"' || (text_[at_] == '\'' && !after_word())) {
            skip(literal_length(text_[at_]), keep_);
        } else {
            out_ += text_[at_++];
        }
    }

    bool ahead(std::string_view token) const { return text_.substr(at_, token.size()) == token; }
    bool after_word() const { return at_ > 0 && is_word(text_[at_ - 1]); }  // 1'000 is no character literal

    std::size_t line_comment_length() const { return std::min(text_.find('\n', at_), text_.size()) - at_; }

    std::size_t length_to(std::string_view end, std::size_t from) const {
        const std::size_t found = text_.find(end, at_ + from);
        return found == std::string_view::npos ? text_.size() - at_ : found + end.size() - at_;
    }

    std::size_t raw_literal_length() const {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return text_.size() - at_;
        const std::string end = ")" + std::string{text_.substr(at_ + 2, open - at_ - 2)} + "\"";
        return length_to(end, open - at_);
    }

    std::size_t literal_length(char quote) const {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
            end += text_[end] == '\\' ? 2 : 1;
        return std::min(end + 1, text_.size()) - at_;
    }

    void skip(std::size_t length, bool keep) {
        for (const char c : text_.substr(at_, length)) out_ += keep || c == '\n' ? c : ' ';
        at_ += length;
    }

    std::string_view text_;
    bool keep_;
    std::size_t at_ = 0;
    std::string out_;
};

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

/// The include on one line whose comments are blanked; an empty path when it is none.
Include include_of(std::string_view line, std::size_t number) {
    std::string_view rest = trimmed(line);
    if (!rest.starts_with('#')) return {};
    rest = trimmed(rest.substr(1));
    if (!rest.starts_with("include")) return {};
    rest = trimmed(rest.substr(std::string_view{"include"}.size()));
    if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) return {};
    const std::size_t end = rest.find(rest[0] == '"' ? '"' : '>', 1);
    if (end == std::string_view::npos) return {};
    return {std::string{rest.substr(1, end - 1)}, rest[0] == '"', number};
}

/// Calls f(line, one-based number) for each line.
template <class F>
void each_line(std::string_view text, F f) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        f(text.substr(0, end), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

bool holds(std::string_view line, std::string_view word) {
    for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        const bool open = at == 0 || !is_word(word.front()) || !is_word(line[at - 1]);
        const bool shut = end == line.size() || !is_word(word.back()) || !is_word(line[end]);
        if (open && shut) return true;
    }
    return false;
}

}  // namespace

SourceText take_apart(std::string_view text) {
    SourceText source;
    source.code = Blanker{text, false}.run();
    each_line(Blanker{text, true}.run(), [&](std::string_view line, std::size_t number) {
        source.lines = number;
        const Include include = include_of(line, number);
        if (!include.path.empty()) source.includes.push_back(include);
    });
    return source;
}

std::vector<std::size_t> lines_with(std::string_view code, std::string_view word) {
    std::vector<std::size_t> lines;
    each_line(code, [&](std::string_view line, std::size_t number) {
        if (holds(line, word)) lines.push_back(number);
    });
    return lines;
}

}  // namespace cupspec::layers
