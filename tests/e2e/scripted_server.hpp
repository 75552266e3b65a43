#pragma once

#include "tests/emulator/reaction_case.hpp"

#include <array>
#include <mutex>
#include <optional>
#include <thread>

namespace cupspec::test {

/// A descriptor, closed with the object.
class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&&) = delete;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    int number() const { return number_; }

private:
    int number_;
};

/// The three ports of a recorded case on loopback: two that listen and one where connections are refused.
class CasePorts {
public:
    CasePorts();

    ReactionCase::Ports numbers() const;
    int listener(std::size_t index) const { return listeners_.at(index).number(); }

private:
    std::array<Descriptor, 2> listeners_;
    Descriptor dead_;
};

/// Plays a recorded case's server, in real time, on a thread of its own: per connection the actions the case
/// names, in the order of arrival, one `send` each.
class ScriptedServer {
public:
    /// Both borrowed for the object's life.
    ScriptedServer(const CasePorts& ports, const ReactionCase& reaction);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer();

    /// Ends the server. @return the requests that came, as `head` and `body`
    nlohmann::json stop();

private:
    void serve();
    std::optional<Descriptor> accept_next() const;
    void play(int connection, const nlohmann::json& script) const;
    bool perform(int connection, const nlohmann::json& action) const;
    bool drip(int connection, const nlohmann::json& action) const;
    std::string read_request(int connection) const;
    /// @return false: the server ends
    bool pass(int milliseconds) const;
    /// @return false: nothing more comes, or the server ends
    bool wait_readable(int descriptor) const;

    const CasePorts& ports_;
    const ReactionCase& case_;
    std::array<int, 2> stop_{-1, -1};
    nlohmann::json requests_ = nlohmann::json::array();
    std::thread thread_;
};

}  // namespace cupspec::test
