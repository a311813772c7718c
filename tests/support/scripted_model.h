// Fakes for everything above core/model: a model whose logits are a function of the tokens so far, and a vocabulary of
// single bytes plus chosen pieces.
#pragma once

#include "core/model/language_model.h"
#include "core/model/loader.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace logitscope::test {

inline std::vector<TokenId> ids(const std::vector<int>& numbers) {
    std::vector<TokenId> tokens;
    for (const int number : numbers) {
        tokens.push_back(TokenId{number});
    }
    return tokens;
}

// Remembers its tokens, nothing else.
class ScriptedState final : public SequenceState {
public:
    static constexpr std::size_t bytesPerToken = 16;

    Position position() const override { return Position{static_cast<std::int32_t>(tokens.size())}; }
    std::unique_ptr<SequenceState> fork() const override { return std::make_unique<ScriptedState>(*this); }
    Position rewind(Position to) override {
        assert(indexOf(to) <= tokens.size());
        tokens.resize(indexOf(to));
        return to;
    }
    std::size_t memoryBytes() const override { return tokens.size() * bytesPerToken; }

    std::vector<TokenId> tokens;
};

// Fills `row` for the token after `tokens`.
using RowScript = std::function<void(std::span<const TokenId> tokens, std::span<float> row)>;

// Logits that prefer one token: `favourite(tokens)` gets 10, the others 0.
inline RowScript preferring(std::function<TokenId(std::span<const TokenId>)> favourite) {
    return [favourite = std::move(favourite)](std::span<const TokenId> tokens, std::span<float> row) {
        std::fill(row.begin(), row.end(), 0.0F);
        row[indexOf(favourite(tokens))] = 10.0F;
    };
}

// Logits in (-4, 4) that depend on every token so far: any mistake in a cache changes them.
inline RowScript hashedRows() {
    return [](std::span<const TokenId> tokens, std::span<float> row) {
        std::uint64_t hash = 0x9E3779B97F4A7C15U;
        for (const TokenId token : tokens) {
            hash = (hash ^ static_cast<std::uint64_t>(numberOf(token) + 1)) * 0xD6E8FEB86659FD93U;
            hash ^= hash >> 29;
        }
        for (float& logit : row) {
            hash = hash * 6364136223846793005U + 1442695040888963407U;
            logit = static_cast<float>(hash >> 40) * 0x1p-21F - 4.0F;
        }
    };
}

class ScriptedModel final : public LanguageModel {
public:
    ScriptedModel(std::size_t vocabularySize, std::size_t contextLength, RowScript script)
        : m_script(std::move(script)) {
        m_config.architecture = "scripted";
        m_config.vocabularySize = vocabularySize;
        m_config.contextLength = contextLength;
        m_config.layerCount = 2;
    }

    // Time of one token in one layer.
    std::chrono::microseconds layerTime{0};
    // Called on the running thread before each token with the count of tokens run so far.
    std::function<void(std::size_t)> onToken;
    mutable std::atomic<std::size_t> tokensRun{0}; // cancelled calls included
    mutable std::atomic<std::size_t> largestBatch{0};

    const ModelConfig& config() const override { return m_config; }
    std::unique_ptr<SequenceState> newState() const override { return std::make_unique<ScriptedState>(); }
    std::size_t stateBytesPerToken() const override { return ScriptedState::bytesPerToken; }

    ForwardStatus forward(std::span<const SequenceInput> batch, Scratch&, LogitSink& sink, ForwardObserver*,
                          std::stop_token stop) const override {
        largestBatch = std::max(largestBatch.load(), batch.size());
        std::vector<float> row(m_config.vocabularySize);
        std::vector<std::vector<TokenId>> before;
        for (const SequenceInput& input : batch) {
            before.push_back(static_cast<ScriptedState*>(input.state)->tokens);
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            std::vector<TokenId>& tokens = static_cast<ScriptedState*>(batch[i].state)->tokens;
            assert(tokens.size() + batch[i].tokens.size() <= m_config.contextLength);
            for (std::size_t t = 0; t < batch[i].tokens.size(); ++t) {
                if (onToken) {
                    onToken(tokensRun);
                }
                ++tokensRun;
                for (std::size_t layer = 0; layer < m_config.layerCount; ++layer) {
                    if (stop.stop_requested()) {
                        for (std::size_t b = 0; b < batch.size(); ++b) {
                            static_cast<ScriptedState*>(batch[b].state)->tokens = before[b];
                        }
                        return ForwardStatus::Cancelled;
                    }
                    if (layerTime.count() > 0) {
                        std::this_thread::sleep_for(layerTime);
                    }
                }
                assert(indexOf(batch[i].tokens[t]) < m_config.vocabularySize);
                tokens.push_back(batch[i].tokens[t]);
                const bool wanted = batch[i].rows == LogitRows::All ||
                                    (batch[i].rows == LogitRows::Last && t + 1 == batch[i].tokens.size());
                if (wanted) {
                    m_script(tokens, row);
                    sink.onLogits(i, Position{static_cast<std::int32_t>(tokens.size() - 1)}, row);
                }
            }
        }
        return ForwardStatus::Completed;
    }

private:
    ModelConfig m_config;
    RowScript m_script;
};

