#include "server/roll_out.hpp"

#include "protocol/crc32.hpp"
#include "server/errc.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

/// Content, key and signature; empty where the content cannot be told from another.
std::string fingerprint(const Store& store, const SeenObject& object, ByteView key, ByteView signature) {
    if (object.stamp.version.empty()) return {};
    std::string text = store.where(object.name) + '\n' + object.stamp.version + '\n';
    return text.append(as_text(key)).append(as_text(signature));
}

net::awaitable<Result<pki::UpdateDigest>> digest_of_object(Store* store, SeenObject object) {
    auto source = co_await store->open_version(std::move(object.name), std::move(object.stamp.version));
    if (!source) co_return source.error();
    co_return co_await digest_of(**source);
}

/// One at a time: who comes second finds what the first one has found.
net::awaitable<Result<bool>> verifies(Store* store, SignatureMemory* memory, RollOut roll_out,
                                      SeenObject object) {
    const std::string where = store->where(object.name);
    const auto keys = co_await signing_keys(*store, roll_out.key_crc);
    if (!keys) co_return keys.error();
    if (keys->empty()) {
        const Error missing{Errc::missing_file, store->where("sig-0.key"),
                            "no sig-N.key has the CRC " + std::to_string(roll_out.key_crc)};
        co_return missing;
    }
    std::string what;
    for (const Bytes& key : *keys) what += fingerprint(*store, object, key, roll_out.signature);
    if (const auto known = memory->recall(what)) co_return *known;
    net::Turnstile& turnstile = memory->turnstile(co_await net::asio::this_coro::executor);
    co_await turnstile.enter();
    const net::Leaving leaving{turnstile};
    if (const auto known = memory->recall(what)) co_return *known;
    const auto digest = co_await digest_of_object(store, std::move(object));
    if (!digest) co_return digest.error();
    const bool good = std::any_of(keys->begin(), keys->end(), [&](const Bytes& key) {
        return pki::verify(key, *digest, roll_out.signature);
    });
    memory->remember(std::move(what), good);
    co_return good;
}

}  // namespace

std::optional<bool> SignatureMemory::recall(const std::string& what) const {
    const auto found = std::find_if(verdicts_.begin(), verdicts_.end(),
                                    [&](const auto& verdict) { return verdict.first == what; });
    return found == verdicts_.end() ? std::nullopt : std::optional{found->second};
}

void SignatureMemory::remember(std::string what, bool verifies) {
    if (what.empty()) return;
    if (verdicts_.size() == kMost) verdicts_.erase(verdicts_.begin());
    verdicts_.emplace_back(std::move(what), verifies);
}

net::Turnstile& SignatureMemory::turnstile(net::asio::any_io_executor executor) {
    if (!turnstile_) turnstile_.emplace(std::move(executor));
    return *turnstile_;
}

net::awaitable<Result<pki::UpdateDigest>> digest_of(net::BodySource& source) {
    constexpr std::size_t kBlock = std::size_t{64} * 1024;
    pki::UpdateHash hash;
    Bytes block(kBlock);
    for (std::uint64_t left = source.size(); left > 0;) {
        const auto got = source.read(block);
        if (!got) co_return got.error();
        if (*got == 0) co_return Error{Errc::bad_file, {}, "ends before its size"};
        hash.update(ByteView{block}.first(*got));
        left -= std::min<std::uint64_t>(left, *got);
        // The others' turn: a firmware may be large.
        co_await net::asio::post(co_await net::asio::this_coro::executor, net::asio::use_awaitable);
    }
    co_return std::move(hash).finish();
}

net::awaitable<Result<std::vector<Bytes>>> signing_keys(Store& store, std::uint32_t crc) {
    const auto names = co_await store.list("sig-");
    if (!names) co_return names.error();
    std::vector<Bytes> keys;
    for (const std::string& name : *names) {
        if (!name.ends_with(".key")) continue;
        auto key = co_await store.get(name);
        if (!key) co_return key.error();
        if (*key && protocol::crc32(**key) == crc) keys.push_back(std::move(**key));
    }
    co_return keys;
}

net::awaitable<Result<protocol::Signature>> verified_signature(Store& store, SignatureMemory& memory,
                                                               RollOut roll_out, SeenObject object) {
    const std::string where = store.where(object.name);
    const auto good = co_await verifies(&store, &memory, roll_out, std::move(object));
    if (!good) co_return good.error();
    if (!*good) {
        const Error wrong{Errc::bad_signature, where,
                          "its fwSignature is by another key, or over other bytes"};
        co_return wrong;
    }
    protocol::Signature signature{roll_out.key_crc, std::move(roll_out.signature)};
    co_return signature;
}

}  // namespace cupspec::server
