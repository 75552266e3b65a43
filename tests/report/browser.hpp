#pragma once

#include "base/files.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace cupspec::test {

/// Headless Chromium, driven over the DevTools protocol through two pipes: no port, no network. It ends with
/// the object.
class Browser {
public:
    /// Why there is none on this machine; empty: there is one.
    static std::string missing();

    /// A window of that width. @param dark what the page is told the reader prefers
    Browser(unsigned width, bool dark);
    Browser(const Browser&) = delete;
    Browser& operator=(const Browser&) = delete;
    ~Browser();

    /// Shows a page and waits until it is loaded.
    void open(std::string_view html);
    /// The value of an expression in the page.
    nlohmann::json evaluate(const std::string& expression);
    /// A real click into the middle of the element, scrolled into view.
    void click(const std::string& selector);
    /// A key as a person presses it: "Tab", "Enter", "Escape", "/", "a".
    void press(const std::string& key);
    void type(std::string_view text);
    /// A picture of the page as far as it reaches, PNG.
    void picture(const std::string& path);

    /// Errors and warnings of the console, exceptions, and requests for anything but the page itself.
    const std::vector<std::string>& complaints() const { return complaints_; }

private:
    nlohmann::json call(const std::string& method, nlohmann::json parameters);
    nlohmann::json receive();
    void note(const nlohmann::json& message);
    void start(const std::vector<std::string>& arguments);

    TemporaryDirectory temp_ = TemporaryDirectory::make().value();
    pid_t pid_ = 0;
    int to_ = -1;
    int from_ = -1;
    unsigned last_id_ = 0;
    unsigned width_;
    bool loaded_ = false;
    std::string session_;
    std::string buffer_;
    std::vector<std::string> complaints_;
};

}  // namespace cupspec::test
