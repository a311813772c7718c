#include "core/text/sentencepiece_vocabulary.h"

#include "core/base/utf8.h"
#include "core/text/byte_piece.h"
#include "core/text/chars_map.h"
#include "core/text/protobuf_wire.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace logitscope {

namespace {

// Field numbers of sentencepiece_model.proto (github.com/google/sentencepiece, v0.1.97).
namespace field {
constexpr std::uint32_t pieces = 1, trainer = 2, normalizer = 3, denormalizer = 5;                 // ModelProto
constexpr std::uint32_t piece = 1, score = 2, type = 3;                                            // SentencePiece
constexpr std::uint32_t modelType = 3, whitespaceAsSuffix = 24, byteFallback = 35;                 // TrainerSpec
constexpr std::uint32_t unknownId = 40, beginId = 41, endId = 42, padId = 43, surface = 44;        // TrainerSpec
constexpr std::uint32_t name = 1, charsMap = 2, dummyPrefix = 3, extraWhitespaces = 4, escape = 5; // NormalizerSpec
} // namespace field

// The numbers of SentencePiece.Type, in the order of TokenKind.
constexpr std::array<std::uint64_t, 6> typeNumbers{1, 2, 3, 4, 5, 6};

// The library looks for user-defined pieces in a buffer of this many nested matches ("a", "aa", "aaa", …).
constexpr std::size_t mostNestedPieces = 64;

Error vocabularyError(const SentencePieceVocabulary& vocabulary, const std::string& what) {
    return {"The vocabulary of " + inQuotes(vocabulary.source, 4096) + " cannot be used: " + what + "."};
}

std::string numbered(const SentencePieceVocabulary& vocabulary, std::size_t id) {
    return "piece " + std::to_string(id) + " (" + inQuotes(vocabulary.pieces[id], 40) + ")";
}

std::optional<std::size_t> unknownOf(const SentencePieceVocabulary& vocabulary) {
    if (vocabulary.unknown) {
        return indexOf(*vocabulary.unknown);
    }
    const auto found = std::find(vocabulary.kinds.begin(), vocabulary.kinds.end(), TokenKind::Unknown);
    return found == vocabulary.kinds.end() ? std::nullopt
                                           : std::optional(std::size_t(found - vocabulary.kinds.begin()));
}

// The largest number of the given pieces that all begin one text.
std::size_t deepestNesting(std::vector<std::string_view> pieces) {
    std::sort(pieces.begin(), pieces.end());
    std::vector<std::string_view> open; // each a prefix of the next
    std::size_t deepest = 0;
    for (const std::string_view piece : pieces) {
        while (!open.empty() && !piece.starts_with(open.back())) {
            open.pop_back();
        }
        open.push_back(piece);
        deepest = std::max(deepest, open.size());
    }
    return deepest;
}

Status checkIds(const SentencePieceVocabulary& vocabulary) {
    std::vector<TokenId> ids = vocabulary.extraEnds;
    for (const auto& id : {vocabulary.begin, vocabulary.end, vocabulary.unknown}) {
        if (id) {
            ids.push_back(*id);
        }
    }
    for (const TokenId id : ids) {
        if (indexOf(id) >= vocabulary.pieces.size()) {
            return vocabularyError(vocabulary, "a special token has the id " + std::to_string(numberOf(id)) +
                                                   ", but there are " + std::to_string(vocabulary.pieces.size()) +
                                                   " pieces");
        }
    }
    if (!unknownOf(vocabulary)) {
        return vocabularyError(vocabulary, "it has no unknown token");
    }
    return {};
}

Status checkPieces(const SentencePieceVocabulary& vocabulary) {
    std::unordered_set<std::string_view> words, markers; // the library keeps these two apart
    std::vector<std::string_view> userDefined;
    std::array<bool, 256> byteSeen{};
    const std::size_t unknown = *unknownOf(vocabulary);
    for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
        const std::string& piece = vocabulary.pieces[id];
        const TokenKind kind = vocabulary.kinds[id];
        const bool isWord =
            id != unknown && (kind == TokenKind::Normal || kind == TokenKind::UserDefined || kind == TokenKind::Unused);
        if (piece.empty()) {
            return vocabularyError(vocabulary, "piece " + std::to_string(id) + " is empty");
        }
        if (!(isWord ? words : markers).insert(piece).second) {
            return vocabularyError(vocabulary, numbered(vocabulary, id) + " stands in it twice");
        }
        if (!std::isfinite(vocabulary.scores[id])) {
            return vocabularyError(vocabulary, "the score of " + numbered(vocabulary, id) + " is not a number");
        }
        const bool inTrie = kind == TokenKind::UserDefined || vocabulary.algorithm == SentencePieceAlgorithm::Unigram;
        if (isWord && inTrie && piece.find('\0') != piece.npos) {
            return vocabularyError(vocabulary, numbered(vocabulary, id) + " has a NUL byte");
        }
        if (isWord && kind == TokenKind::UserDefined) {
            userDefined.push_back(piece);
        }
        if (kind == TokenKind::Byte) {
            const auto byte = byteOfPiece(piece);
            if (!byte || id == unknown) {
                return vocabularyError(vocabulary, numbered(vocabulary, id) + " is no byte from <0x00> to <0xFF>");
            }
            byteSeen[*byte] = true;
        }
    }
    const auto bytes = std::count(byteSeen.begin(), byteSeen.end(), true);
    if (bytes != 0 && bytes != 256) {
        return vocabularyError(vocabulary, "it has " + std::to_string(bytes) + " of the 256 byte pieces");
    }
    if (deepestNesting(std::move(userDefined)) > mostNestedPieces) {
        return vocabularyError(vocabulary, "more than 64 of its user-defined pieces begin with one another");
    }
    return {};
}

