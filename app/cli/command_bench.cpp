// bench: how fast the model reads and writes here, beside what the machine could do at most.
#include "app/cli/command.h"
#include "app/cli/machine_limits.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "core/base/uniform.h"
#include "core/decoding/sample_batch.h"
#include "core/decoding/sample_strategy.h"

#include <algorithm>

namespace logitscope {

namespace {

constexpr const char* cancelled = "The benchmark was cancelled.";

class BenchCommand final : public Command {
public:
    const char* name() const override { return "bench"; }
    const char* summary() const override { return "Tokens per second of this model on this machine"; }
    void addOptions(CLI::App& app) override {
        addInteger(app, "--prefill", m_prefill, std::size_t{1},
                   "Tokens to read (a quarter of the context, at most 512)");
        addInteger(app, "--decode", m_decode, std::size_t{1},
                   "Tokens to write (a quarter of the context, at most 256)");
        addInteger(app, "--parallel", m_parallel, std::size_t{1}, "Continuations written at once (8)",
                   std::size_t{4096});
    }
    Result<ExitCode> run(Console& console) override {
        auto opened = openModel(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        const std::size_t context = opened->config().contextLength;
        m_prefill = m_prefill > 0 ? m_prefill : std::clamp<std::size_t>(context / 4, 1, 512);
        m_decode = m_decode > 0 ? m_decode : std::clamp<std::size_t>(context / 4, 1, 256);
        if (m_prefill > context || m_decode > context - m_prefill) {
            return Error{"The context of " + std::to_string(context) + " tokens does not hold " +
                         std::to_string(m_prefill) + " to read and " + std::to_string(m_decode) +
                         " to write; lower --prefill or --decode."};
        }
        // Tokens all over the vocabulary; which ones makes no difference to the time.
        for (std::size_t i = 0; i < m_prefill; ++i) {
            const double place = uniform(common.seed, 0, Position{static_cast<std::int32_t>(i)});
            m_prompt.push_back(
                TokenId{static_cast<std::int32_t>(place * static_cast<double>(opened->config().vocabularySize))});
        }
        const auto single = measureSingle(*opened, console.stop);
        if (!single) {
            return single.error();
        }
        const auto parallel = measureParallel(*opened, console.stop);
        if (!parallel) {
            return parallel.error();
        }
        ThreadPool one(1);
        const MachineLimits oneThread = measureMachine(one);
        const MachineLimits allThreads = opened->pool->threadCount() == 1 ? oneThread : measureMachine(*opened->pool);
        const Figures figures{opened->loadMilliseconds, single->first, single->second, *parallel};
        if (common.json) {
            printJson(console.out, document(*opened, oneThread, allThreads, figures));
        } else {
            print(console.out, *opened, oneThread, allThreads, figures);
        }
        return Done;
    }

private:
    struct Figures {
        double loadMilliseconds, prefill, decode, parallel; // tokens per second but for the first
    };

    // The real thing: the sample strategy with its records. The best of three runs, each on a fresh cache.
    Result<std::pair<double, double>> measureSingle(OpenedModel& opened, const std::stop_token& stop) const {
        double prefill = 0.0;
        double decode = 0.0;
        for (int attempt = 0; attempt < 3; ++attempt) {
            Session session(opened.loaded(), *opened.pool);
            DecodingListener nobody;
            const auto outcome = SampleStrategy().run(session, request(), nobody, stop);
            if (!outcome) {
                return outcome.error();
            }
            if (outcome->finish == FinishReason::Cancelled) {
                return Error{cancelled};
            }
            prefill = std::max(prefill, static_cast<double>(m_prefill) / outcome->prefillMilliseconds * 1000.0);
            decode = std::max(decode, static_cast<double>(m_decode) / outcome->decodeMilliseconds * 1000.0);
        }
        return std::pair(prefill, decode);
    }

    // One prompt, read once; its continuations are written as one batch.
    Result<double> measureParallel(OpenedModel& opened, const std::stop_token& stop) const {
        std::vector<GenerationRequest> requests(m_parallel, request());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            requests[i].sequence = static_cast<std::uint32_t>(i);
        }
        Session session(opened.loaded(), *opened.pool);
        BatchListener nobody;
        const auto outcomes = sampleBatch(session, requests, {.keepRows = false}, nobody, stop);
        if (!outcomes) {
            return outcomes.error();
        }
        if (outcomes->front().finish == FinishReason::Cancelled) {
            return Error{cancelled};
        }
        return static_cast<double>(m_decode * m_parallel) / outcomes->front().decodeMilliseconds * 1000.0;
    }

    GenerationRequest request() const {
        GenerationRequest request;
        request.prompt = m_prompt;
        request.chain = chain();
        request.seed = common.seed;
        request.stop.atEndToken = false;
        request.stop.maxTokens = static_cast<int>(m_decode);
        return request;
    }

    // Every weight is read once for a token written alone. Weights that fit the caches may come faster than memory can
    // give them: more than all of it then.
    static double fractionOfBandwidth(const OpenedModel& opened, const MachineLimits& limits, double tokensPerSecond) {
        return static_cast<double>(opened.loaded().info.weightBytes) * tokensPerSecond / limits.readBytesPerSecond;
    }

