#include "core/decoding/sequence_writer.h"

#include "core/base/uniform.h"
#include "core/decoding/prompt.h"
#include "core/decoding/token_texts.h"
#include "core/sampling/sampler_catalog.h"

#include <cassert>
#include <utility>

namespace logitscope {

Result<SequenceWriter> SequenceWriter::create(const GenerationRequest& request, const LoadedModel& loaded) {
    const ModelConfig& config = loaded.model->config();
    for (const Status& status : {checkLength(request.prompt, config), checkTokens(request.prompt, config),
                                 validate(request.stop), checkVocabulary(request.chain, config.vocabularySize)}) {
        if (!status) {
            return status.error();
        }
    }
    if (!loaded.tokenizer && !request.stop.texts.empty()) {
        return Error{"The model '" + loaded.info.displayName +
                     "' has no vocabulary, so it cannot stop at a text; "
                     "remove the stop texts."};
    }
    auto chain = SamplerChain::create(request.chain, tokenTexts(loaded.tokenizer.get()));
    if (!chain) {
        return chain.error();
    }
    return SequenceWriter(request, loaded, std::move(*chain));
}

SequenceWriter::SequenceWriter(const GenerationRequest& request, const LoadedModel& loaded, SamplerChain chain)
    : m_loaded(&loaded), m_seed(request.seed), m_sequence(request.sequence), m_stop(request.stop),
      m_chain(std::move(chain)), m_spec(std::make_shared<const ChainSpec>(m_chain.spec())), m_tokens(request.prompt),
      m_promptTokens(request.prompt.size()), m_memory(request.memory),
      m_stream(loaded.tokenizer.get(), request.prompt, request.stop.texts) {
    if (m_tokens.size() == loaded.model->config().contextLength) {
        m_finish = FinishReason::ContextFull;
    }
}

std::vector<TokenId> SequenceWriter::written() const {
    return {m_tokens.begin() + static_cast<std::ptrdiff_t>(m_promptTokens), m_tokens.end()};
}

Status SequenceWriter::setChain(const ChainSpec& chain) {
    if (Status known = checkVocabulary(chain, m_loaded->model->config().vocabularySize); !known) {
        return known;
    }
    auto made = SamplerChain::create(chain, tokenTexts(m_loaded->tokenizer.get()));
    if (!made) {
        return made.error();
    }
    m_chain = std::move(*made);
    m_spec = std::make_shared<const ChainSpec>(chain);
    return {};
}

StepRecord SequenceWriter::draw(const LogitsPtr& row) {
    assert(!m_finish);
    StepRecord record;
    record.position = Position{static_cast<std::int32_t>(m_tokens.size())};
    record.logits = row;
    record.memory = m_memory;
    record.chain = m_spec;
    const StepContext context{m_tokens, m_seed, m_sequence, record.position, &record.memory};
    const ChainResult result = m_chain.apply(row->view(m_buffer), context);
    const Draw draw = result.draw(uniform(m_seed, m_sequence, record.position));
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

void SequenceWriter::take(StepRecord& record) {
    m_tokens.push_back(record.token);
    StopMatcher::Passed passed = m_stream.push(record.token);
    m_finish = finishAfter(record.token, passed.stopped);
    record.text = std::move(passed.text);
    if (m_finish && m_finish != FinishReason::StopText) {
        record.text += m_stream.finish();
    }
    m_text += record.text;
}

std::optional<FinishReason> SequenceWriter::finishAfter(TokenId token, bool stopText) const {
    const Tokenizer* tokenizer = m_loaded->tokenizer.get();
    if (m_stop.atEndToken && tokenizer && tokenizer->isEndToken(token)) {
        return FinishReason::EndToken;
    }
    if (stopText) {
        return FinishReason::StopText;
    }
    if (writtenTokens() >= static_cast<std::size_t>(m_stop.maxTokens)) {
        return FinishReason::Length;
    }
    if (m_tokens.size() == m_loaded->model->config().contextLength) {
        return FinishReason::ContextFull;
    }
    return std::nullopt;
}

void SequenceWriter::cancel() {
    m_finish = FinishReason::Cancelled;
    m_text += m_stream.finish();
}

} // namespace logitscope
