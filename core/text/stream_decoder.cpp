#include "core/text/stream_decoder.h"

#include "core/base/utf8.h"

namespace logitscope {

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, bool atStart)
    : m_tokenizer(&tokenizer), m_dropSpace(atStart && tokenizer.addsSpacePrefix()) {}

std::string StreamDecoder::push(TokenId token) {
    std::string_view bytes = m_tokenizer->bytesOf(token);
    if (bytes.empty()) {
        return {};
    }
    if (m_dropSpace) {
        // A space that is a raw byte, or belongs to what stands for an unknown piece, was not added by encode().
        const TokenKind kind = m_tokenizer->kindOf(token);
        if (bytes[0] == ' ' && kind != TokenKind::Byte && kind != TokenKind::Unknown) {
            bytes.remove_prefix(1);
        }
        m_dropSpace = false;
    }
    m_pending += bytes;
    std::string text;
    std::string_view rest = m_pending;
    while (!rest.empty()) {
        const Utf8Step step = nextUtf8(rest);
        if (step.state == Utf8State::Unfinished) {
            break;
        }
        text += step.state == Utf8State::Complete ? rest.substr(0, step.length) : replacementCharacter;
        rest.remove_prefix(step.length);
    }
    m_pending.erase(0, m_pending.size() - rest.size());
    return text;
}

std::string StreamDecoder::finish() {
    // What waits is the beginning of one character: one maximal subpart.
    std::string text(m_pending.empty() ? std::string_view{} : replacementCharacter);
    m_pending.clear();
    return text;
}

} // namespace logitscope