    // One multiply-add for every weight but the embedding's, whose rows are only looked up (an embedding that is the
    // output matrix too counts where every token has its logits computed, so never here: the fraction is a lower
    // bound). Quantised weights are multiplied as bytes.
    double fractionOfArithmetic(const OpenedModel& opened, const MachineLimits& limits, double tokensPerSecond) const {
        const ModelInfo& info = opened.loaded().info;
        const std::size_t embedding = info.config.vocabularySize * info.config.embeddingLength;
        const bool bytes = traitsOf(info.weightType).blockSize > 1 && !common.precise;
        const double limit =
            bytes && limits.byteOperationsPerSecond > 0.0 ? limits.byteOperationsPerSecond : limits.fmaFlopsPerSecond;
        return 2.0 * static_cast<double>(info.parameterCount - embedding) * tokensPerSecond / limit;
    }

    static ChainSpec chain() { return {{SamplerSpec{TemperatureOptions{0.8}}, SamplerSpec{TopKOptions{40}}}}; }

    Json document(const OpenedModel& opened, const MachineLimits& one, const MachineLimits& all,
                  const Figures& figures) const {
        return {{"model", opened.loaded().info.displayName},
                {"threads", opened.pool->threadCount()},
                {"limits",
                 {{"instruction_set", measuredInstructionSet()},
                  {"read_bytes_per_second_one_thread", one.readBytesPerSecond},
                  {"read_bytes_per_second", all.readBytesPerSecond},
                  {"fma_flops_per_second_one_thread", one.fmaFlopsPerSecond},
                  {"fma_flops_per_second", all.fmaFlopsPerSecond},
                  {"byte_operations_per_second_one_thread", one.byteOperationsPerSecond},
                  {"byte_operations_per_second", all.byteOperationsPerSecond}}},
                {"load_ms", figures.loadMilliseconds},
                {"prefill_tokens", m_prefill},
                {"decode_tokens", m_decode},
                {"parallel", m_parallel},
                {"prefill_tokens_per_second", figures.prefill},
                {"decode_tokens_per_second", figures.decode},
                {"parallel_tokens_per_second", figures.parallel},
                {"prefill_fraction_of_limit", fractionOfArithmetic(opened, all, figures.prefill)},
                {"decode_fraction_of_limit", fractionOfBandwidth(opened, all, figures.decode)},
                {"parallel_fraction_of_limit", fractionOfArithmetic(opened, all, figures.parallel)}};
    }

    void print(std::ostream& out, const OpenedModel& opened, const MachineLimits& one, const MachineLimits& all,
               const Figures& figures) const {
        const auto giga = [](double value, const char* unit) { return fixed(value / 1e9, 1) + " " + unit; };
        const std::size_t threads = opened.pool->threadCount();
        const std::string several = std::to_string(threads) + (threads == 1 ? " thread" : " threads");
        out << "limits of this machine (" << measuredInstructionSet() << ")\n";
        Table limits(threads == 1 ? std::vector<Table::Column>{{"", false}, {several}}
                                  : std::vector<Table::Column>{{"", false}, {"1 thread"}, {several}});
        const auto addRow = [&](const char* what, const std::string& first, const std::string& second) {
            limits.addRow(threads == 1 ? std::vector<std::string>{what, first}
                                       : std::vector<std::string>{what, first, second});
        };
        addRow("memory reads", giga(one.readBytesPerSecond, "GB/s"), giga(all.readBytesPerSecond, "GB/s"));
        addRow("float32 multiply-adds", giga(one.fmaFlopsPerSecond, "GFLOP/s"), giga(all.fmaFlopsPerSecond, "GFLOP/s"));
        if (all.byteOperationsPerSecond > 0.0) {
            addRow("byte dot products", giga(one.byteOperationsPerSecond, "GOP/s"),
                   giga(all.byteOperationsPerSecond, "GOP/s"));
        }
        limits.print(out);
        const ModelInfo& info = opened.loaded().info;
        out << '\n'
            << visible(info.displayName) << ", " << byteCount(static_cast<double>(info.weightBytes)) << " of weights, "
            << several << '\n';
        const auto share = [](double fraction, const char* of) { return fixed(fraction * 100.0, 0) + " % of " + of; };
        Table speeds({{"", false}, {"tokens"}, {"tokens/s"}, {"limit"}});
        speeds.addRow({"prefill", std::to_string(m_prefill), grouped(figures.prefill),
                       share(fractionOfArithmetic(opened, all, figures.prefill), "the arithmetic")});
        speeds.addRow({"decode", std::to_string(m_decode), grouped(figures.decode),
                       share(fractionOfBandwidth(opened, all, figures.decode), "the memory reads")});
        speeds.addRow({std::to_string(m_parallel) + " continuations at once",
                       std::to_string(m_parallel) + " x " + std::to_string(m_decode), grouped(figures.parallel),
                       share(fractionOfArithmetic(opened, all, figures.parallel), "the arithmetic")});
        speeds.print(out);
        out << "loaded in " << fixed(figures.loadMilliseconds, 1) << " ms\n";
    }

    std::size_t m_prefill = 0, m_decode = 0, m_parallel = 8;
    std::vector<TokenId> m_prompt;
};

} // namespace

std::unique_ptr<Command> makeBenchCommand() { return std::make_unique<BenchCommand>(); }

} // namespace logitscope
