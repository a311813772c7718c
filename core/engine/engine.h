// The thread-safe door to everything that runs a model: owns the only inference thread.
//
// submit(), cancel() and updateChain() return at once and may be called from any thread, listeners included. Jobs run
// one after the other in the order they came. Listener calls come on the engine thread; every job ends in exactly one
// onFinished. Destroying the engine (not from a listener) cancels the running job, drops the waiting ones (each gets
// its onFinished) and joins the thread.
//
// There are two places for models, so that two can be compared or one can judge the other's texts; a request names the
// one it is for. What happens in one place leaves the other alone; they share the threads and the machine's memory. A
// load that fails or is cancelled leaves the model that was there.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/decoding/probability_tree.h"
#include "core/decoding/request.h"
#include "core/decoding/step_record.h"
#include "core/kernels/kernels.h"
#include "core/model/loader.h"
#include "core/scoring/score.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace logitscope {

enum class ModelSlot : unsigned char { First, Second };
constexpr std::size_t modelSlots = 2;

// Fails with a sentence when the weights do not fit into the memory that is left beside all that is loaded.
struct LoadRequest {
    std::filesystem::path path;
    std::string displayName; // overrides the file's own name when not empty
    ModelSlot slot = ModelSlot::First;
};

// Gives the memory of a model back. Nothing happens where none is loaded.
struct UnloadRequest {
    ModelSlot slot = ModelSlot::Second;
};

// Continues a prompt. Fails with a sentence for an empty prompt without a begin token, a prompt that does not fit the
// context (it says by how many tokens), invalid UTF-8, a setting out of range.
struct GenerateRequest {
    Prompt prompt;
    ChainSpec chain;
    std::uint64_t seed = 7;
    std::uint32_t sequence = 0;
    ChainMemory memory; // as in GenerationRequest
    StopRules stop;
    bool scorePrompt = true;
    ModelSlot slot = ModelSlot::First;
};

// One of several texts to be written together.
struct SequenceRequest {
    Prompt prompt;
    std::vector<TokenId> written; // what the text already goes on with; more is added to it
    ChainMemory memory;           // what the last of them left; as in GenerationRequest
    ChainSpec chain;
    std::uint64_t seed = 7;
    std::uint32_t sequence = 0;
    StopRules stop; // maxTokens counts the new ones
};

// Continues 1 to largestBatch prompts as one batch (sampleBatch()). Fails as GenerateRequest does.
struct GenerateManyRequest {
    std::vector<SequenceRequest> sequences;
    bool keepRows = true; // report rows of logits
    ModelSlot slot = ModelSlot::First;
};

// Scores every token of a text of any length (scoreText()).
struct ScoreRequest {
    Prompt prompt;
    ModelSlot slot = ModelSlot::First;
};

// The rows that predict the places `first` … tokens.size() of a text, computed again (readRows()).
struct RowsRequest {
    std::vector<TokenId> tokens;
    std::size_t first = 1; // 1 ... tokens.size()
};

// The most probable continuations of a text (growTree()).
struct TreeRequest {
    std::vector<TokenId> tokens;
    TreeLimits limits;
};

using Request = std::variant<LoadRequest, UnloadRequest, GenerateRequest, GenerateManyRequest, ScoreRequest,
                             RowsRequest, TreeRequest>;

enum class JobEnd : unsigned char { Completed, Cancelled, Failed, Dropped };

struct Finished {
    JobEnd end = JobEnd::Completed;
    std::string sentence; // why it failed; empty otherwise
};

// Default implementations ignore the event.
class JobListener {
public:
    virtual ~JobListener() = default;
    virtual void onStarted(JobId) {}
    virtual void onLoadProgress(JobId, std::size_t /*done*/, std::size_t /*total*/) {}
    virtual void onLoaded(JobId, const LoadedModel&) {}
    virtual void onPrompt(JobId, const std::vector<PromptRecord>&) {} // after the prefill; the whole prompt
    virtual void onPrefillProgress(JobId, std::size_t /*done*/, std::size_t /*total*/) {}
    virtual void onStep(JobId, const StepRecord&) {}
    virtual void onOutcome(JobId, const Outcome&) {} // generation only; also when cancelled, with what there is
    // Of GenerateManyRequest; sequences are named by their index in the request. An outcome comes once for each, as
    // soon as it has left the batch.
    virtual void onSequencePrompt(JobId, std::size_t /*sequence*/, const std::vector<TokenId>&) {} // with keepRows
    virtual void onSequenceStep(JobId, std::size_t /*sequence*/, const StepRecord&) {}
    virtual void onSequenceOutcome(JobId, std::size_t /*sequence*/, const Outcome&) {}
    // Scoring only; when cancelled, the tokens reached.
    virtual void onScores(JobId, const std::vector<TokenScore>&, const ScoreSummary&) {}
    // Rows only, once; not when cancelled. `first`: the place that the first of them predicts.
    virtual void onRows(JobId, std::size_t /*first*/, const std::vector<LogitsPtr>&) {}
    virtual void onTree(JobId, const std::vector<TreeNode>& /*children*/) {} // as they become known
    virtual void onFinished(JobId, const Finished&) = 0;
};

// How a file becomes a model: loadModel(), or a test's own.
using ModelLoader =
    std::function<Result<LoadedModel>(const std::filesystem::path&, ThreadPool&, const LoadProgress&, std::stop_token)>;

struct EngineOptions {
    std::size_t threads = 0; // kernel threads; 0 = the machine's usable cores
    ModelLoader loader = loadModel;
    Precision precision = Precision::Fast;
};

class Engine {
public:
    explicit Engine(const EngineOptions& options = {});
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine();

    JobId submit(Request request, std::shared_ptr<JobListener> listener);
    // Ends the job within one token (one layer during prefill), or removes it from the queue (its onFinished comes
    // within one token of the running job). Unknown ids are ignored.
    void cancel(JobId job);
    // Another chain for a running (or waiting) generation, from its next token on. Ignored when the job is over.
    // Fails with the sentence of validate().
    Status updateChain(JobId job, const ChainSpec& chain);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace logitscope
