// Makes a session by running a model: a trunk whose chain changes on the way and that is continued once, and two
// branches of it.
#pragma once

#include "core/decoding/prompt.h"
#include "core/decoding/sample_strategy.h"
#include "core/session/saved_tokenizer.h"
#include "core/session/session.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace logitscope::test {

class SessionRecorder final : public DecodingListener {
public:
    SessionRecorder(Session& session, SavedRun& run, std::vector<TokenId> tokens)
        : m_session(session), m_run(run), m_tokens(std::move(tokens)) {}

    // One request for `count` tokens; after half of them the chain becomes `then`.
    void draw(const ChainSpec& chain, std::uint64_t seed, std::uint32_t sequence, int count,
              const std::optional<ChainSpec>& then = {}) {
        if (m_run.passages.empty() || m_run.passages.back().first != m_tokens.size()) {
            if (m_run.passages.empty() || m_run.tokens.back().origin == TokenOrigin::Drawn) {
                m_run.passages.push_back(
                    {m_run.passages.empty() ? m_run.branchedAt : m_tokens.size(), chain, seed, sequence, false});
            }
        }
        GenerationRequest request{m_tokens, chain, seed, sequence, m_memory, {false, {}, count}, false};
        m_changeAt = m_tokens.size() + static_cast<std::size_t>(count) / 2;
        m_then = then;
        const auto outcome = SampleStrategy().run(m_session, request, *this, {});
        m_run.finish = outcome ? outcome->finish : FinishReason::Cancelled;
        m_memory = outcome ? outcome->memory : ChainMemory();
        m_run.nextMemory = m_memory;
    }
    void choose(TokenId token) {
        SavedToken chosen;
        chosen.origin = TokenOrigin::Chosen;
        chosen.token = token;
        chosen.memory = m_memory;
        m_run.tokens.push_back(chosen);
        m_tokens.push_back(token);
    }

    void onStep(const StepRecord& step) override {
        m_run.tokens.push_back({TokenOrigin::Drawn, step.token, true, step.rawProbability, step.rawRank,
                                step.rawEntropyBits, step.uniform, step.probability, step.entropyBits,
                                step.milliseconds, step.memory});
        m_tokens.push_back(step.token);
    }
    std::optional<ChainSpec> takeChainUpdate() override {
        if (!m_then || m_tokens.size() != m_changeAt) {
            return std::nullopt;
        }
        Passage passage = m_run.passages.back();
        passage.first = m_tokens.size();
        passage.chain = *m_then;
        passage.continues = true;
        m_run.passages.push_back(passage);
        return m_then;
    }

private:
    Session& m_session;
    SavedRun& m_run;
    std::vector<TokenId> m_tokens; // of the whole text
    ChainMemory m_memory;          // what the last request left
    std::size_t m_changeAt = 0;
    std::optional<ChainSpec> m_then;
};

// Run 1: the prompt, 12 tokens with the chain changing after 6, 6 more with another seed. Run 2: branches from it at
// place prompt + 4 with a token by hand, then 8 drawn. Run 3: run 2's place prompt + 8 drawn with another sequence.
inline SavedSession recordSession(Session& session, const std::string& prompt) {
    const ChainSpec warm{{{TopKOptions{40}}, {TemperatureOptions{0.9}}}};
    const ChainSpec cool{{{TopPOptions{0.8}}, {TemperatureOptions{0.5}}, {MirostatOptions{.version = 2, .tau = 3.0}}}};
    const std::vector<TokenId> ids = resolvePrompt(Prompt{prompt}, session.loaded()).value();
    SavedSession saved;
    const ModelInfo& info = session.loaded().info;
    SavedModel model;
    model.displayName = info.displayName;
    model.path = info.path;
    model.vocabularySize = session.model().config().vocabularySize;
    model.contextLength = session.model().config().contextLength;

    auto trunk = std::make_shared<SavedRun>();
    trunk->id = RunId{1};
    trunk->prompt = prompt;
    for (const TokenId id : ids) {
        SavedToken given;
        given.token = id;
        trunk->tokens.push_back(given);
    }
    SessionRecorder first(session, *trunk, ids);
    first.draw(warm, 7, 0, 12, cool);
    first.draw(cool, 8, 0, 6);

    const auto begin = [&](RunId id, const SavedRun& parent, std::size_t at) {
        auto branch = std::make_shared<SavedRun>();
        branch->id = id;
        branch->parent = parent.id;
        branch->branchedAt = at;
        branch->prompt = prompt;
        return branch;
    };
    const auto idsOf = [&](const SavedRun& run, std::size_t count) {
        std::vector<TokenId> tokens;
        const WholeRun whole = wholeRun(saved, run);
        for (std::size_t i = 0; i < count; ++i) {
            tokens.push_back(whole.tokens[i].token);
        }
        return tokens;
    };
    saved.runs = {trunk};
    auto second = begin(RunId{2}, *trunk, ids.size() + 4);
    second->passages = {{second->branchedAt, warm, 7, 0, false}};
    SessionRecorder chosen(session, *second, idsOf(*trunk, second->branchedAt));
    chosen.choose(TokenId{5});
    chosen.draw(warm, 7, 0, 8);
    saved.runs.push_back(second);
    auto third = begin(RunId{3}, *second, ids.size() + 8);
    SessionRecorder rolled(session, *third, idsOf(*second, third->branchedAt));
    rolled.draw(warm, 7, 5, 5);
    saved.runs.push_back(third);

    if (const Tokenizer* tokenizer = session.tokenizer()) {
        model.hasVocabulary = true;
        model.addsSpacePrefix = tokenizer->addsSpacePrefix();
        std::vector<TokenId> used;
        for (const auto& run : saved.runs) {
            std::ranges::transform(run->tokens, std::back_inserter(used), &SavedToken::token);
        }
        model.pieces = piecesOf(*tokenizer, used);
    }
    saved.models = {model};
    saved.model = 0;
    saved.prompt = prompt;
    return saved;
}

} // namespace logitscope::test