std::string trainerSpec(const SentencePieceVocabulary& vocabulary) {
    // The library wants these ids as signed numbers, -1 for none.
    const auto id = [](std::optional<TokenId> token) {
        return static_cast<std::uint64_t>(token ? numberOf(*token) : std::int64_t{-1});
    };
    const bool hasBytes =
        std::find(vocabulary.kinds.begin(), vocabulary.kinds.end(), TokenKind::Byte) != vocabulary.kinds.end();
    protobuf::Writer spec;
    spec.number(field::modelType, static_cast<std::uint64_t>(vocabulary.algorithm));
    spec.number(field::byteFallback, std::uint64_t{hasBytes});
    spec.number(field::unknownId, std::uint64_t{*unknownOf(vocabulary)});
    spec.number(field::beginId, id(vocabulary.begin));
    spec.number(field::endId, id(vocabulary.end));
    spec.number(field::padId, id(std::nullopt));
    spec.bytes(field::surface, vocabulary.unknownSurface);
    return spec.message();
}

std::string normalizerSpec(const SentencePieceVocabulary& vocabulary) {
    protobuf::Writer spec;
    spec.bytes(field::name, vocabulary.charsMap.empty() ? "identity" : "user_defined");
    spec.bytes(field::charsMap, vocabulary.charsMap);
    spec.number(field::dummyPrefix, std::uint64_t{vocabulary.addSpacePrefix});
    spec.number(field::extraWhitespaces, std::uint64_t{vocabulary.removeExtraWhitespaces});
    spec.number(field::escape, std::uint64_t{vocabulary.escapeWhitespaces});
    return spec.message();
}

// The three messages of a model file. Each says false when the bytes make no sense.

bool readPiece(std::string_view message, SentencePieceVocabulary& vocabulary) {
    std::string piece;
    float score = 0;
    std::uint64_t type = 1;
    protobuf::Reader reader(message);
    while (const auto next = reader.next()) {
        if (next->isBytes(field::piece)) {
            piece = next->bytes;
        } else if (next->isFloat(field::score)) {
            score = next->asFloat();
        } else if (next->isVarint(field::type)) {
            type = next->value;
        }
    }
    const auto kind = std::find(typeNumbers.begin(), typeNumbers.end(), type);
    if (reader.damaged() || kind == typeNumbers.end()) {
        return false;
    }
    vocabulary.pieces.push_back(std::move(piece));
    vocabulary.scores.push_back(score);
    vocabulary.kinds.push_back(static_cast<TokenKind>(kind - typeNumbers.begin()));
    return true;
}

struct TrainerIds {
    std::int64_t begin = 1, end = 2;
    bool whitespaceAsSuffix = false;
};

bool readTrainerSpec(std::string_view message, SentencePieceVocabulary& vocabulary, TrainerIds& ids) {
    protobuf::Reader reader(message);
    while (const auto next = reader.next()) {
        if (next->isVarint(field::modelType)) {
            if (next->value < 1 || next->value > 4) {
                return false;
            }
            vocabulary.algorithm = static_cast<SentencePieceAlgorithm>(next->value);
        } else if (next->isVarint(field::whitespaceAsSuffix)) {
            ids.whitespaceAsSuffix = next->value != 0;
        } else if (next->isVarint(field::beginId)) {
            ids.begin = static_cast<std::int32_t>(next->value);
        } else if (next->isVarint(field::endId)) {
            ids.end = static_cast<std::int32_t>(next->value);
        } else if (next->isBytes(field::surface)) {
            vocabulary.unknownSurface = next->bytes;
        }
    }
    return !reader.damaged();
}

