#include "report/formats.hpp"
#include "tests/report/browser.hpp"
#include "tests/report/runs.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace cupspec;
using test::Browser;

namespace {

const std::string kVisible =
    "[...document.querySelectorAll('.case[data-verdict]')].filter(e => !e.hidden).length";

/// Opens all there is to open, as a reader would.
const std::string kOpenAll =
    "(async () => { const wait = () => new Promise(done => setTimeout(done));"
    "for (let turn = 0; turn < 4; ++turn) {"
    "  for (const d of document.querySelectorAll('details')) d.open = true; await wait(); }"
    "return document.querySelectorAll('.field').length; })()";

/// What was drawn later is there now.
const std::string kNextTurn = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))";

/// What a screen reader is told, once it is told something.
const std::string kSaid =
    "new Promise(done => { const look = () => document.querySelector('#said').textContent"
    "  ? done(document.querySelector('#said').textContent) : setTimeout(look); look(); })";

bool no_browser() {
    const std::string reason = Browser::missing();
    if (!reason.empty()) WARN("skipped: " + reason);
    return !reason.empty();
}

/// With CUPSPEC_PICTURES=DIR, leaves a picture of the page there for a person to look at.
void picture(Browser& browser, const std::string& name) {
    const char* directory = std::getenv("CUPSPEC_PICTURES");
    if (directory != nullptr) browser.picture(std::string{directory} + '/' + name + ".png");
}

}  // namespace

TEST_CASE("The page filters by verdict and by text, by mouse and by keyboard, without an error") {
    if (no_browser()) return;
    Browser browser{1100, false};
    browser.open(report::to_html(test::checked_results()));
    picture(browser, "checked-light");
    CHECK(browser.evaluate("document.querySelector('h1').textContent") == "1 failed, 1 known of 5 rules");
    CHECK(browser.evaluate(kVisible) == 5);

    browser.click("button[data-verdict=failed]");
    CHECK(browser.evaluate(kVisible) == 1);
    CHECK(browser.evaluate("document.querySelector('.shown').textContent") == "1 of 5");
    browser.click("button[data-verdict=warning]");
    CHECK(browser.evaluate(kVisible) == 2);
    browser.click("button[data-verdict=failed]");
    browser.click("button[data-verdict=warning]");
    CHECK(browser.evaluate(kVisible) == 5);

    browser.evaluate("document.activeElement.blur()");
    browser.press("/");
    browser.type("Length SIX");
    CHECK(browser.evaluate("document.activeElement.value") == "Length SIX");
    CHECK(browser.evaluate(kVisible) == 1);
    browser.press("Escape");
    CHECK(browser.evaluate(kVisible) == 5);
    CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("The page opens a case and an exchange by keyboard, and marks the bytes at fault") {
    if (no_browser()) return;
    Browser browser{1100, true};
    browser.open(report::to_html(test::checked_results()));
    const std::string kept = "#case-framing-six-length-fields";
    browser.evaluate("document.querySelector('" + kept + " > summary').focus()");
    for (const char* key : {"Enter", "Tab", "Enter"}) {
        browser.press(key);
        browser.evaluate(kNextTurn);
    }
    CHECK(browser.evaluate("document.querySelector('" + kept + "').open") == true);
    CHECK(browser.evaluate("document.querySelectorAll('" + kept + " .exchange[open] .field').length") == 7);

    const std::string wrong = "#case-framing-nothing-follows";
    CHECK(browser.evaluate("[...document.querySelectorAll('" + wrong +
                           " .rows u')].map(e => e.textContent).join(' ')") == "de ad 21");
    browser.click(wrong + " .again button");
    CHECK(browser.evaluate(kSaid) == "Copied");
    picture(browser, "checked-dark");
    CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("The page never scrolls sideways at 400 pixels, whatever is open") {
    if (no_browser()) return;
    Browser browser{400, false};
    const auto all = {test::bootstrap_results(), test::troubled_results(), test::checked_results(),
                      report::Results{}};
    std::size_t number = 0;
    for (const report::Results& results : all) {
        browser.open(report::to_html(results));
        browser.evaluate(kOpenAll);
        CHECK(browser.evaluate("document.documentElement.scrollWidth") == 400);
        picture(browser, "narrow-" + std::to_string(number++));
    }
    CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("The page shows every field of a body, and no byte of a credential") {
    if (no_browser()) return;
    Browser browser{1100, true};
    browser.open(report::to_html(test::bootstrap_results()));
    CHECK(browser.evaluate(kOpenAll) > 20);
    CHECK(browser.evaluate("document.querySelectorAll('.masked').length") == 7);
    CHECK(browser.evaluate("document.querySelector('.field .value').textContent") == "22");
    picture(browser, "bootstrap-dark");
    CHECK(browser.complaints() == std::vector<std::string>{});
}