// <unk> = 0, <s> = 1, </s> = 2, byte b = 3 + b, then the given pieces. encode() takes the longest piece that fits, else
// one byte.
class ScriptedTokenizer final : public Tokenizer {
public:
    static constexpr int byteOffset = 3;

    explicit ScriptedTokenizer(const std::vector<std::string>& pieces = {}, bool addBegin = true)
        : m_addBegin(addBegin) {
        m_pieces = {"<unk>", "<s>", "</s>"};
        for (int byte = 0; byte < 256; ++byte) {
            m_pieces.emplace_back(1, static_cast<char>(byte));
        }
        m_pieces.insert(m_pieces.end(), pieces.begin(), pieces.end());
    }

    static TokenId byteToken(char byte) { return TokenId{byteOffset + static_cast<unsigned char>(byte)}; }
    TokenId pieceToken(std::size_t index) const {
        return TokenId{static_cast<std::int32_t>(static_cast<std::size_t>(byteOffset) + 256 + index)};
    }

    Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options) const override {
        std::vector<TokenId> tokens;
        if (options.addSpecial && m_addBegin) {
            tokens.push_back(TokenId{1});
        }
        for (std::size_t at = 0; at < text.size();) {
            if (static_cast<unsigned char>(text[at]) == 0xFF) { // never part of UTF-8
                return Error{"The text is not valid UTF-8 at byte " + std::to_string(at) + "."};
            }
            std::size_t best = static_cast<std::size_t>(byteOffset) + static_cast<unsigned char>(text[at]);
            for (std::size_t id = byteOffset + 256; id < m_pieces.size(); ++id) {
                if (text.substr(at).starts_with(m_pieces[id]) && m_pieces[id].size() > m_pieces[best].size()) {
                    best = id;
                }
            }
            tokens.push_back(TokenId{static_cast<std::int32_t>(best)});
            at += m_pieces[best].size();
        }
        return tokens;
    }

    std::string_view bytesOf(TokenId token) const override {
        return indexOf(token) < byteOffset ? std::string_view() : pieceOf(token);
    }
    std::string_view pieceOf(TokenId token) const override {
        return indexOf(token) < m_pieces.size() ? std::string_view(m_pieces[indexOf(token)]) : std::string_view();
    }
    TokenKind kindOf(TokenId token) const override {
        if (indexOf(token) < byteOffset) {
            return indexOf(token) == 0 ? TokenKind::Unknown : TokenKind::Control;
        }
        return indexOf(token) < byteOffset + 256 ? TokenKind::Byte : TokenKind::Normal;
    }
    std::size_t vocabularySize() const override { return m_pieces.size(); }
    std::optional<TokenId> beginToken() const override { return m_addBegin ? std::optional(TokenId{1}) : std::nullopt; }
    std::optional<TokenId> endToken() const override { return TokenId{2}; }
    bool isEndToken(TokenId token) const override { return token == TokenId{2}; }
    bool addsSpacePrefix() const override { return false; }

private:
    std::vector<std::string> m_pieces;
    bool m_addBegin;
};

// A model that continues any prompt with `text`, letter by letter, and then the end token; it follows the script from
// the first token after `promptTokens`.
inline RowScript writing(const ScriptedTokenizer& tokenizer, const std::string& text, std::size_t promptTokens) {
    std::vector<TokenId> letters = tokenizer.encode(text, {.addSpecial = false}).value();
    letters.push_back(TokenId{2});
    return preferring([letters, promptTokens](std::span<const TokenId> tokens) {
        const std::size_t step = tokens.size() < promptTokens ? 0 : tokens.size() - promptTokens;
        return letters[std::min(step, letters.size() - 1)];
    });
}

inline LoadedModel loaded(std::shared_ptr<const LanguageModel> model, std::shared_ptr<const Tokenizer> tokenizer) {
    LoadedModel result;
    result.info.config = model->config();
    result.info.displayName = "Scripted";
    result.model = std::move(model);
    result.tokenizer = std::move(tokenizer);
    return result;
}

} // namespace logitscope::test
