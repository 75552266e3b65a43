#pragma once

#include "net/http.hpp"

#include <chrono>
#include <functional>
#include <list>
#include <string>

namespace cupspec::net {

class RequestReader;

/// A server's HTTP sessions as one: what it hears of those its handler never sees, and how they end in good
/// order. One executor; must outlive its sessions.
class HttpSessions {
public:
    HttpSessions() = default;
    HttpSessions(const HttpSessions&) = delete;
    HttpSessions& operator=(const HttpSessions&) = delete;
    ~HttpSessions() = default;

    /// Told of each answer that was made without the handler (400, 408, 413, 431), and why. May be empty.
    std::function<void(const std::string& peer, unsigned status, const Error& why)> when_refused;

    /// May change such an answer, or how it leaves. May be empty.
    std::function<void(HttpAnswer& answer)> amend_refusal;

    /// From now on no session begins another request: a request that has begun is answered, with
    /// `Connection: close`; a connection between two requests ends at once, and one that has not asked yet
    /// within a second, for its request may be on its way.
    void drain();
    bool draining() const { return draining_; }

    /// For serve_http: waits for a request's first byte.
    /// @param reader,stream the session's, outlive the call
    /// @param asked_before this connection has had an answer
    awaitable<error_code> first_byte(RequestReader& reader, Stream& stream, std::chrono::milliseconds idle,
                                     bool asked_before);

private:
    struct Waiting {
        Stream* stream;
        bool asked_before;
    };

    std::list<Waiting> waiting_;
    bool draining_ = false;
};

}  // namespace cupspec::net
