#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cupspec::report {

/// A header line that may be shown to anybody.
struct HeadLine {
    std::string name;
    std::string value;    ///< "(23 bytes not shown)" where it may hold a token
    std::string line;     ///< both as they stood, or as far as they may be shown
    bool hidden = false;  ///< the value is not what crossed the wire
};

/// A request's or an answer's head without anything secret.
struct ShownHead {
    std::string first;  ///< "POST /update-info HTTP/1.1"
    std::vector<HeadLine> lines;
};

/// Every control byte as \xNN; of header lines that are not known to be harmless only the size of the value.
ShownHead shown_head(std::string_view head);

/// Of each header line whose value is not shown, the last word of it: the token, behind its scheme. They
/// point into the head.
std::vector<std::string_view> hidden_words(std::string_view head);

}  // namespace cupspec::report
