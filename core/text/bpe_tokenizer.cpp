#include "core/text/bpe_tokenizer.h"

#include "core/base/utf8.h"
#include "core/text/bpe_merges.h"
#include "core/text/byte_alphabet.h"
#include "core/text/byte_piece.h"
#include "core/text/encodable_text.h"
#include "core/text/special_splitter.h"
#include "core/text/token_table.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace logitscope {

namespace {

constexpr std::string_view metaSpace = "▁"; // U+2581 stands for a space in the alphabet of characters

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = std::min(text.find(from, at), text.size());
        result += text.substr(at, found - at);
        if (found == text.size()) {
            break;
        }
        result += to;
        at = found + from.size();
    }
    return result;
}

// What a piece adds to a text.
std::string bytesOfPiece(std::string_view piece, TokenKind kind, BpeAlphabet alphabet) {
    switch (kind) {
    case TokenKind::Control:
    case TokenKind::Unknown:
        return {};
    case TokenKind::UserDefined: // runs of "▁" among them (Gemma) are spaces too
        return alphabet == BpeAlphabet::Characters ? replaced(piece, metaSpace, " ") : std::string(piece);
    case TokenKind::Byte:
        if (const auto byte = byteOfPiece(piece)) {
            return {static_cast<char>(*byte)};
        }
        break;
    default:
        break;
    }
    if (alphabet == BpeAlphabet::Characters) {
        return replaced(piece, metaSpace, " ");
    }
    return bytesOfLetters(piece).value_or(std::string(piece)); // a piece outside the alphabet is literal text
}

class BpeTokenizer : public Tokenizer {
public:
    // `vocabulary` has passed check().
    BpeTokenizer(const BpeVocabulary& vocabulary, PreTokenizer preTokenizer)
        : m_alphabet(vocabulary.alphabet), m_preTokenizer(std::move(preTokenizer)),
          m_wholeWordsFirst(vocabulary.wholeWordsFirst), m_spacePrefix(vocabulary.spacePrefix),
          m_begin(vocabulary.begin), m_end(vocabulary.end), m_unknown(vocabulary.unknown), m_ends(vocabulary.extraEnds),
          m_addBegin(vocabulary.addBegin), m_addEnd(vocabulary.addEnd) {
        if (m_end) {
            m_ends.push_back(*m_end);
        }
        for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
            const std::string& piece = vocabulary.pieces[id];
            const TokenKind kind = vocabulary.kinds[id];
            m_table.add(replaceInvalidUtf8(piece), bytesOfPiece(piece, kind, m_alphabet), kind);
        }
        addSpecials(vocabulary);
        addMerges(vocabulary);
    }

    Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options) const override {
        if (Status status = checkEncodable(text); !status) {
            return status.error();
        }
        std::vector<TokenId> tokens;
        if (options.addSpecial && m_addBegin && m_begin) {
            tokens.push_back(*m_begin);
        }
        BpeMerges::Workspace workspace;
        bool first = true;
        for (const TextPart& part : (options.parseSpecial ? m_specials : m_userDefined).split(text)) {
            if (part.token) {
                tokens.push_back(*part.token);
            } else if (Status status = append(part.text, first, workspace, tokens); !status) {
                return status.error();
            }
            first = false;
        }
        if (options.addSpecial && m_addEnd && m_end) {
            tokens.push_back(*m_end);
        }
        return tokens;
    }

    std::string_view bytesOf(TokenId token) const override { return m_table.bytesOf(token); }
    std::string_view pieceOf(TokenId token) const override { return m_table.pieceOf(token); }
    TokenKind kindOf(TokenId token) const override { return m_table.kindOf(token); }
    std::size_t vocabularySize() const override { return m_table.size(); }
    std::optional<TokenId> beginToken() const override { return m_begin; }
    std::optional<TokenId> endToken() const override { return m_end; }
    bool isEndToken(TokenId token) const override {
        return std::find(m_ends.begin(), m_ends.end(), token) != m_ends.end();
    }
    bool addsSpacePrefix() const override { return m_spacePrefix != SpacePrefix::None; }

