#include "cli/commands.hpp"

#include <string_view>

namespace cupspec::cli {
namespace {

constexpr std::string_view kGithub =
    R"(# .github/workflows/cups.yml: point cupspec at a CUPS server on each push and each night.
name: cups
on:
  push:
  schedule: [{cron: "17 3 * * *"}]
jobs:
  conformance:
    runs-on: ubuntu-latest
    container: debian:12
    steps:
      - uses: actions/checkout@v4
      # cupspec is built from its sources once and kept; CUPSPEC_REPOSITORY names them.
      - uses: actions/cache@v4
        id: cached
        with: {path: /usr/local/bin/cupspec, key: cupspec-1}
      - if: steps.cached.outputs.cache-hit != 'true'
        run: |
          apt-get update
          apt-get install -y --no-install-recommends ca-certificates git make
          git clone --depth 1 "${{ vars.CUPSPEC_REPOSITORY }}" /tmp/cupspec
          make -C /tmp/cupspec deps
          cd /tmp/cupspec && cmake --preset release && cmake --build --preset release && cmake --install build-release
      # The gateway's credentials: a tar of its home directory, in base64.
      - run: mkdir home && printf '%s' "$HOME_TAR" | base64 -d | tar -x -C home
        env: {HOME_TAR: "${{ secrets.CUPS_HOME_TAR }}"}
      # Any shell may run this line: exit 1 means a rule is broken, 2 a wrong option or file.
      - run: cupspec check "${{ vars.CUPS_URL }}" --home home --wait-for-server 60 --report html:check.html --report github:-
      - if: always()
        uses: actions/upload-artifact@v4
        with: {name: cups-conformance, path: check.html}
)";

constexpr std::string_view kGitlab = R"(# .gitlab-ci.yml: point cupspec at a CUPS server in each pipeline.
# Variables: CUPSPEC_REPOSITORY (its sources), CUPS_URL, and CUPS_HOME_TAR (a file: the tar of a gateway's home).
cups-conformance:
  image: debian:12
  cache:
    key: cupspec-1
    paths: [cupspec/build-release]
  before_script:
    - apt-get update && apt-get install -y --no-install-recommends ca-certificates git make
    - test -d cupspec/.git || { rm -rf cupspec.new && git clone --depth 1 "$CUPSPEC_REPOSITORY" cupspec.new && cp -a cupspec.new/. cupspec/; }
    - make -C cupspec deps
    - (cd cupspec && cmake --preset release && cmake --build --preset release && cmake --install build-release)
    - mkdir home && tar -x -C home -f "$CUPS_HOME_TAR"
  script:
    # Exit 1 means a rule is broken, 2 a wrong option or file.
    - cupspec check "$CUPS_URL" --home home --wait-for-server 60 --report html:check.html --report junit:check.xml
  artifacts:
    when: always
    paths: [check.html]
    reports: {junit: check.xml}
)";

}  // namespace

int execute(const NewCiCommand& command, Context& context) {
    context.out.write(command.kind == "gitlab" ? kGitlab : kGithub);
    return kGood;
}

}  // namespace cupspec::cli
