#include "core/decoding/sample_strategy.h"

#include "core/base/uniform.h"
#include "core/decoding/prompt.h"
#include "core/decoding/text_stream.h"
#include "core/decoding/token_texts.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "core/scoring/prefill.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace logitscope {

namespace {

class Stopwatch {
public:
    double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

// Takes the rows of one sequence, after checking that they can be sampled from. Holds the latest; of the others it only
// knows where they are, but for the prompt's while they wait to be reported.
class RowStore final : public LogitSink {
public:
    void onLogits(std::size_t, Position position, std::span<const float> row) override {
        if (m_status.ok()) {
            m_status = checkLogits(row);
        }
        if (m_status.ok()) {
            m_latest = LogitRow::copyOf(row);
            remember(indexOf(position), m_latest);
        }
    }
    void remember(std::size_t index, const LogitsPtr& row) {
        m_known.resize(std::max(m_known.size(), index + 1));
        m_known[index] = row;
        if (holdAll) {
            m_held.push_back(row);
        }
    }

    bool holdAll = false; // from the next row on
    const Status& status() const { return m_status; }
    const LogitsPtr& latest() const { return m_latest; }
    // The row after the token, null when it is not known or nobody holds it.
    LogitsPtr at(std::size_t index) const { return index < m_known.size() ? m_known[index].lock() : nullptr; }
    void releaseHeld() {
        holdAll = false;
        m_held.clear();
    }
    std::vector<WeakLogits> firstKnown(std::size_t count) {
        m_known.resize(count);
        return std::move(m_known);
    }

private:
    Status m_status;
    LogitsPtr m_latest;
    std::vector<WeakLogits> m_known;
    std::vector<LogitsPtr> m_held;
};

class SampleRun {
public:
    SampleRun(Session& session, const GenerationRequest& request, DecodingListener& listener, std::stop_token stop,
              SamplerChain chain)
        : m_session(session), m_request(request), m_listener(listener), m_stop(std::move(stop)),
          m_chain(std::move(chain)), m_tokens(request.prompt), m_memory(request.memory),
          m_text(session.tokenizer(), request.prompt, request.stop.texts) {}

    Result<Outcome> run() {
        const bool readPrompt = readThePrompt();
        if (!m_rows.status().ok()) {
            return m_rows.status().error();
        }
        if (readPrompt) {
            const Status generated = generate();
            if (!generated) {
                return generated.error();
            }
        } else {
            m_outcome.finish = FinishReason::Cancelled;
        }
        if (m_outcome.finish == FinishReason::Cancelled) {
            m_outcome.text += m_text.finish();
        }
        const std::size_t read = indexOf(m_state->position());
        m_outcome.nextLogits = read == m_tokens.size() ? m_rows.at(read - 1) : nullptr;
        m_outcome.memory = std::move(m_memory);
        m_outcome.keyValueBytes = m_state->memoryBytes();
        m_session.keep(std::move(m_state), {m_tokens.begin(), m_tokens.begin() + static_cast<std::ptrdiff_t>(read)},
                       m_rows.firstKnown(read));
        return std::move(m_outcome);
    }

private:
    // False when stopped on the way.
    bool readThePrompt() {
        const std::size_t total = m_tokens.size();
        Session::Reuse reuse = m_session.acquire(m_tokens, m_request.scorePrompt);
        m_state = std::move(reuse.state);
        m_rows.holdAll = m_request.scorePrompt;
        for (std::size_t i = 0; i < reuse.tokens; ++i) {
            m_rows.remember(i, reuse.rows[i]);
        }
        m_outcome.promptTokens = total;
        m_outcome.reusedTokens = reuse.tokens;
        m_listener.onPrefill(reuse.tokens, total);
        const Stopwatch watch;
        const ForwardStatus status =
            prefill(m_session.model(), *m_state, std::span(m_tokens).subspan(reuse.tokens),
                    m_request.scorePrompt ? LogitRows::All : LogitRows::Last, m_session.scratch(), m_rows, m_stop,
                    [&](std::size_t done) { m_listener.onPrefill(reuse.tokens + done, total); });
        m_outcome.prefillMilliseconds = watch.milliseconds();
        if (status == ForwardStatus::Cancelled || !m_rows.status().ok()) {
            return false;
        }
        const bool reported = !m_request.scorePrompt || reportPrompt();
        m_rows.releaseHeld();
        return reported;
    }

    bool reportPrompt() {
        std::vector<PromptRecord> records(m_tokens.size());
        std::vector<float> buffer;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_stop.stop_requested()) {
                return false;
            }
            TokenScore& score = records[i].score;
            score.token = m_tokens[i];
            score.position = Position{static_cast<std::int32_t>(i)};
            if (i > 0) {
                records[i].logits = m_rows.at(i - 1);
                const RawScore raw = scoreToken(records[i].logits->view(buffer), score.token);
                score.scored = true;
                score.logProbability = raw.logProbability;
                score.rank = raw.rank;
                score.entropyBits = raw.entropyBits;
            }
        }
        m_listener.onPrompt(records);
        return true;
    }

