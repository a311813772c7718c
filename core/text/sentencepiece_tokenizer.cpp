#include "core/text/sentencepiece_tokenizer.h"

#include "core/base/mapped_file.h"
#include "core/base/utf8.h"
#include "core/text/byte_piece.h"
#include "core/text/encodable_text.h"
#include "core/text/special_splitter.h"
#include "core/text/token_table.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>

namespace logitscope {

namespace {

constexpr std::string_view metaSpace = "▁"; // U+2581 stands for a space inside pieces

std::string bytesOfPiece(std::string_view piece, TokenKind kind, const std::string& unknownSurface) {
    switch (kind) {
    case TokenKind::Control:
        return {};
    case TokenKind::Unknown:
        return unknownSurface;
    case TokenKind::Byte: // "<0x0A>", as check() has seen
        return {static_cast<char>(*byteOfPiece(piece))};
    default:
        break;
    }
    std::string bytes(piece);
    for (std::size_t at = 0; (at = bytes.find(metaSpace, at)) != bytes.npos; ++at) {
        bytes.replace(at, metaSpace.size(), " ");
    }
    return bytes;
}

class SentencePieceTokenizer : public Tokenizer {
public:
    // `vocabulary` has passed check().
    explicit SentencePieceTokenizer(const SentencePieceVocabulary& vocabulary)
        : m_begin(vocabulary.begin), m_end(vocabulary.end), m_ends(vocabulary.extraEnds),
          m_addBegin(vocabulary.addBegin), m_addEnd(vocabulary.addEnd), m_addSpacePrefix(vocabulary.addSpacePrefix) {
        if (m_end) {
            m_ends.push_back(*m_end);
        }
        for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
            const auto token = static_cast<TokenId>(id);
            const std::string& piece = vocabulary.pieces[id];
            const TokenKind kind = token == vocabulary.unknown ? TokenKind::Unknown : vocabulary.kinds[id];
            m_table.add(replaceInvalidUtf8(piece), bytesOfPiece(piece, kind, vocabulary.unknownSurface), kind);
            if (kind == TokenKind::Control || kind == TokenKind::UserDefined) {
                m_specials.add(piece, token, kind == TokenKind::Control);
            }
        }
    }

    Status load(const SentencePieceVocabulary& vocabulary) {
        std::string problem;
        try {
            const auto status = m_processor.LoadFromSerializedProto(modelBytes(vocabulary));
            if (status.ok()) {
                return {};
            }
            problem = status.ToString();
        } catch (const std::exception& exception) {
            problem = exception.what();
        }
        return Error{"The vocabulary of " + inQuotes(vocabulary.source, 4096) + " cannot be used (" +
                     replaceInvalidUtf8(problem) + ")."};
    }

    Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options) const override {
        if (Status status = checkEncodable(text); !status) {
            return status.error();
        }
        std::vector<TokenId> tokens;
        if (options.addSpecial && m_addBegin && m_begin) {
            tokens.push_back(*m_begin);
        }
        if (!options.parseSpecial) {
            if (Status status = append(text, tokens); !status) {
                return status.error();
            }
        } else {
            for (const TextPart& part : m_specials.split(text)) {
                if (part.token) {
                    tokens.push_back(*part.token);
                } else if (Status status = append(part.text, tokens); !status) {
                    return status.error();
                }
            }
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
    bool addsSpacePrefix() const override { return m_addSpacePrefix; }

private:
    Status append(std::string_view text, std::vector<TokenId>& tokens) const {
        std::string problem;
        try {
            std::vector<int> ids;
            const auto status = m_processor.Encode(absl::string_view(text.data(), text.size()), &ids);
            if (status.ok()) {
                for (const int id : ids) {
                    tokens.push_back(static_cast<TokenId>(id));
                }
                return {};
            }
            problem = status.ToString();
        } catch (const std::exception& exception) {
            problem = exception.what();
        }
        return Error{"The text cannot be turned into tokens (" + replaceInvalidUtf8(problem) + ")."};
    }

    sentencepiece::SentencePieceProcessor m_processor;
    TokenTable m_table;
    SpecialSplitter m_specials;
    std::optional<TokenId> m_begin, m_end;
    std::vector<TokenId> m_ends;
    bool m_addBegin, m_addEnd, m_addSpacePrefix;
};

} // namespace

Result<std::unique_ptr<Tokenizer>> makeSentencePieceTokenizer(const SentencePieceVocabulary& vocabulary) {
    if (Status status = check(vocabulary); !status) {
        return status.error();
    }
    auto tokenizer = std::make_unique<SentencePieceTokenizer>(vocabulary);
    if (Status status = tokenizer->load(vocabulary); !status) {
        return status.error();
    }
    return std::unique_ptr<Tokenizer>(std::move(tokenizer));
}

Result<std::unique_ptr<Tokenizer>> openSentencePieceModel(const std::filesystem::path& path) {
    const Result<MappedFile> file = MappedFile::open(path);
    if (!file) {
        return file.error();
    }
    const std::span<const std::byte> bytes = file->bytes();
    const auto vocabulary = readModelBytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.native());
    if (!vocabulary) {
        return vocabulary.error();
    }
    return makeSentencePieceTokenizer(*vocabulary);
}

} // namespace logitscope
