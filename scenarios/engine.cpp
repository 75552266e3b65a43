#include "scenarios/engine.hpp"

#include "base/files.hpp"
#include "capture/masker.hpp"
#include "emulator/home_files.hpp"
#include "net/event.hpp"
#include "scenarios/exchange_files.hpp"
#include "scenarios/stage.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <functional>
#include <random>
#include <utility>

namespace cupspec::scenarios {
namespace {

namespace asio = net::asio;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookForStop{50};

std::chrono::microseconds since(steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start);
}

/// A run of one scenario from its directory to its verdict.
class Run {
public:
    Run(const Scenario& scenario, const RunOptions& options, Log& log)
        : scenario_{scenario}, options_{options}, stage_{scenario, options, log} {
        result_.name = scenario.name;
        result_.title = scenario.title;
        result_.about = scenario.about;
        result_.file = scenario.file;
        result_.tags = scenario.tags;
    }

    ScenarioResult finish() {
        const auto started = steady_clock::now();
        auto root = make_root();
        if (!root) {
            broken(describe(root.error()));
        } else {
            root_ = *root;
            play();
        }
        if (result_.verdict == Verdict::passed) {
            for (const StepResult& step : result_.steps)
                if (is_bad(step.verdict)) result_.verdict = step.verdict;
        }
        result_.took = since(started);
        return std::move(result_);
    }

private:
    void broken(std::string why) {
        result_.verdict = Verdict::broken;
        result_.message = std::move(why);
    }

    bool asked_to_stop() const { return options_.stop != nullptr && *options_.stop; }

    Result<std::filesystem::path> make_root() {
        if (options_.keep.empty()) {
            auto made = TemporaryDirectory::make(options_.temp);
            if (!made) return made.error();
            temporary_ = std::move(*made);
            return temporary_->path();
        }
        const auto root = options_.keep / scenario_.name;
        std::error_code failed;
        for (const char* name : {"pki", "homes", "temp", "exchanges", "recordings"})
            std::filesystem::remove_all(root / name, failed);
        std::filesystem::create_directories(root, failed);
        if (failed) return Error{failed, root.string(), {}};
        result_.kept = root;
        return root;
    }

    void play() {
        std::mt19937_64 generator{options_.seed ^ std::hash<std::string>{}(scenario_.name)};
        const auto set_up = stage_.set_up(context_, root_, [&generator] { return generator(); });
        if (set_up) {
            result_.crcs = stage_.keyring().crcs();
            run(steps(), true);
        } else {
            broken(describe(set_up.error()));
        }
        run(stage_.tear_down(), false);
        if (!interrupted_) return;
        result_.verdict = Verdict::skipped;
        result_.message = "interrupted";
    }

    /// Runs the context until the work has ended. @param stoppable cancelled as soon as a stop is asked for
    void run(asio::awaitable<void> work, bool stoppable) {
        asio::cancellation_signal cancel;
        bool ended = false;
        const auto on_end = [&](const std::exception_ptr& thrown) {
            ended = true;
            if (thrown && !interrupted_) broken(words(thrown));
        };
        asio::co_spawn(context_, std::move(work), asio::bind_cancellation_slot(cancel.slot(), on_end));
        context_.restart();
        while (!ended) {
            context_.run_one_for(kLookForStop);
            if (!stoppable || ended || interrupted_ || !asked_to_stop()) continue;
            interrupted_ = true;
            cancel.emit(asio::cancellation_type::terminal);
        }
    }

    static std::string words(const std::exception_ptr& thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            return error.what();
        } catch (...) {
            return "an exception that is none of the library's";
        }
    }

    asio::awaitable<void> steps() {
        std::string failed;
        for (const PlacedStep& step : scenario_.steps) {
            if (!failed.empty()) {
                skip(step, failed);
                continue;
            }
            StepResult result = co_await run_step(step, stage_);
            if (is_bad(result.verdict)) failed = result.title;
            keep_exchange(result);
            result_.steps.push_back(std::move(result));
        }
    }

    void skip(const PlacedStep& step, const std::string& failed) {
        StepResult result;
        result.kind = step.kind;
        result.title = title_of(step);
        result.where = step.where;
        result.verdict = Verdict::skipped;
        result.message = "not run after " + failed;
        result_.steps.push_back(std::move(result));
    }

    void keep_exchange(const StepResult& result) {
        if (options_.keep.empty()) return;
        if (!options_.record_secrets) learn_secrets();
        capture::Masker* masker = options_.record_secrets ? nullptr : &masker_;
        const auto kept = write_exchange(root_ / "exchanges", result_.steps.size() + 1, result, masker);
        if (!kept) broken(describe(kept.error()));
    }

    /// What the gateways hold by now.
    void learn_secrets() {
        for (const GatewayPlan& plan : scenario_.landscape.gateways) {
            const auto home = emulator::read_home(root_ / "homes" / plan.name);
            if (home) masker_.learn(*home);
        }
    }

    const Scenario& scenario_;
    const RunOptions& options_;
    ScenarioResult result_;
    std::filesystem::path root_;
    capture::Masker masker_;
    std::optional<TemporaryDirectory> temporary_;
    asio::io_context context_{1};
    Stage stage_;
    bool interrupted_ = false;  ///< by a stop that was asked for while the steps ran
};

}  // namespace

net::awaitable<StepResult> run_step(const PlacedStep& step, Stage& stage) {
    StepResult result;
    result.kind = step.kind;
    result.title = title_of(step);
    result.where = step.where;
    const auto started = steady_clock::now();
    auto work = std::visit([&](const auto& kind) { return run(kind, stage, result); }, step.step);
    co_await std::move(work);
    result.took = since(started);
    co_return result;
}

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options, Log& log) {
    Run run{scenario, options, log};
    return run.finish();
}

}  // namespace cupspec::scenarios
