#pragma once

#include "report/results.hpp"

#include <string>

namespace cupspec::report {

/// Of a run `{"ok", "counts", "seed", "took_ms", "scenarios": [{"name", "verdict", "steps": [...]}]}`, of a
/// check `{"ok", "servers": [{"url", "ok", "counts", "rules": [...], "contacts": [...]}]}`. A `round` is the
/// object that `station --json` prints. Never the bytes of a credential.
std::string to_json(const Results& results);

/// JUnit XML as CI servers read it: a suite a group, a case a testcase; a failed one is a `failure`, a broken
/// one an `error`, a skipped or known one `skipped`. Source: tests/report/junit.xsd.
std::string to_junit(const Results& results);

/// TAP version 14 with a YAML block below each test. Source: testanything.org/tap-version-14-specification.
std::string to_tap(const Results& results);

/// Workflow commands: an annotation for each case that is not as it should be, and one line with the counts.
/// Source: GitHub Docs, "Workflow commands for GitHub Actions".
std::string to_github(const Results& results);

/// SARIF 2.1.0: every case a rule; a result for each that failed, was broken or is a warning.
std::string to_sarif(const Results& results);

/// HAR 1.2: every exchange, bodies in base64. Credentials in answers are zero bytes, listed with size and CRC
/// in
/// `_masked`; header values that may be a token are left out.
std::string to_har(const Results& results);

/// One HTML page that needs nothing else: its data as JSON in a static page (report/page).
std::string to_html(const Results& results);

}  // namespace cupspec::report
