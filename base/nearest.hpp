#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cupspec {

/// The candidate a mistyped word most likely meant: the smallest edit distance, at most a third of its length
/// (at least 2). @return nothing when no candidate is that near
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "did you mean \"poll\"?", or "known: a, b, c" when nothing is near.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace cupspec
