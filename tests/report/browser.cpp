#include "tests/report/browser.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cupspec::test {
namespace {

using Json = nlohmann::json;

constexpr int kAnswerLimit = 30'000;  ///< milliseconds; only a browser that hangs reaches it

/// A pipe whose ends have numbers above those the browser wants for its own.
std::array<int, 2> high_pipe() {
    std::array<int, 2> low{};
    REQUIRE(::pipe2(low.data(), O_CLOEXEC) == 0);
    std::array<int, 2> high{};
    for (std::size_t i = 0; i < low.size(); ++i) {
        high.at(i) = ::fcntl(low.at(i), F_DUPFD_CLOEXEC, 20);
        ::close(low.at(i));
    }
    return high;
}

std::string decoded_base64(std::string_view text) {
    constexpr std::string_view kLetters{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const std::size_t value = kLetters.find(c);
        if (value == std::string_view::npos) continue;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
    return out;
}

}  // namespace

std::string Browser::missing() {
    return ::access("/usr/bin/chromium", X_OK) == 0
               ? ""
               : "chromium is not installed (make deps-test installs it)";
}

Browser::Browser(unsigned width, bool dark) : width_{width} {
    start({"/usr/bin/chromium", "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu",
           "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
           "--disable-component-update", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND",
           "--remote-debugging-pipe", "--user-data-dir=" + (temp_.path() / "profile").string(),
           "about:blank"});
    const auto target = call("Target.createTarget", {{"url", "about:blank"}}).at("targetId");
    session_ = call("Target.attachToTarget", {{"targetId", target}, {"flatten", true}}).at("sessionId");
    for (const char* domain : {"Page.enable", "Runtime.enable", "Log.enable", "Network.enable"})
        call(domain, Json::object());
    call("Emulation.setDeviceMetricsOverride",
         {{"width", width_}, {"height", 900}, {"deviceScaleFactor", 1}, {"mobile", false}});
    call("Emulation.setEmulatedMedia",
         {{"features", {{{"name", "prefers-color-scheme"}, {"value", dark ? "dark" : "light"}}}}});
}

Browser::~Browser() {
    if (to_ >= 0) ::close(to_);
    if (from_ >= 0) ::close(from_);
    if (pid_ <= 0) return;
    static_cast<void>(::kill(-pid_, SIGKILL));
    static_cast<void>(::waitpid(pid_, nullptr, 0));
}

void Browser::start(const std::vector<std::string>& arguments) {
    const auto commands = high_pipe();
    const auto answers = high_pipe();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, commands[0], 3);
    posix_spawn_file_actions_adddup2(&actions, answers[1], 4);
    const std::string err = (temp_.path() / "err").string();
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, err.c_str(), O_WRONLY | O_CREAT, 0600);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // its helpers end with it
    std::vector<std::string> own = arguments;
    std::vector<char*> argv;
    for (std::string& argument : own) argv.push_back(argument.data());
    argv.push_back(nullptr);
    const int failed = posix_spawn(&pid_, argv.front(), &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(commands[0]);
    ::close(answers[1]);
    to_ = commands[1];
    from_ = answers[0];
    REQUIRE(failed == 0);
}

Json Browser::receive() {
    std::size_t end = 0;
    while ((end = buffer_.find('\0')) == std::string::npos) {
        pollfd waiting{from_, POLLIN, 0};
        REQUIRE(::poll(&waiting, 1, kAnswerLimit) == 1);
        std::array<char, 65536> block{};
        const ssize_t n = ::read(from_, block.data(), block.size());
        if (n <= 0) {
            const auto err = read_file(temp_.path() / "err");
            FAIL("chromium ended: " << (err ? to_text(*err) : std::string{}));
        }
        buffer_.append(block.data(), static_cast<std::size_t>(n));
    }
    Json message = Json::parse(buffer_.substr(0, end));
    buffer_.erase(0, end + 1);
    return message;
}

void Browser::note(const Json& message) {
    const std::string method = message.value("method", "");
    const Json parameters = message.value("params", Json::object());
    if (method == "Page.loadEventFired") loaded_ = true;
    const bool console = method == "Runtime.consoleAPICalled" && (parameters.value("type", "") == "error" ||
                                                                  parameters.value("type", "") == "warning");
    if (console || method == "Runtime.exceptionThrown" || method == "Log.entryAdded")
        complaints_.push_back(parameters.dump());
    if (method != "Network.requestWillBeSent") return;
    const std::string url = parameters.at("request").at("url");
    if (!url.starts_with("file://" + temp_.path().string()) && !url.starts_with("data:"))
        complaints_.push_back("request for " + url);
}

Json Browser::call(const std::string& method, Json parameters) {
    Json request{{"id", ++last_id_}, {"method", method}, {"params", std::move(parameters)}};
    if (!session_.empty()) request["sessionId"] = session_;
    const std::string text = request.dump() + '\0';
    for (std::size_t sent = 0; sent < text.size();) {
        const ssize_t n = ::write(to_, text.data() + sent, text.size() - sent);
        REQUIRE(n > 0);
        sent += static_cast<std::size_t>(n);
    }
    for (;;) {
        const Json message = receive();
        note(message);
        if (message.value("id", 0U) != last_id_) continue;
        INFO(method << ": " << message.dump());
        REQUIRE(message.contains("result"));
        return message.at("result");
    }
}

void Browser::open(std::string_view html) {
    const auto page = temp_.path() / "page.html";
    REQUIRE(write_file(page, as_bytes(html), 0600, false).has_value());
    loaded_ = false;
    call("Page.navigate", {{"url", "file://" + page.string()}});
    while (!loaded_) note(receive());
}

Json Browser::evaluate(const std::string& expression) {
    const Json result = call("Runtime.evaluate",
                             {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
    INFO(expression << ": " << result.dump());
    REQUIRE_FALSE(result.contains("exceptionDetails"));
    return result.at("result").value("value", Json{});
}

void Browser::click(const std::string& selector) {
    const Json at =
        evaluate("(() => { const e = document.querySelector(" + Json(selector).dump() +
                 "); e.scrollIntoView({block: 'center', behavior: 'instant'});"
                 "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    for (const char* type : {"mousePressed", "mouseReleased"}) {
        call("Input.dispatchMouseEvent",
             {{"type", type}, {"x", at.at(0)}, {"y", at.at(1)}, {"button", "left"}, {"clickCount", 1}});
    }
}

void Browser::press(const std::string& key) {
    Json parameters{{"type", "keyDown"}, {"key", key}};
    if (key == "Enter") parameters.update({{"text", "\r"}, {"windowsVirtualKeyCode", 13}, {"code", "Enter"}});
    if (key == "Tab") parameters.update({{"windowsVirtualKeyCode", 9}, {"code", "Tab"}});
    if (key == "Escape") parameters.update({{"windowsVirtualKeyCode", 27}, {"code", "Escape"}});
    if (key.size() == 1) parameters["text"] = key;
    call("Input.dispatchKeyEvent", parameters);
    parameters.erase("text");
    parameters["type"] = "keyUp";
    call("Input.dispatchKeyEvent", parameters);
}

void Browser::type(std::string_view text) { call("Input.insertText", {{"text", text}}); }

void Browser::picture(const std::string& path) {
    const Json height = evaluate("document.documentElement.scrollHeight");
    call("Emulation.setDeviceMetricsOverride",
         {{"width", width_}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
    const std::string png =
        decoded_base64(call("Page.captureScreenshot", {{"format", "png"}}).at("data").get<std::string>());
    REQUIRE(write_file(path, as_bytes(png)).has_value());
}

}  // namespace cupspec::test
