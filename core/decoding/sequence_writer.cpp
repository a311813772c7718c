#include "core/decoding/sequence_writer.h"

#include "core/base/uniform.h"
#include "core/decoding/prompt.h"

#include <cassert>
#include <utility>

namespace logitscope {

Result<SequenceWriter> SequenceWriter::create(const GenerationRequest& request, const LoadedModel& loaded) {
    const ModelConfig& config = loaded.model->config();
    for (const Status& status :
         {checkLength(request.prompt, config), checkTokens(request.prompt, config), validate(request.stop)}) {
        if (!status) {
            return status.error();
        }
    }
    if (!loaded.tokenizer && !request.stop.texts.empty()) {
        return Error{"The model '" + loaded.info.displayName +
                     "' has no vocabulary, so it cannot stop at a text; "
                     "remove the stop texts."};
    }
    auto chain = SamplerChain::create(request.chain);
    if (!chain) {
        return chain.error();
    }
    return SequenceWriter(request, loaded, std::move(*chain));
}

SequenceWriter::SequenceWriter(const GenerationRequest& request, const LoadedModel& loaded, SamplerChain chain)
    : m_loaded(&loaded), m_seed(request.seed), m_sequence(request.sequence), m_stop(request.stop),
      m_chain(std::move(chain)), m_tokens(request.prompt), m_promptTokens(request.prompt.size()),
      m_stream(loaded.tokenizer.get(), request.prompt, request.stop.texts) {
    acceptAll();
    if (m_tokens.size() == loaded.model->config().contextLength) {
        m_finish = FinishReason::ContextFull;
    }
}

void SequenceWriter::acceptAll() {
    for (const TokenId token : m_tokens) {
        m_chain.accept(token);
    }
}

std::vector<TokenId> SequenceWriter::written() const {
    return {m_tokens.begin() + static_cast<std::ptrdiff_t>(m_promptTokens), m_tokens.end()};
}

Status SequenceWriter::setChain(const ChainSpec& chain) {
    auto made = SamplerChain::create(chain);
    if (!made) {
        return made.error();
    }
    m_chain = std::move(*made);
    acceptAll();
    return {};
}

StepRecord SequenceWriter::draw(const LogitsPtr& row) {
    assert(!m_finish);
    StepRecord record;
    record.position = Position{static_cast<std::int32_t>(m_tokens.size())};
    record.logits = row;
    const ChainResult result = m_chain.apply(row->view(m_buffer));
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
    return record;
}

void SequenceWriter::take(StepRecord& record) {
    m_chain.accept(record.token);
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
