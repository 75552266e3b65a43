#pragma once

// Private to the loading of a gateway's state.

#include "server/gateway_files.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cupspec::server {

/// An object and where it lay; empty bytes: there is none, or it is empty, which means the same to a gateway.
struct Found {
    std::string where;
    Bytes bytes;
};

/// One load in progress: the first failure sticks, and every later step does nothing.
struct Loading {
    std::vector<std::string> ids;
    std::string trust_where;  ///< of the credentials loaded last
    LoadedState loaded;
    std::optional<Error> error;

    /// "cups-router-" and ".crt" to the names under which the object may lie, strongest first.
    std::vector<std::string> names(const std::string& prefix, const std::string& suffix) const {
        std::vector<std::string> all;
        for (const std::string& id : ids) all.push_back(std::string{prefix}.append(id).append(suffix));
        return all;
    }

    /// Before the object is read.
    void note(const Store& store, const std::string& name) {
        std::string path = store.file_of(name);
        if (path.empty()) loaded.is_from_files = false;
        if (!loaded.is_from_files) return;
        const FileMark mark = mark_of(path);
        loaded.files.push_back({std::move(path), mark});
    }

    void fail(Error why) {
        if (!error) error = std::move(why);
    }
};

/// The first of the names that is there. Borrows both for the call.
net::awaitable<Found> first_of(Loading& loading, Store* store, std::vector<std::string> names);

/// The credentials the loaded record asks for; both stores and `loading` are the caller's.
net::awaitable<void> load_cups_credentials(Loading& loading, GatewayStores stores);
net::awaitable<void> load_tc_credentials(Loading& loading, GatewayStores stores, protocol::Eui64 router);

}  // namespace cupspec::server
