#include "scenarios/runner.hpp"

#include "scenarios/engine.hpp"
#include "scenarios/selection.hpp"
#include "scenarios/suitability.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace cupspec::scenarios {
namespace {

using std::chrono::steady_clock;

/// One sink for the scenarios that run side by side.
class SharedLog final : public Log {
public:
    explicit SharedLog(Log& log) : log_{log} {}
    void write(LogLevel level, std::string_view source, std::string_view text) override {
        const std::lock_guard lock{mutex_};
        log_.write(level, source, text);
    }

private:
    std::mutex mutex_;
    Log& log_;
};

/// Threads that take scenarios in order; results come out in the same order.
class Pool {
public:
    Pool(const std::vector<Scenario>& scenarios, const RunOptions& options, Log& log)
        : scenarios_{scenarios},
          options_{options},
          log_{log},
          results_(scenarios.size()),
          done_(scenarios.size()) {
        if (!options.key_log) return;
        options_.key_log = [this, &options](std::string_view line) {
            const std::lock_guard lock{key_log_mutex_};
            options.key_log(line);
        };
    }

    std::vector<ScenarioResult> run() {
        std::vector<std::jthread> threads;
        const std::size_t jobs =
            std::clamp<std::size_t>(options_.jobs, 1, std::max<std::size_t>(scenarios_.size(), 1));
        for (std::size_t i = 0; i < jobs; ++i) threads.emplace_back([this] { work(); });
        for (std::size_t i = 0; i < scenarios_.size(); ++i) {
            wait_for(i);
            if (options_.on_scenario) options_.on_scenario(results_[i]);
        }
        threads.clear();
        return std::move(results_);
    }

private:
    /// The next scenario's number, and in `why_not` why it is not to be run after all. Nothing when all are
    /// taken.
    std::optional<std::size_t> take_next(std::string& why_not) {
        const std::lock_guard lock{mutex_};
        if (next_ == scenarios_.size()) return std::nullopt;
        if (options_.stop != nullptr && *options_.stop) why_not = "interrupted";
        if (options_.fail_fast && any_bad_) why_not = "not run after a failure";
        const std::size_t taken = next_++;
        if (options_.on_begin) options_.on_begin({scenarios_[taken].name, next_, scenarios_.size()});
        return taken;
    }

    void work() {
        for (;;) {
            std::string why_not;
            const auto taken = take_next(why_not);
            if (!taken) return;
            const std::size_t index = *taken;
            if (why_not.empty()) why_not = why_unsuitable(scenarios_[index], options_);
            ScenarioResult result =
                why_not.empty() ? attempt(scenarios_[index]) : skipped(scenarios_[index], std::move(why_not));
            const std::lock_guard lock{mutex_};
            any_bad_ = any_bad_ || is_bad(result.verdict);
            results_[index] = std::move(result);
            done_[index] = true;
            news_.notify_all();
        }
    }

    ScenarioResult attempt(const Scenario& scenario) {
        ScenarioResult result = run_scenario(scenario, options_, log_);
        for (unsigned again = 1; again <= options_.retries && is_bad(result.verdict); ++again) {
            result = run_scenario(scenario, options_, log_);
            result.attempts = again + 1;
        }
        return result;
    }

    static ScenarioResult skipped(const Scenario& scenario, std::string why) {
        ScenarioResult result;
        result.name = scenario.name;
        result.title = scenario.title;
        result.about = scenario.about;
        result.file = scenario.file;
        result.tags = scenario.tags;
        result.verdict = Verdict::skipped;
        result.message = std::move(why);
        return result;
    }

    void wait_for(std::size_t index) {
        std::unique_lock lock{mutex_};
        news_.wait(lock, [&] { return done_[index]; });
    }

    const std::vector<Scenario>& scenarios_;
    RunOptions options_;
    SharedLog log_;
    std::mutex mutex_;
    std::mutex key_log_mutex_;
    std::condition_variable news_;
    std::size_t next_ = 0;
    bool any_bad_ = false;
    std::vector<ScenarioResult> results_;
    std::vector<bool> done_;
};

/// Files of the same name in two folders: the later ones get a number, as reports and --keep go by the name.
void make_names_unique(std::vector<Scenario>& scenarios) {
    std::map<std::string, unsigned> seen;
    for (Scenario& scenario : scenarios) {
        if (const unsigned times = ++seen[scenario.name]; times > 1)
            scenario.name += '-' + std::to_string(times);
    }
}

}  // namespace

Result<RunResult> run(const std::vector<ScenarioSource>& sources, const RunOptions& options, Log& log) {
    const auto started = steady_clock::now();
    std::vector<Scenario> scenarios;
    for (const ScenarioSource& source : sources) {
        auto scenario = parse_scenario(source);
        if (!scenario) return scenario.error();
        scenarios.push_back(std::move(*scenario));
    }
    make_names_unique(scenarios);
    const std::vector<Scenario> selected = select(std::move(scenarios), options);
    RunResult result;
    result.seed = options.seed;
    result.scenarios = Pool{selected, options, log}.run();
    result.took = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started);
    return result;
}

}  // namespace cupspec::scenarios
