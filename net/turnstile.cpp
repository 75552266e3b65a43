#include "net/turnstile.hpp"

#include <algorithm>

namespace cupspec::net {

awaitable<void> Turnstile::enter() {
    const std::uint64_t ticket = ++tickets_;
    queue_.push_back(ticket);
    try {
        while (queue_.front() != ticket) {
            co_await moved_.wait();
        }
    } catch (...) {  // as in Event: no destructor does this, for it may run after the turnstile's
        give_up(ticket);
        throw;
    }
}

void Turnstile::leave() {
    queue_.pop_front();
    moved_.notify();
}

void Turnstile::give_up(std::uint64_t ticket) {
    std::erase(queue_, ticket);
    moved_.notify();
}

}  // namespace cupspec::net
