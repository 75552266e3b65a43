#include "tests/proof/reference.hpp"

#include "base/files.hpp"
#include "tests/result_text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <utility>

namespace cupspec::test {

Reference::Reference(const ReferenceSetup& setup) {
    server::CupsOptions options;
    options.root = setup.root;
    options.auth = setup.auth;
    if (setup.auth != server::AuthMode::none) options.identity = "server";
    options.dialect = setup.dialect;
    options.save_reported = true;
    if (!setup.faults.empty()) {
        player_ = std::make_unique<server::FaultPlayer>(server::parse_faults(setup.faults, "mutant").value());
        options.faults = player_.get();
    }
    options.fault_authority = [place = setup.authority]() -> Result<server::FaultAuthority> {
        return server::FaultAuthority{read_file(place / "ca.ca").value(),
                                      read_file(place / "ca.ca.key").value()};
    };
    server_ = server::CupsServer::start(context_.get_executor(), std::move(options), log_).value();
    url_ = server_->url();
    thread_ = std::thread{[this] { context_.run(); }};
}

Reference::~Reference() {
    boost::asio::co_spawn(context_, server_->stop(), [](const std::exception_ptr&) {});
    thread_.join();
}

}  // namespace cupspec::test
