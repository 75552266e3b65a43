# Every target is a thin line over a CMake preset (CMakePresets.json) or a script.
PACKAGES      := g++ cmake ninja-build ccache libboost1.81-dev libssl-dev nlohmann-json3-dev libcli11-dev libspdlog-dev \
                 libpugixml-dev libmimalloc-dev
TEST_PACKAGES := catch2 clang clang-tidy clang-format libclang-rt-14-dev shellcheck curl openssl \
                 python3-swift python3-lxml libxml2-utils chromium tshark
# Half of the tests wait for something most of their time.
JOBS          := $(shell expr 2 '*' $$(nproc))
RUNS          := 100000

# Thread sanitizer needs the classic address layout; where it cannot be had, try without.
FLAT = $(shell setarch -R true 2>/dev/null && echo setarch -R)

.DEFAULT_GOAL := help
.PHONY: help deps deps-test deps-bench build demo test check asan tsan fuzz lint format bench approve docs clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

deps: ## install what the program needs (Debian 12; silent when all is there)
	@cmake/install-missing.sh $(PACKAGES)

deps-test: deps ## install what tests, fuzzing, lint and bench need besides
	@cmake/install-missing.sh $(TEST_PACKAGES)

build: ## build the program: build/cupspec
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --target cupspec

demo: deps build ## build, run the built-in scenarios and write a page about them: build/report.html
	@build/cupspec run --report html:build/report.html; code=$$?; \
		[ ! -f build/report.html ] || echo "Every exchange of it, byte by byte, for a browser: $(CURDIR)/build/report.html"; exit $$code

test: deps-test ## build everything and run all tests
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev
	@ctest --preset dev -j $(JOBS)

check: test ## test, then lint what differs from the last commit
	@tools/lint --changed

asan: deps-test ## the same tests under address and undefined-behaviour sanitizers (build-asan/)
	@cmake --preset asan >/dev/null
	@cmake --build --preset asan
	@ctest --preset asan -j $(JOBS)

tsan: deps-test ## the same tests under the thread sanitizer (build-tsan/)
	@cmake --preset tsan >/dev/null
	@cmake --build --preset tsan
	@$(FLAT) ctest --preset tsan -j $(JOBS)

fuzz: deps-test ## fuzz every decoder, RUNS inputs each (build-fuzz/)
	@cmake --preset fuzz >/dev/null
	@tests/fuzz/run.sh build-fuzz $(RUNS)

lint: deps-test ## format, clang-tidy, shellcheck and links, over everything
	@cmake --preset dev >/dev/null
	@tools/lint

format: ## rewrite our sources in the house format
	@tools/lint --fix

deps-bench: ## fetch nginx into build/nginx, for bench/server; not installed, which would start a service
	@cmake/unpack-packages.sh build/nginx usr/sbin/nginx nginx

bench: deps-test deps-bench build ## compare with openssl and curl, and with nginx
	@cmake --build --preset dev --target bench_client
	@bench/bootstrap
	@bench/server

approve: ## rewrite the approved reports in tests/report/approved/
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev --target test_report
	@CUPSPEC_APPROVE=1 build/bin/test_report

docs: build ## write the command reference from the program's own help: build/commands.md
	@tools/command-reference build/cupspec > build/commands.md

clean: ## remove what was built
	@rm -rf build build-asan build-tsan build-fuzz build-release
