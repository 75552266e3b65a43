#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cupspec::net {

/// The one completion token: every operation yields [error_code, ...] and does not throw for what a peer
/// does.
inline constexpr auto kErrors = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace cupspec::net
