#pragma once

#include "base/bytes.hpp"
#include "pki/firmware.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace cupspec::test {

/// A sanitizer's memory and time are its own.
#if defined(CUPSPEC_SANITIZED)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

/// A file of so many bytes that do not repeat. @return its digest
pki::UpdateDigest write_firmware(const std::filesystem::path& path, std::uint64_t bytes);

/// Gateways that all fetch a firmware from this port at once, over plain HTTP, hash it and discard it.
/// @return how many were given one that has this digest, under a signature that verifies by this key
unsigned fetch_at_once(unsigned gateways, const std::string& port, ByteView key,
                       const pki::UpdateDigest& digest);

/// The most memory the process has held, in MiB. Source: proc(5), VmHWM.
std::uint64_t peak_memory(pid_t process);

}  // namespace cupspec::test