bool readNormalizerSpec(std::string_view message, SentencePieceVocabulary& vocabulary) {
    protobuf::Reader reader(message);
    while (const auto next = reader.next()) {
        if (next->isBytes(field::charsMap)) {
            vocabulary.charsMap = next->bytes;
        } else if (next->isVarint(field::dummyPrefix)) {
            vocabulary.addSpacePrefix = next->value != 0;
        } else if (next->isVarint(field::extraWhitespaces)) {
            vocabulary.removeExtraWhitespaces = next->value != 0;
        } else if (next->isVarint(field::escape)) {
            vocabulary.escapeWhitespaces = next->value != 0;
        }
    }
    return !reader.damaged();
}

} // namespace

Status check(const SentencePieceVocabulary& vocabulary) {
    const std::size_t size = vocabulary.pieces.size();
    if (size == 0 || size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        return vocabularyError(vocabulary, "it has " + std::to_string(size) + " pieces");
    }
    if (vocabulary.scores.size() != size || vocabulary.kinds.size() != size) {
        return vocabularyError(vocabulary, "it has " + std::to_string(size) + " pieces, " +
                                               std::to_string(vocabulary.scores.size()) + " scores and " +
                                               std::to_string(vocabulary.kinds.size()) + " types");
    }
    if (Status status = checkIds(vocabulary); !status) {
        return status;
    }
    if (Status status = checkPieces(vocabulary); !status) {
        return status;
    }
    if (!isSoundCharsMap(vocabulary.charsMap)) {
        return vocabularyError(vocabulary, "its normalisation rules are damaged");
    }
    return {};
}

std::string modelBytes(const SentencePieceVocabulary& vocabulary) {
    const std::size_t unknown = *unknownOf(vocabulary);
    protobuf::Writer model;
    for (std::size_t id = 0; id < vocabulary.pieces.size(); ++id) {
        // The library takes one unknown piece. Further ones (padding of the embedding, as in Phi-3 files) never come
        // out of a text: for the library they are control pieces.
        TokenKind kind = vocabulary.kinds[id] == TokenKind::Unknown ? TokenKind::Control : vocabulary.kinds[id];
        if (id == unknown) {
            kind = TokenKind::Unknown;
        }
        protobuf::Writer piece;
        piece.bytes(field::piece, vocabulary.pieces[id]);
        piece.number(field::score, vocabulary.scores[id]);
        piece.number(field::type, typeNumbers[static_cast<std::size_t>(kind)]);
        model.bytes(field::pieces, piece.message());
    }
    model.bytes(field::trainer, trainerSpec(vocabulary));
    model.bytes(field::normalizer, normalizerSpec(vocabulary));
    return model.message();
}

Result<SentencePieceVocabulary> readModelBytes(std::string_view bytes, std::string_view source) {
    SentencePieceVocabulary vocabulary;
    vocabulary.source = source;
    vocabulary.algorithm = SentencePieceAlgorithm::Unigram; // the defaults of the format
    vocabulary.removeExtraWhitespaces = true;
    TrainerIds ids;
    bool sound = true;
    bool denormalizes = false;
    protobuf::Reader reader(bytes);
    while (const auto next = reader.next()) {
        if (next->isBytes(field::pieces)) {
            sound = sound && readPiece(next->bytes, vocabulary);
        } else if (next->isBytes(field::trainer)) {
            sound = sound && readTrainerSpec(next->bytes, vocabulary, ids);
        } else if (next->isBytes(field::normalizer)) {
            sound = sound && readNormalizerSpec(next->bytes, vocabulary);
        } else if (next->isBytes(field::denormalizer)) {
            denormalizes = denormalizes || !next->bytes.empty();
        }
    }
    if (!sound || reader.damaged() || vocabulary.pieces.empty()) {
        return Error{"The file " + inQuotes(source, 4096) +
                     " is not a SentencePiece model, or it is damaged; choose another one."};
    }
    if (ids.whitespaceAsSuffix || denormalizes) {
        return vocabularyError(vocabulary, "it writes spaces after words or rewrites decoded text, which is not "
                                           "supported");
    }
    const auto controlToken = [&vocabulary](std::int64_t id) -> std::optional<TokenId> {
        const bool exists = id >= 0 && static_cast<std::size_t>(id) < vocabulary.kinds.size() &&
                            vocabulary.kinds[static_cast<std::size_t>(id)] == TokenKind::Control;
        return exists ? std::optional(static_cast<TokenId>(id)) : std::nullopt;
    };
    vocabulary.begin = controlToken(ids.begin);
    vocabulary.end = controlToken(ids.end);
    return vocabulary;
}

} // namespace logitscope
