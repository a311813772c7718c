#include "core/decoding/text_stream.h"

namespace logitscope {

TextStream::TextStream(const Tokenizer* tokenizer, std::span<const TokenId> prompt,
                       const std::vector<std::string>& stopTexts)
    : m_matcher(stopTexts) {
    if (tokenizer) {
        m_decoder.emplace(*tokenizer, true);
        for (const TokenId token : prompt) {
            m_decoder->push(token);
        }
    }
}

StopMatcher::Passed TextStream::push(TokenId token) {
    return m_decoder ? m_matcher.push(m_decoder->push(token)) : StopMatcher::Passed{};
}

std::string TextStream::finish() {
    if (!m_decoder) {
        return {};
    }
    StopMatcher::Passed rest = m_matcher.push(m_decoder->finish());
    return rest.stopped ? rest.text : rest.text + m_matcher.flush();
}

} // namespace logitscope
