#pragma once

#include "capture/capture.hpp"
#include "capture/stand_in.hpp"
#include "emulator/home.hpp"
#include "protocol/update_info.hpp"

#include <string>

namespace cupspec::capture {

/// What is known of the credentials a home must hold, beside their checksums.
struct HomeHints {
    SetShape cups{kUsualBytes, false, std::nullopt};
    SetShape tc{kUsualBytes, false, std::nullopt};
};

/// "cups-bak.uri". Source: protocol.md §1.2.
std::string home_file_name(emulator::Category category, emulator::SetName set, std::string_view extension);

void put_file(emulator::HomeFiles& home, const std::string& name, ByteView content);

/// Puts a set's three files there; an absent element removes its file.
void put_credentials(emulator::HomeFiles& home, emulator::Category category, emulator::SetName set,
                     const protocol::CredentialSet& credentials);

/// sig-0.key, sig-1.key, ... of 64 bytes each with these checksums, and no other.
void put_signing_keys(emulator::HomeFiles& home, const std::vector<std::uint32_t>& checksums);

/// A home whose gateway would send this request: stand-ins of the shapes that `hints` gives, with the
/// checksums of the request.
emulator::HomeFiles made_home(const protocol::UpdateInfo& request, const HomeHints& hints = {});

/// The gateway of an answer that came alone.
protocol::UpdateInfo factory_request();

/// Gives the first round a home that its request fits, where none was captured, and plays the rounds on it.
/// Where a later request shows what the answers before do not explain, that round gets a home that explains
/// it, and `understood` says what changed: version.txt and signing keys, which Station never writes, at any
/// time; URIs and credentials only where Station was started anew or rounds may be missing. A captured home
/// that is what the round before left is taken out again.
void complete_homes(Capture& capture, const HomeHints& hints = {});

}  // namespace cupspec::capture
