#pragma once

#include "base/bytes.hpp"
#include "capture/capture.hpp"

#include <map>
#include <string>

namespace cupspec::capture {

/// Takes private keys and tokens out of a capture and leaves everything else as it was: sizes, the DER around
/// a key, the PEM around its text, the name and scheme before a token, and every CRC-32. What is put in their
/// place has the same checksum, so that a gateway which plays the capture reports the same numbers. A secret
/// shorter than its checksum's 32 bits of freedom allow keeps its size only.
///
/// Secrets are found by their shape: SEC1, PKCS#1 and PKCS#8 keys in DER wherever they begin, PEM blocks of
/// private keys, `Authorization:` lines, and what stands in a token's key file. Each that was found once is
/// taken out wherever it occurs again, an error page that repeats a token included.
class Masker {
public:
    /// Finds secrets and remembers them. @param is_key_file the bytes are a `.key` file: what is no key in it
    /// is a token
    void learn(ByteView bytes, bool is_key_file = false);

    /// Every file of a home directory.
    void learn(const emulator::HomeFiles& home);

    /// A copy without any secret it holds or that was learnt.
    Bytes mask(ByteView bytes);
    std::string mask(const std::string& text);

    /// Learns from all of them, then masks all of them.
    void mask(emulator::HomeFiles& home);
    void mask(Round& round);
    void mask(Capture& capture);

private:
    std::map<Bytes, Bytes> replacements_;  ///< by secret
};

}  // namespace cupspec::capture
