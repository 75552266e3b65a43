#!/bin/sh
# run.sh BUILD_DIR RUNS: builds the fuzz targets and runs each for a fixed number of inputs, the same every time.
# A crash ends the script with exit 1; the input that caused it lies in BUILD_DIR/corpus/TARGET.crash-*.
set -eu
if [ $# -ne 2 ]; then
    echo "usage: $0 BUILD_DIR RUNS" >&2
    exit 2
fi
build=$1
runs=$2
cmake --build "$build" --target fuzz_targets
rm -rf "$build/corpus"
# Runs of a target: one that plays whole lives is a thousand times slower than a decoder.
runs_of() { if [ "$1" = fuzz_station_log ]; then echo $((runs / 100 + 1)); else echo "$runs"; fi; }
for seeds in "$build"/seeds/fuzz_*; do
    target=$(basename "$seeds")
    mkdir -p "$build/corpus/$target"
    cp "$seeds"/* "$build/corpus/$target"
    log=$build/corpus/$target.log
    if ! "$build/bin/$target" -runs="$(runs_of "$target")" -seed=1 -max_len=4096 -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
        -print_final_stats=1 -artifact_prefix="$build/corpus/$target." "$build/corpus/$target" >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        echo "$target: failed, see $log" >&2
        exit 1
    fi
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no failure"
done
