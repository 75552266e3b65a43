#include "net/turnstile.hpp"

#include "tests/net/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <catch2/catch.hpp>

#include <string>

using namespace cupspec::net;
using namespace cupspec::net::testing;

namespace {

/// Who went in and out, in that order, as letters: "aAbB".
struct Scene {
    asio::io_context context;
    Turnstile turnstile{context.get_executor()};
    std::string log;
    unsigned cancelled = 0;

    awaitable<void> pass(char name, unsigned steps) {
        co_await turnstile.enter();
        log += name;
        for (; steps > 0; --steps) {
            co_await let_others_run();
        }
        log += static_cast<char>(name - 'a' + 'A');
        turnstile.leave();
    }

    void start(char name, unsigned steps, asio::cancellation_signal& cancel) {
        asio::co_spawn(context, pass(name, steps),
                       asio::bind_cancellation_slot(cancel.slot(), [this](const std::exception_ptr& thrown) {
                           if (thrown) ++cancelled;
                       }));
    }
};

}  // namespace

TEST_CASE("Turnstile lets one in at a time, in the order of arrival") {
    Scene scene;
    asio::cancellation_signal none;
    scene.start('a', 5, none);
    asio::cancellation_signal nor_this;
    scene.start('b', 1, nor_this);
    asio::cancellation_signal nor_that;
    scene.start('c', 0, nor_that);
    scene.context.run();
    CHECK(scene.log == "aAbBcC");
    // It is free again.
    scene.context.restart();
    scene.start('d', 0, none);
    scene.context.run();
    CHECK(scene.log == "aAbBcCdD");
}

TEST_CASE("Turnstile forgets who is cancelled while it waits") {
    Scene scene;
    asio::cancellation_signal first;
    asio::cancellation_signal second;
    asio::cancellation_signal third;
    scene.start('a', 50, first);
    scene.start('b', 1, second);
    scene.start('c', 1, third);
    while (scene.log.empty()) scene.context.run_one();
    for (int i = 0; i < 10; ++i) scene.context.run_one();
    second.emit(asio::cancellation_type::terminal);
    scene.context.run();
    CHECK(scene.log == "aAcC");
    CHECK(scene.cancelled == 1);
}

TEST_CASE("Turnstile may go with everybody who waits for it") {
    Scene scene;
    asio::cancellation_signal first;
    asio::cancellation_signal second;
    scene.start('a', 50, first);
    scene.start('b', 1, second);
    while (scene.log.empty()) scene.context.run_one();
    CHECK(scene.log == "a");
}