private:
    void addSpecials(const BpeVocabulary& vocabulary) {
        std::vector<SpecialSplitter::Trim> trims(vocabulary.pieces.size());
        for (const TokenId token : vocabulary.trimsLeft) {
            trims[indexOf(token)].left = true;
        }
        for (const TokenId token : vocabulary.trimsRight) {
            trims[indexOf(token)].right = true;
        }
        for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
            const TokenKind kind = vocabulary.kinds[id];
            if (kind != TokenKind::Control && kind != TokenKind::UserDefined) {
                continue;
            }
            const auto token = static_cast<TokenId>(id);
            m_specials.add(vocabulary.pieces[id], token, true, trims[id]);
            if (kind == TokenKind::UserDefined) {
                m_userDefined.add(vocabulary.pieces[id], token, true, trims[id]);
            }
        }
    }

    void addMerges(const BpeVocabulary& vocabulary) {
        std::unordered_map<std::string_view, TokenId> ids;
        ids.reserve(vocabulary.pieces.size());
        // Normal pieces first: "ü" as literal text is another token than the letter of the byte 0xFC.
        for (const bool normal : {true, false}) {
            for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
                if ((vocabulary.kinds[id] == TokenKind::Normal) == normal) {
                    ids.try_emplace(vocabulary.pieces[id], static_cast<TokenId>(id));
                }
            }
        }
        m_merges.reserve(vocabulary.merges.size());
        std::string joined;
        for (const auto& [left, right] : vocabulary.merges) {
            joined = left + right;
            m_merges.add(ids.at(left), ids.at(right), ids.at(joined));
        }
        m_byteTokens.fill(noToken);
        for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
            addStart(static_cast<TokenId>(id), vocabulary.pieces[id], vocabulary.kinds[id]);
        }
    }

    // What a word is written in before any merge, and the pieces that are words.
    void addStart(TokenId token, std::string_view piece, TokenKind kind) {
        const bool characters = m_alphabet == BpeAlphabet::Characters;
        if (kind == TokenKind::Normal && !piece.empty() && characters && nextUtf8(piece).length == piece.size()) {
            m_characters.try_emplace(std::string(piece), token);
        }
        if (kind == TokenKind::Normal && m_wholeWordsFirst) {
            m_words.try_emplace(std::string(characters ? piece : m_table.bytesOf(token)), token);
        }
        const std::string_view bytes = m_table.bytesOf(token);
        const bool isByte = kind == (characters ? TokenKind::Byte : TokenKind::Normal) && bytes.size() == 1;
        if (isByte && m_byteTokens[static_cast<unsigned char>(bytes[0])] == noToken) {
            m_byteTokens[static_cast<unsigned char>(bytes[0])] = token;
        }
    }

    // One stretch of ordinary text.
    Status append(std::string_view text, bool first, BpeMerges::Workspace& workspace,
                  std::vector<TokenId>& tokens) const {
        const bool prefix = m_spacePrefix == SpacePrefix::Always ||
                            (text[0] != ' ' && (m_spacePrefix == SpacePrefix::WhereMissing ||
                                                (m_spacePrefix == SpacePrefix::FirstWhereMissing && first)));
        std::string rewritten;
        if (prefix) {
            rewritten = " ";
            text = rewritten += text;
        }
        if (m_alphabet == BpeAlphabet::Characters) {
            text = rewritten = replaced(text, " ", metaSpace);
        }
        const auto words = m_preTokenizer.split(text);
        if (!words) {
            return words.error();
        }
        std::vector<TokenId> symbols;
        for (const std::string_view word : *words) {
            if (m_wholeWordsFirst) {
                if (const auto found = m_words.find(word); found != m_words.end()) {
                    tokens.push_back(found->second);
                    continue;
                }
            }
            symbols.clear();
            if (Status status = spell(word, symbols); !status) {
                return status;
            }
            m_merges.apply(symbols, workspace, tokens);
        }
        return {};
    }

    // The tokens that a word starts as.
    Status spell(std::string_view word, std::vector<TokenId>& symbols) const {
        for (std::size_t at = 0; at < word.size();) {
            const std::size_t length = m_alphabet == BpeAlphabet::Bytes ? 1 : nextUtf8(word.substr(at)).length;
            const std::string_view unit = word.substr(at, length);
            at += length;
            if (const auto found = m_characters.find(unit); found != m_characters.end()) {
                symbols.push_back(found->second);
                continue;
            }
            const auto tokenOf = [this](char byte) { return m_byteTokens[static_cast<unsigned char>(byte)]; };
            const auto missing =
                std::find_if(unit.begin(), unit.end(), [&](char byte) { return tokenOf(byte) == noToken; });
            if (missing == unit.end()) {
                std::transform(unit.begin(), unit.end(), std::back_inserter(symbols), tokenOf);
            } else if (!m_unknown) {
                return Error{"The text has " + inQuotes(unit) + " (byte " +
                             std::to_string(static_cast<unsigned char>(*missing)) +
                             "), which this model's vocabulary cannot write; remove that character."};
            } else if (symbols.empty() || symbols.back() != *m_unknown) { // a run of them is one
                symbols.push_back(*m_unknown);
            }
        }
        return {};
    }

    static constexpr TokenId noToken{-1};

    // So that a view finds a string.
    struct Hash {
        using is_transparent = void; // NOLINT(readability-identifier-naming): the standard's name
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Lookup = std::unordered_map<std::string, TokenId, Hash, std::equal_to<>>;

    BpeAlphabet m_alphabet;
    PreTokenizer m_preTokenizer;
    bool m_wholeWordsFirst;
    SpacePrefix m_spacePrefix;
    TokenTable m_table;
    SpecialSplitter m_specials, m_userDefined;
    BpeMerges m_merges;
    std::array<TokenId, 256> m_byteTokens;
    Lookup m_characters, m_words;
    std::optional<TokenId> m_begin, m_end, m_unknown;
    std::vector<TokenId> m_ends;
    bool m_addBegin, m_addEnd;
};

} // namespace

Result<std::unique_ptr<Tokenizer>> makeBpeTokenizer(const BpeVocabulary& vocabulary) {
    if (Status status = check(vocabulary); !status) {
        return status.error();
    }
    auto preTokenizer = PreTokenizer::create(vocabulary.splits);
    if (!preTokenizer) {
        return Error{"The vocabulary of " + inQuotes(vocabulary.source, 4096) +
                     " cannot be used: " + preTokenizer.error().message};
    }
    return std::unique_ptr<Tokenizer>(std::make_unique<BpeTokenizer>(vocabulary, std::move(*preTokenizer)));
}

} // namespace logitscope