    Status generate() {
        if (m_tokens.size() == m_session.model().config().contextLength) {
            m_outcome.finish = FinishReason::ContextFull;
            return {};
        }
        double forwardMilliseconds = 0.0;
        for (;;) {
            if (m_stop.stop_requested()) {
                m_outcome.finish = FinishReason::Cancelled;
                return {};
            }
            Stopwatch watch;
            Status updated = takeChainUpdate();
            if (!updated) {
                return updated;
            }
            StepRecord record = drawToken();
            const std::optional<FinishReason> finish = advance(record);
            record.milliseconds = forwardMilliseconds + watch.milliseconds();
            m_outcome.decodeMilliseconds += record.milliseconds;
            m_listener.onStep(record);
            if (finish) {
                m_outcome.finish = *finish;
                if (finish == FinishReason::EndToken) {
                    return {};
                }
            }
            watch = Stopwatch();
            const ForwardStatus status = forwardLast();
            forwardMilliseconds = watch.milliseconds();
            if (finish || !m_rows.status().ok()) {
                // The row after the last token is a courtesy: neither a stop nor bad numbers there undo the text.
                return finish ? Status() : m_rows.status();
            }
            if (status == ForwardStatus::Cancelled) {
                m_outcome.finish = FinishReason::Cancelled;
                return {};
            }
        }
    }

    Status takeChainUpdate() {
        if (const std::optional<ChainSpec> update = m_listener.takeChainUpdate()) {
            if (Status known = checkVocabulary(*update, m_session.model().config().vocabularySize); !known) {
                return known;
            }
            auto chain = SamplerChain::create(*update, tokenTexts(m_session.tokenizer()));
            if (!chain) {
                return chain.error();
            }
            m_chain = std::move(*chain);
        }
        return {};
    }

    StepRecord drawToken() {
        StepRecord record;
        record.position = Position{static_cast<std::int32_t>(m_tokens.size())};
        record.logits = m_rows.latest();
        record.memory = m_memory;
        const StepContext context{m_tokens, m_request.seed, m_request.sequence, record.position, &record.memory};
        const ChainResult result = m_chain.apply(record.logits->view(m_buffer), context);
        const Draw draw = result.draw(uniform(m_request.seed, m_request.sequence, record.position));
        const TokenOutcome outcome = result.outcomeOf(draw.token);
        record.token = draw.token;
        record.uniform = draw.uniform;
        record.probability = draw.probability;
        record.rawProbability = outcome.rawProbability;
        record.rawRank = outcome.rawRank;
        record.rawEntropyBits = result.rawEntropyBits();
        record.entropyBits = result.entropyBits();
        record.stages = result.stages();
        m_memory = m_chain.remember(result, record.token, context);
        return record;
    }

    // Takes the drawn token into the text; says whether it was the last.
    std::optional<FinishReason> advance(StepRecord& record) {
        m_tokens.push_back(record.token);
        m_outcome.tokens.push_back(record.token);
        StopMatcher::Passed passed = m_text.push(record.token);
        const std::optional<FinishReason> finish = finishAfter(record.token, passed.stopped);
        record.text = std::move(passed.text);
        if (finish && finish != FinishReason::StopText) {
            record.text += m_text.finish();
        }
        m_outcome.text += record.text;
        return finish;
    }

    std::optional<FinishReason> finishAfter(TokenId token, bool stopText) const {
        const Tokenizer* tokenizer = m_session.tokenizer();
        if (m_request.stop.atEndToken && tokenizer && tokenizer->isEndToken(token)) {
            return FinishReason::EndToken;
        }
        if (stopText) {
            return FinishReason::StopText;
        }
        if (m_outcome.tokens.size() >= static_cast<std::size_t>(m_request.stop.maxTokens)) {
            return FinishReason::Length;
        }
        if (m_tokens.size() == m_session.model().config().contextLength) {
            return FinishReason::ContextFull;
        }
        return std::nullopt;
    }

    ForwardStatus forwardLast() {
        return prefill(m_session.model(), *m_state, std::span(m_tokens).last(1), LogitRows::Last, m_session.scratch(),
                       m_rows, m_stop);
    }

    Session& m_session;
    const GenerationRequest& m_request;
    DecodingListener& m_listener;
    std::stop_token m_stop;
    SamplerChain m_chain;
    std::vector<TokenId> m_tokens; // prompt and generated
    ChainMemory m_memory;          // before the next step
    RowStore m_rows;
    TextStream m_text;
    std::unique_ptr<SequenceState> m_state;
    std::vector<float> m_buffer;
    Outcome m_outcome;
};

} // namespace

Result<Outcome> SampleStrategy::run(Session& session, const GenerationRequest& request, DecodingListener& listener,
                                    std::stop_token stop) const {
    const ModelConfig& config = session.model().config();
    for (const Status& status : {checkLength(request.prompt, config), checkTokens(request.prompt, config),
                                 validate(request.stop), checkVocabulary(request.chain, config.vocabularySize)}) {
        if (!status) {
            return status.error();
        }
    }
    if (!session.tokenizer() && !request.stop.texts.empty()) {
        return Error{"The model '" + session.loaded().info.displayName +
                     "' has no vocabulary, so it cannot stop at a text; "
                     "remove the stop texts."};
    }
    auto chain = SamplerChain::create(request.chain, tokenTexts(session.tokenizer()));
    if (!chain) {
        return chain.error();
    }
    return SampleRun(session, request, listener, std::move(stop), std::move(*chain)).run();
}

} // namespace logitscope
