#include "server/publish.hpp"

#include "base/base64.hpp"
#include "base/hex.hpp"
#include "pki/firmware.hpp"
#include "protocol/crc32.hpp"
#include "protocol/quoted.hpp"
#include "protocol/response.hpp"
#include "server/errc.hpp"
#include "server/gateway_files.hpp"
#include "server/gateway_record.hpp"
#include "server/record_text.hpp"
#include "server/roll_out.hpp"

#include <algorithm>
#include <utility>

namespace cupspec::server {
namespace {

constexpr std::size_t kHashBytes = 16;  ///< of a SHA-512, in an object's name
constexpr unsigned kMostKeys = 1000;

/// What is found out before anything is put.
struct Findings {
    pki::UpdateDigest digest{};
    std::uint64_t bytes = 0;
    std::string object;
    bool is_there = false;
    bool has_key = false;  ///< the store has
    Bytes key;             ///< under which the signature verifies
};

/// Streams a content and fails at its end if it is not the one that was looked at before.
class SameSource final : public net::BodySource {
public:
    SameSource(std::unique_ptr<net::BodySource> source, const pki::UpdateDigest& digest)
        : source_{std::move(source)}, digest_{digest}, left_{source_->size()} {}

    std::uint64_t size() const override { return source_->size(); }
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
        auto got = source_->read(buffer);
        if (!got || *got == 0) return got;
        hash_.update(ByteView{buffer}.first(*got));
        left_ -= std::min<std::uint64_t>(left_, *got);
        if (left_ == 0 && std::move(hash_).finish() != digest_)
            return Error{Errc::bad_file, {}, "the firmware changed while it was read"};
        return got;
    }

private:
    std::unique_ptr<net::BodySource> source_;
    pki::UpdateDigest digest_;
    std::uint64_t left_;
    pki::UpdateHash hash_;
};

/// The firmware as it was looked at, or not at all.
Content same_content(Content content, const pki::UpdateDigest& digest) {
    return [content = std::move(content), digest]() -> Result<std::unique_ptr<net::BodySource>> {
        auto source = content();
        if (!source) return source.error();
        std::unique_ptr<net::BodySource> same = std::make_unique<SameSource>(std::move(*source), digest);
        return same;
    };
}

Result<void> check(const Publication& publication) {
    const auto bad = [](const char* what, std::string why) {
        return Error{Errc::bad_option, what, std::move(why)};
    };
    if (!is_package(publication.package)) {
        return bad("package", protocol::quoted(publication.package) +
                                  "; 1 to 150 printable ASCII characters without slashes, "
                                  "quotes and blanks at the ends are needed");
    }
    const auto& routers = publication.routers;
    if (routers.empty()) return bad("router", "no gateway");
    if (std::any_of(routers.begin(), routers.end(), [](auto router) { return router.value == 0; }))
        return bad("router", "zero is no gateway");
    if (publication.key.empty()) return {};
    if (!pki::is_public_key(publication.key)) return bad("key", "no public key of 64 bytes on P-256");
    if (protocol::crc32(publication.key) != publication.key_crc) {
        return bad("key", "its CRC is " + std::to_string(protocol::crc32(publication.key)) + ", not " +
                              std::to_string(publication.key_crc));
    }
    return {};
}

net::awaitable<Result<pki::UpdateDigest>> digest_of_content(Content content, std::uint64_t* bytes) {
    const auto source = content();
    if (!source) co_return source.error();
    *bytes = (*source)->size();
    const std::uint64_t most = protocol::rule_of(protocol::Segment::update).max_bytes;
    if (*bytes == 0 || *bytes > most) {
        co_return Error{Errc::bad_option, "firmware",
                        std::to_string(*bytes) + " bytes; a response holds 1 to " + std::to_string(most)};
    }
    co_return co_await digest_of(**source);
}

/// Which of the keys it may be it is signed with.
net::awaitable<Result<void>> find_key(Store* store, Findings* findings, const Publication* publication) {
    const auto held = co_await signing_keys(*store, publication->key_crc);
    if (!held) co_return held.error();
    std::vector<Bytes> keys = *held;
    if (!publication->key.empty()) keys = {publication->key};
    if (keys.empty()) {
        co_return Error{Errc::missing_file, store->where("sig-N.key"),
                        "no signing key of the store has the CRC " + std::to_string(publication->key_crc) +
                            "; the key itself has to be given as well (--verify-key)"};
    }
    const auto good = std::find_if(keys.begin(), keys.end(), [&](const Bytes& key) {
        return pki::verify(key, findings->digest, publication->signature);
    });
    if (good == keys.end()) {
        co_return Error{
            Errc::bad_signature, "signature",
            "it is by another key than " + std::to_string(publication->key_crc) + ", or over another file"};
    }
    findings->has_key = std::find(held->begin(), held->end(), *good) != held->end();
    findings->key = std::move(*good);
    co_return Result<void>{};
}

/// "PACKAGE.HASH.fw" of this package.
bool is_firmware_of(std::string_view name, std::string_view package) {
    constexpr std::string_view kEnd = ".fw";
    if (name.size() != package.size() + 1 + 2 * kHashBytes + kEnd.size()) return false;
    const std::string_view hash = name.substr(package.size() + 1, 2 * kHashBytes);
    return name.starts_with(package) && name[package.size()] == '.' && name.ends_with(kEnd) &&
           hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A `PACKAGE.bin` of the Semtech layout with other bytes; empty: none.
net::awaitable<Result<std::string>> other_plain(Store* store, std::string name, const Findings* findings) {
    std::string none;
    const auto stamp = co_await store->stamp(name);
    if (!stamp) co_return stamp.error();
    if (!*stamp) co_return none;
    if ((*stamp)->bytes != findings->bytes) co_return name;
    const auto source = co_await store->open_version(name, (*stamp)->version);
    if (!source) co_return source.error();
    const auto digest = co_await digest_of(**source);
    if (!digest) co_return digest.error();
    if (*digest != findings->digest) co_return name;
    co_return none;
}

net::awaitable<Result<void>> find_others(Store* store, Findings* findings, const Publication* publication) {
    const std::string& package = publication->package;
    const auto names = co_await store->list(package + '.');
    if (!names) co_return names.error();
    auto other = co_await other_plain(store, package + ".bin", findings);
    if (!other) co_return other.error();
    for (const std::string& name : *names)
        if (is_firmware_of(name, package) && name != findings->object) *other = name;
    if (!other->empty() && !publication->force) {
        co_return Error{Errc::other_firmware, store->where(*other),
                        "gateways that run " + package + " would not fetch this one"};
    }
    const auto stamp = co_await store->stamp(findings->object);
    if (!stamp) co_return stamp.error();
    findings->is_there = *stamp && (*stamp)->bytes == findings->bytes;
    co_return Result<void>{};
}

/// A record as it is to be; nothing is written yet.
struct NewRecord {
    Published::Record record;
    std::string text;
};

/// The text of a gateway's record, under the strongest of its names that is there.
net::awaitable<Result<NewRecord>> old_record(Store* store, protocol::Eui64 router) {
    NewRecord found;
    found.record.router = router;
    for (const std::string& id : file_ids(router)) {
        found.record.name = std::string{"cups-router-"}.append(id).append(".cfg");
        auto bytes = co_await store->get(found.record.name);
        if (!bytes) co_return bytes.error();
        if (!*bytes) continue;
        found.text = to_text(**bytes);
        co_return found;
    }
    found.record = {router, "cups-router-" + protocol::to_hex16(router) + ".cfg", true};
    found.text = "{\n  \"version\": \"\"\n}\n";
    co_return found;
}

/// As the record is to be, having been read as the server will.
Result<std::string> edited(const NewRecord& old, const std::string& file, const Publication& publication,
                           const std::string& object) {
    const MemberTexts members{{"version", '"' + publication.package + '"'},
                              {"fwUrl", '"' + object + '"'},
                              {"fwKeyChecksum", std::to_string(publication.key_crc)},
                              {"fwSignature", '"' + to_base64(publication.signature) + '"'}};
    auto text = with_members(old.text, file, members);
    if (!text) return text.error();
    const auto after = parse_record(*text, file);
    if (!after) return after.error();
    return text;
}

net::awaitable<Result<std::vector<NewRecord>>> new_records(Store* store, const Publication* publication,
                                                           std::string object) {
    std::vector<protocol::Eui64> routers = publication->routers;
    std::sort(routers.begin(), routers.end(), [](auto a, auto b) { return a.value < b.value; });
    routers.erase(std::unique(routers.begin(), routers.end()), routers.end());
    std::vector<NewRecord> records;
    for (const protocol::Eui64 router : routers) {
        auto record = co_await old_record(store, router);
        if (!record) co_return record.error();
        auto text = edited(*record, store->where(record->record.name), *publication, object);
        if (!text) co_return text.error();
        record->text = std::move(*text);
        records.push_back(std::move(*record));
    }
    co_return records;
}

/// Under the first number that is free. @return its name
net::awaitable<Result<std::string>> put_key(Store* store, Bytes key) {
    for (unsigned number = 0; number < kMostKeys; ++number) {
        std::string name = "sig-" + std::to_string(number) + ".key";
        const auto made = co_await store->create(name, key);
        if (!made) co_return made.error();
        if (*made) co_return name;
    }
    co_return Error{Errc::exists, store->where("sig-0.key"), "and a thousand more"};
}

net::awaitable<Result<void>> put_record(Store* store, NewRecord record) {
    Bytes bytes = to_bytes(record.text);
    if (!record.record.is_new) {
        co_return co_await store->put(record.record.name, std::move(bytes));
    }
    const auto made = co_await store->create(record.record.name, std::move(bytes));
    if (!made) co_return made.error();
    if (!*made)
        co_return Error{Errc::exists, store->where(record.record.name), "it was made just now; try again"};
    co_return Result<void>{};
}

/// The firmware, its key, the records: in the order in which each is of use.
net::awaitable<Result<void>> put_all(Store* store, const Publication* publication, const Findings* findings,
                                     std::vector<NewRecord> records, Published* published) {
    if (!findings->is_there || publication->force) {
        Content content = same_content(publication->firmware, findings->digest);
        const auto put = co_await store->put_stream(findings->object, std::move(content));
        if (!put) co_return put.error();
    }
    if (!findings->has_key) {
        auto name = co_await put_key(store, findings->key);
        if (!name) co_return name.error();
        published->key = std::move(*name);
    }
    for (NewRecord& record : records) {
        published->records.push_back(record.record);
        const auto put = co_await put_record(store, std::move(record));
        if (!put) co_return put.error();
    }
    co_return Result<void>{};
}

}  // namespace

bool is_package(std::string_view text) {
    constexpr std::size_t kMost = 150;
    const auto is_fit = [](char c) {
        return c >= ' ' && c <= '~' && c != '/' && c != '\\' && c != '"' && c != '\'';
    };
    return !text.empty() && text.size() <= kMost && text.front() != ' ' && text.back() != ' ' &&
           std::all_of(text.begin(), text.end(), is_fit) && is_plain_name(text);
}

net::awaitable<Result<Published>> publish(Store& store, Publication publication) {
    if (const auto checked = check(publication); !checked) co_return checked.error();
    Findings findings;
    const auto digest = co_await digest_of_content(publication.firmware, &findings.bytes);
    if (!digest) co_return digest.error();
    findings.digest = *digest;
    findings.object = publication.package + '.' + to_hex(ByteView{findings.digest}.first(kHashBytes)) + ".fw";
    const auto key = co_await find_key(&store, &findings, &publication);
    if (!key) co_return key.error();
    const auto others = co_await find_others(&store, &findings, &publication);
    if (!others) co_return others.error();
    auto records = co_await new_records(&store, &publication, findings.object);
    if (!records) co_return records.error();
    Published published{findings.object, findings.bytes, findings.is_there, {}, {}};
    const auto put = co_await put_all(&store, &publication, &findings, std::move(*records), &published);
    if (!put) co_return put.error();
    co_return published;
}

}  // namespace cupspec::server
