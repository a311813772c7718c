#include "core/files/llama2c.h"

#include "core/base/utf8.h"
#include "core/files/byte_reader.h"

#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

namespace logitscope {

namespace {

constexpr std::uint32_t versionedMagic = 0x616b3432; // "ak42": the later versions of the format

struct Shape {
    std::uint64_t embedding = 0, feedForward = 0, layers = 0, heads = 0, keyValueHeads = 0, vocabulary = 0, context = 0;
    bool tied = true;

    std::uint64_t headLength() const { return embedding / heads; }
    std::uint64_t keyValueLength() const { return keyValueHeads * headLength(); }
};

// Numbers far above any model of this format, and far below where a product of three overflows.
constexpr std::int32_t mostLength = 1 << 17;
constexpr std::int32_t mostLayers = 1 << 12;
constexpr std::int32_t mostPieces = 1 << 22;

std::optional<Shape> readShape(ByteReader& reader) {
    std::int32_t numbers[7];
    for (std::int32_t& number : numbers) {
        const auto read = reader.number<std::int32_t>();
        if (!read) {
            return std::nullopt;
        }
        number = *read;
    }
    const auto [embedding, feedForward, layers, heads, keyValueHeads, vocabulary, context] = numbers;
    const auto within = [](std::int32_t number, std::int32_t most) { return number >= 1 && number <= most; };
    if (!within(embedding, mostLength) || !within(feedForward, mostLength) || !within(layers, mostLayers) ||
        !within(heads, embedding) || !within(keyValueHeads, heads) || !within(context, mostPieces) || vocabulary == 0 ||
        vocabulary > mostPieces || vocabulary < -mostPieces) {
        return std::nullopt;
    }
    if (embedding % heads != 0 || embedding / heads % 2 != 0 || heads % keyValueHeads != 0) {
        return std::nullopt;
    }
    Shape shape;
    shape.embedding = static_cast<std::uint64_t>(embedding);
    shape.feedForward = static_cast<std::uint64_t>(feedForward);
    shape.layers = static_cast<std::uint64_t>(layers);
    shape.heads = static_cast<std::uint64_t>(heads);
    shape.keyValueHeads = static_cast<std::uint64_t>(keyValueHeads);
    shape.vocabulary = static_cast<std::uint64_t>(std::abs(vocabulary));
    shape.context = static_cast<std::uint64_t>(context);
    shape.tied = vocabulary > 0; // the sign is the format's way to say so
    return shape;
}

// Cuts the weights off the front of the bytes, one after the other.
class Weights {
public:
    Weights(std::span<const std::byte> bytes, ModelFile& file) : m_bytes(bytes), m_file(&file) {}

