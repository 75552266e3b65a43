#include "cli/help.hpp"

#include <algorithm>
#include <array>

namespace cupspec::cli {
namespace {

struct Footer {
    std::string_view command;
    std::string_view text;
};

constexpr std::array kFooters{
    Footer{"", R"(Examples:
  cupspec run
  cupspec run --help

Exit: 0 all good, 1 something failed, 2 usage or an input that is missing or unparsable, 3 environment.
A test tool, never production.)"},
    Footer{"run", R"(Examples:
  cupspec run
  cupspec run bootstrap -v
  cupspec run --filter '*-signature' --filter '*-key'
  cupspec run field:46
  cupspec run --json --report text:report.txt
  cupspec run --report html:report.html --report junit:junit.xml

`run field` runs the bugs known from the field, `run field:N` one of them (cupspec diagnose finds it); they are no part of the suite.
Report formats: text, json, html (a page that needs nothing else), junit, tap, github (annotations), sarif, har. PATH may be -
for stdout, once.
A run's files are private and go away with it: in memory (/dev/shm) where that has a GiB of room, else in /tmp, or below
$TMPDIR where that is set. --keep DIR keeps them in DIR. With --store s3://BUCKET/PREFIX the CUPS servers of the scenarios
look for their files in the bucket, which are removed from it afterwards; `serve --help` names the variables it reads.
Common options (--json, -v, --quiet, --color, --log-file, --log-format, --keylog): cupspec --help
Exit: 0 all passed, 1 something failed, 2 usage or an unreadable scenario, 3 environment.)"},
    Footer{"serve", R"(Examples:
  cupspec serve --root . --auth none
  cupspec serve --root tests/vectors/session-tls/cups-1 --identity cups-1 --listen 127.0.0.1:0 \
    --tc-root tests/vectors/session-tls/tc-0
  cupspec serve --store tests/vectors/session-plain/cups-1 --tc-store tests/vectors/session-plain/tc-0
  cupspec serve --root tests/vectors/session-plain/cups-1 --auth none --dialect the-things-stack
  cupspec serve --root tests/vectors/session-plain/cups-1 --auth none --faults docs/examples/faults.txt --seed 7
  cupspec serve --root tests/vectors/session-plain/cups-1 --auth none --break http/not-chunked
  cupspec serve --root . --auth none --admin 127.0.0.1:0 --log-format json
  cupspec serve --root . --auth none --record recordings
  cupspec serve --proxy https://cups.example.org:443 --proxy-home real --root proxy --identity proxy --record recordings
  cupspec serve --config contrib/cupspec.example.toml --root . --tc-root . --auth none --listen 127.0.0.1:0

An s3:// store reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION (AWS_DEFAULT_REGION),
AWS_ENDPOINT_URL_S3 (AWS_ENDPOINT_URL) and AWS_CA_BUNDLE; what --s3-... or --config say goes before. An identity lies
in the --root beside it.
What lies in a store, and what trouble with it leads to: docs/operations.md.
--issuer-cert and --issuer-key make credentials for the LNS on demand: docs/credentials.md, which has an example.
Dialects: station (default), the-things-stack, the-things-stack-16, semtech-example, azure, thingpark.
A line of a --faults file: ROUTER|* REQUEST FAULT [ARGUMENT]..., such as "* 1 status 503"; all of them: docs/faults.md.
--proxy stands between a real gateway and a real server and changes nothing; what is recorded: docs/recordings.md.
--break RULE does wrong what that rule of the conformance test is about (cupspec check --list), besides --faults.
Who may ask: docs/authentication.md. Running it (--admin, --config, limits, systemd, Docker): docs/operations.md.
The first line on stdout is the server's URL. SIGINT or SIGTERM ends it: answers in progress are sent first, unless a
second signal comes. SIGHUP: new connections get the certificates as they are now.
Common options (--json, -v, --quiet, --color, --log-file, --log-format, --keylog): cupspec --help
Exit: 0 ended by a signal, 2 usage or an unusable file, 3 environment (port taken).)"},
    Footer{"station", R"(Examples:
  cp -r tests/vectors/session-plain/home-0 home
  cupspec serve --root tests/vectors/session-plain/cups-0 --identity cups-0 --auth none --listen 127.0.0.1:6040 &
  cupspec station --home home --once --no-lns
  cupspec station --home home --rounds 2 --time-scale 60 --json
  cupspec station --home home --once --no-lns --as station-2.0.3

Personalities: station-2.0.6 (default), station-2.0.1 to station-2.0.5, rak-basicstation, strict.
With a bound (--once, --rounds, --until) or -v each round is shown field by field on stdout; without one the
log on stderr has a line per event. SIGINT or SIGTERM ends it.
Common options (--json, -v, --quiet, --color, --log-file, --log-format, --keylog): cupspec --help
Exit: 0 all good or ended by a signal, 1 the last round failed or Station would have died, 2 usage or no usable home,
3 environment (another station on this home).)"},
    Footer{"check", R"(Examples:
  cupspec check --list
  cupspec check --list --tag framing --json
  cupspec serve --root tests/vectors/session-plain/cups-1 --auth none --listen 127.0.0.1:6041 &
  cupspec check http://localhost:6041 --home tests/vectors/session-plain/home-1 --package-after 2.0.0
  cupspec check http://localhost:6041 --package-after 2.0.0 --allow load --strict --report html:check.html

Plays a gateway's life on a private copy of its home, then asks in every other way a rule wants to see, and says rule by
rule what a real gateway would make of the answers. -v: a line for each rule. What may hurt the server is left out:
--allow load (a body of 1 MiB, eight connections at once), disturb (slow and cut requests), destructive (what does not
come back), all. Several URLs make one table; --diff URL URL shows where two servers' answers differ.
Report formats: text, json, html, junit, tap, github, sarif, har (docs/reports.md).
Profiles, known failures, several servers: docs/check.md; CI: docs/ci.md; rules: docs/rules.md.
Common options (--json, -v, --quiet, --color, --log-file, --log-format, --keylog): cupspec --help
Exit: 0 no MUST is broken, 1 one is or nobody answers, 2 usage or an unusable file, 3 environment.)"},
    Footer{"new", R"(Examples:
  cupspec new scenario > my.json && cupspec run my.json
  cupspec new ci github
  cupspec new profile --help

Exit: 0 all good, 2 usage, 3 environment.)"},
    Footer{"new scenario", R"(Examples:
  cupspec new scenario > my.json
  cupspec new scenario > my.json && cupspec run my.json

Prints a scenario with comments, to be changed; docs/scenario-format.md has every word.
Exit: 0, 2 usage.)"},
    Footer{"new profile", R"(Examples:
  cupspec serve --root tests/vectors/session-plain/cups-1 --auth none --listen 127.0.0.1:6040 &
  cupspec new profile http://127.0.0.1:6040
  cupspec new profile http://127.0.0.1:6040 --router ::1 -o server.json

Asks the server as `check` does without --allow, and writes what it saw. An existing file is not replaced.
Exit: 0 written, 2 usage or a file that is there already, 3 environment.)"},
    Footer{"new ci", R"(Examples:
  cupspec new ci github
  cupspec new ci gitlab

Prints a file that builds cupspec and runs `cupspec check`; docs/ci.md says what to set.
Exit: 0, 2 usage.)"},
    Footer{"pki", R"(Examples:
  cupspec pki build pki/plans/bootstrap.json pki-out
  cupspec pki inspect tests/vectors/session-tls/cups-1/cups-1.crt
  cupspec pki lint tests/vectors/session-tls/home-0

Exit: 0 all good, 1 something is wrong with a file, 2 usage or unreadable, 3 environment.)"},
    Footer{"pki build", R"(Examples:
  cupspec pki build pki/plans/bootstrap.json pki-out
  cupspec pki build pki/plans/bootstrap.json pki-out --json

Existing files are replaced; private keys are written for their owner only.
Exit: 0 written, 2 usage or a plan that is missing or unparsable, 3 environment.)"},
    Footer{"pki inspect", R"(Examples:
  cupspec pki inspect tests/vectors/session-tls/cups-1/cups-1.crt
  cupspec pki inspect tests/vectors/session-tls/home-0/cups.key tests/vectors/session-tls/home-0/sig-0.key --json

Shows certificates (PEM, DER), the kind of private keys, credential blobs and signing keys; never a secret.
Exit: 0 all understood, 1 one is something else, 2 usage or unreadable, 3 environment.)"},
    Footer{"pki lint", R"(Examples:
  cupspec pki lint tests/vectors/session-tls/home-3
  cupspec pki lint tests/vectors/session-tls/home-3 --at 2037-01-01 --json

Tries the home's next start out in memory; nothing is changed. The rules: docs/pki-lint.md.
fatal: Station does not start, or dies. bad: something there does not work. note: worth knowing.
Exit: 0 nothing but notes, 1 something bad or fatal, 2 usage or no such directory, 3 environment.)"},
    Footer{"firmware", R"(Examples:
  cupspec firmware verify --key tests/vectors/session-tls/cups-1/sig-0.key \
    --signature tests/vectors/session-tls/cups-1/2.0.0.bin.sig-0 tests/vectors/session-tls/cups-1/2.0.0.bin
  cupspec firmware key .

Exit: 0 all good, 1 the signature does not verify, 2 usage or unreadable, 3 environment.)"},
    Footer{"firmware key", R"(Examples:
  cupspec firmware key .
  cupspec firmware key ./sig-1

A directory gets sig-0.pem (private) and sig-0.key (64 bytes, public); a prefix gets PREFIX.pem and PREFIX.key.
Exit: 0 written, 2 usage or a file is already there, 3 environment.)"},
    Footer{"firmware sign", R"(Examples:
  cupspec firmware sign --key tests/vectors/session-tls/upd-sig/sig-0.pem tests/vectors/session-tls/cups-1/2.0.0.bin -o my.sig
  cupspec firmware sign --key tests/vectors/session-tls/upd-sig/sig-0.pem README.md -o README.sig --json

Without -o the signature goes to FILE.NAME, NAME being the key's: FILE.sig-0, where a server looks for it.
Exit: 0 written, 2 usage or unreadable, 3 environment.)"},
    Footer{"firmware verify", R"(Examples:
  cupspec firmware verify --key tests/vectors/session-tls/cups-1/sig-0.key \
    --signature tests/vectors/session-tls/cups-1/2.0.0.bin.sig-0 tests/vectors/session-tls/cups-1/2.0.0.bin
  cupspec firmware verify --key tests/vectors/session-tls/upd-sig/sig-0.pem tests/vectors/session-tls/cups-1/2.0.0.bin

Without --signature, FILE.NAME is taken, NAME being the key's: FILE.sig-0.
Exit: 0 verified as Station does, 1 not, 2 usage or unreadable, 3 environment.)"},
    Footer{"firmware publish", R"(Examples:
  mkdir -p fleet
  cupspec firmware publish --router ::1 --package 2.0.0 --file tests/vectors/session-tls/cups-1/2.0.0.bin \
    --key tests/vectors/session-tls/upd-sig/sig-0.pem --root fleet
  cupspec firmware publish --router ::1 --router ::2 --package 2.0.0 --file tests/vectors/session-tls/cups-1/2.0.0.bin \
    --signature tests/vectors/session-tls/cups-1/2.0.0.bin.sig-0 --key-crc 1575891577 \
    --verify-key tests/vectors/session-tls/cups-1/sig-0.key --store fleet

The firmware goes into the store, the public key too if it is not there, and then each gateway's record is set:
version, fwUrl, fwKeyChecksum, fwSignature. What else a record holds stays; one that is not there is made. A server
gives it to gateways that report the key, 409 to others. An s3:// store reads the variables `serve --help` names.
Exit: 0 published, 1 the signature does not verify, 2 usage, unreadable, or another firmware has this package's name,
3 environment (the store). With 1 and 2 nothing was changed. More: docs/firmware.md.)"},
    Footer{"crc", R"(Examples:
  cupspec crc tests/vectors/session-tls/home-0
  cupspec crc tests/vectors/session-tls/home-0/cups.trust tests/vectors/session-tls/cups-1/sig-0.key --json

A directory is read as a Station home; trust, crt and key files of one name given together make a set.
Exit: 0 all good, 2 usage or unreadable, 3 environment.)"},
    Footer{"decode", R"(Examples:
  cupspec decode tests/vectors/session-tls/resp-1.bin
  cupspec decode - < tests/vectors/session-tls/req-1.http

Takes a request's JSON, a response body, or a whole HTTP message of either. Says which rules of `check` it breaks, at which bytes,
what a Station makes of it, and which bug known from the field that is (cupspec diagnose N).
Exit: 0 sound, 1 malformed, 2 usage or unreadable, 3 environment.)"},
    Footer{"replay", R"(Examples:
  cupspec replay tests/vectors/session-tls/station-1.log
  cupspec replay tests/vectors/session-tls --json
  cat tests/vectors/session-tls/station-1.log tests/vectors/session-tls/station-2.log | cupspec replay -
  cupspec replay tests/vectors/session-tls/resp-2.bin --as-scenario scenario.json && cupspec run scenario.json

Reads recordings (serve --record, station --record, run --keep), HAR files (also a browser's or a proxy's), a Station's
log at any level, a gateway's home directory, a request or an answer; what it is shows from its content. Says what was
understood and what is missing, and plays it to an emulated gateway: the same bytes in the same reads, in no time, without
a network. What the capture lacks (a home, credentials) is made up to fit its sizes and CRCs; TLS is as captured.
With --against the same gateway meets a real server instead, with the credentials of the capture's home.
--minimise leaves out rounds, files and bytes as long as the symptom stays. Files it writes hold no secrets. More:
docs/recordings.md.
Exit: 0 it came out as captured, 1 it did not, 2 usage or a capture that cannot be read, 3 environment.)"},
    Footer{"diagnose", R"(Examples:
  cupspec diagnose "Received more data than expected"
  cupspec diagnose 46
  cupspec diagnose --list
  echo 'ASN.1 SEQ expected (0x2d)' | cupspec diagnose - --json

Searches the bugs known from the field by symptom, or by the words decode, pki lint, check and station print in brackets or as
problems. A text is a person's: some words of the message will do. Of a file each line is tried, whatever its numbers and paths
are. `cupspec run field:46` shows a bug and its cure; docs/field-bugs.md has all of them.
Exit: 0 something fits, 1 nothing does, 2 usage or an unreadable file, 3 environment.)"},
    Footer{"version", R"(Examples:
  cupspec version
  cupspec version --json

Exit: 0.)"},
};

}  // namespace

std::string_view footer_of(std::string_view command) {
    const auto* found = std::find_if(kFooters.begin(), kFooters.end(),
                                     [command](const Footer& footer) { return footer.command == command; });
    return found == kFooters.end() ? std::string_view{} : found->text;
}

}  // namespace cupspec::cli