    // One tensor of each layer, all layers together; `columns` 0 for a vector of `rows` numbers.
    void layers(const Shape& shape, const char* name, std::uint64_t rows, std::uint64_t columns) {
        for (std::uint64_t layer = 0; layer < shape.layers; ++layer) {
            one("blk." + std::to_string(layer) + "." + name, rows, columns);
        }
    }
    void one(std::string name, std::uint64_t rows, std::uint64_t columns) {
        TensorView tensor;
        tensor.name = std::move(name);
        tensor.shape = columns == 0 ? std::vector<std::size_t>{rows} : std::vector<std::size_t>{rows, columns};
        tensor.data = m_bytes.subspan(m_position, tensor.byteCount());
        m_position += tensor.data.size();
        m_file->addTensor(std::move(tensor));
    }
    void skip(std::uint64_t floats) { m_position += floats * sizeof(float); }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
    ModelFile* m_file;
};

// Everything behind the header, in floats.
std::uint64_t floatCount(const Shape& shape) {
    const std::uint64_t d = shape.embedding;
    const std::uint64_t attention = 2 * d * d + 2 * shape.keyValueLength() * d;
    const std::uint64_t layer = attention + 3 * shape.feedForward * d + 2 * d;
    const std::uint64_t tables = shape.context * shape.headLength(); // cosines and sines
    return (shape.tied ? 1 : 2) * shape.vocabulary * d + shape.layers * layer + d + tables;
}

void addMetadata(const Shape& shape, ModelFile& file) {
    file.addMetadata("general.architecture", std::string("llama"));
    file.addMetadata("llama.context_length", shape.context);
    file.addMetadata("llama.embedding_length", shape.embedding);
    file.addMetadata("llama.block_count", shape.layers);
    file.addMetadata("llama.feed_forward_length", shape.feedForward);
    file.addMetadata("llama.attention.head_count", shape.heads);
    file.addMetadata("llama.attention.head_count_kv", shape.keyValueHeads);
    file.addMetadata("llama.attention.layer_norm_rms_epsilon", 1e-5); // fixed in run.c, as the base of the positions
    file.addMetadata("llama.rope.freq_base", 10000.0);
    file.addMetadata("llama.vocab_size", shape.vocabulary);
}

Error damaged(const std::string& name, const std::string& what) {
    return {"The file " + name + " is damaged: " + what + "; copy or download it again."};
}

// "<0x0A>" and the like stand where training with SentencePiece puts the bytes: behind the three special pieces.
bool isByte(std::string_view piece, std::size_t id) {
    return id >= 3 && id < 3 + 256 && piece.size() == 6 && piece.starts_with("<0x") && piece.ends_with('>');
}

} // namespace

bool looksLikeLlama2c(std::span<const std::byte> bytes) {
    ByteReader reader(bytes);
    if (reader.number<std::uint32_t>() == versionedMagic) {
        return true;
    }
    ByteReader again(bytes);
    return readShape(again).has_value();
}

Result<ModelFile> parseLlama2c(std::span<const std::byte> bytes, std::string_view name) {
    const std::string shown = inQuotes(name, 4096);
    ByteReader reader(bytes);
    if (reader.number<std::uint32_t>() == versionedMagic) {
        const auto version = reader.number<std::int32_t>();
        return Error{"The file " + shown + " is a llama2.c file of version " + std::to_string(version.value_or(0)) +
                     "; version 0 can be read: export the model again in that version."};
    }
    reader = ByteReader(bytes);
    const auto shape = readShape(reader);
    if (!shape) {
        return Error{"The file " + shown + " is not a llama2.c model: its header describes none; choose another file."};
    }
    const std::uint64_t expected = floatCount(*shape) * sizeof(float);
    if (reader.remaining() != expected) {
        const std::string sizes = "it has " + std::to_string(reader.remaining()) +
                                  " bytes behind its header, and its header asks for " + std::to_string(expected);
        return damaged(shown, sizes);
    }
    ModelFile file{std::filesystem::path(name), "llama2.c"};
    addMetadata(*shape, file);
    const std::uint64_t d = shape->embedding;
    Weights weights(bytes.subspan(reader.position()), file);
    weights.one("token_embd.weight", shape->vocabulary, d);
    weights.layers(*shape, "attn_norm.weight", d, 0);
    weights.layers(*shape, "attn_q.weight", d, d);
    weights.layers(*shape, "attn_k.weight", shape->keyValueLength(), d);
    weights.layers(*shape, "attn_v.weight", shape->keyValueLength(), d);
    weights.layers(*shape, "attn_output.weight", d, d);
    weights.layers(*shape, "ffn_norm.weight", d, 0);
    weights.layers(*shape, "ffn_gate.weight", shape->feedForward, d);
    weights.layers(*shape, "ffn_down.weight", d, shape->feedForward);
    weights.layers(*shape, "ffn_up.weight", shape->feedForward, d);
    weights.one("output_norm.weight", d, 0);
    weights.skip(shape->context * shape->headLength()); // tables that follow from the configuration
    if (!shape->tied) {
        weights.one("output.weight", shape->vocabulary, d);
    }
    return file;
}

Status addLlama2cVocabulary(std::span<const std::byte> bytes, std::string_view name, std::size_t vocabularySize,
                            ModelFile& file) {
    const std::string shown = inQuotes(name, 4096);
    ByteReader reader(bytes);
    std::vector<std::string> pieces;
    std::vector<double> scores;
    std::vector<std::int64_t> types;
    if (!reader.number<std::int32_t>()) { // the longest piece; nobody needs to know
        return damaged(shown, "it is too short for a vocabulary");
    }
    for (std::size_t id = 0; reader.remaining() > 0; ++id) {
        const auto score = reader.number<float>();
        const auto length = reader.number<std::int32_t>();
        if (!score || !length || *length < 0 || static_cast<std::size_t>(*length) > reader.remaining()) {
            return damaged(shown, "it ends inside piece " + std::to_string(id));
        }
        std::string piece;
        for (std::int32_t i = 0; i < *length; ++i) {
            const char letter = *reader.number<char>();
            piece += letter == ' ' ? "▁" : std::string(1, letter); // the format wrote spaces for U+2581
        }
        // tokenizer.py gives the begin and end tokens a spelling to be printed.
        if ((id == 1 && piece == "\n<s>\n") || (id == 2 && piece == "\n</s>\n")) {
            piece = piece.substr(1, piece.size() - 2);
        }
        // The numbers of tokenizer.ggml.token_type: unknown, control, byte, normal.
        types.push_back(id == 0 ? 2 : id <= 2 ? 3 : isByte(piece, id) ? 6 : 1);
        pieces.push_back(std::move(piece));
        scores.push_back(double{*score});
    }
    if (pieces.size() != vocabularySize) {
        return Error{"The vocabulary " + shown + " has " + std::to_string(pieces.size()) +
                     " pieces, but its model has " + std::to_string(vocabularySize) +
                     "; put the one that belongs to "
                     "the model there."};
    }
    file.addMetadata("tokenizer.ggml.model", std::string("llama"));
    file.addMetadata("tokenizer.ggml.tokens", std::move(pieces));
    file.addMetadata("tokenizer.ggml.scores", std::move(scores));
    file.addMetadata("tokenizer.ggml.token_type", std::move(types));
    file.addMetadata("tokenizer.ggml.bos_token_id", std::uint64_t{1});
    file.addMetadata("tokenizer.ggml.eos_token_id", std::uint64_t{2});
    file.addMetadata("tokenizer.ggml.unknown_token_id", std::uint64_t{0});
    return {};
}

Result<ModelFile> openLlama2c(const std::filesystem::path& path) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    Result<ModelFile> file = parseLlama2c(mapped->bytes(), path.native());
    if (!file) {
        return file;
    }
    file->keep(std::move(*mapped));
    const std::size_t vocabularySize = file->tensor("token_embd.weight")->rows();
    const std::string ownName = "tok" + std::to_string(vocabularySize) + ".bin";
    for (const std::string& name : {ownName, std::string("tokenizer.bin")}) {
        const std::filesystem::path beside = path.parent_path() / name;
        std::error_code ignored;
        if (!std::filesystem::exists(beside, ignored)) {
            continue;
        }
        const auto vocabulary = MappedFile::open(beside);
        if (!vocabulary) {
            return vocabulary.error();
        }
        if (Status added = addLlama2cVocabulary(vocabulary->bytes(), beside.native(), vocabularySize, *file); !added) {
            return added.error();
        }
        return file;
    }
    return Error{"The model " + inQuotes(path.native(), 4096) + " has no vocabulary beside it; put its " + ownName +
                 " or tokenizer.bin into the same folder."};
}

} // namespace logitscope
