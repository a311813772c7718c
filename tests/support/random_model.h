// A tiny Llama model with random weights as a GGUF file: the shape is free, the numbers follow from the seed.
//
//     RandomModel shape;
//     shape.type = DType::Q8_0;
//     shape.builder().writeTo(path);
#pragma once

#include "core/quant/rows.h"
#include "core/tensor/dtype.h"
#include "tests/support/gguf_builder.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace logitscope::test {

struct RandomModel {
    DType type = DType::F32; // of the matrices
    std::uint32_t vocabulary = 300;
    std::uint32_t context = 256;
    std::uint32_t embedding = 64;
    std::uint32_t layers = 2;
    std::uint32_t heads = 4;
    std::uint32_t keyValueHeads = 2;
    std::optional<std::uint32_t> headLength;        // written as attention.key_length
    std::optional<std::uint32_t> rotatedDimensions; // of a head
    std::uint32_t feedForward = 96;
    float ropeBase = 10000.0F;
    std::optional<float> linearScale;
    bool frequencyFactors = false;
    bool tied = true;
    bool withVocabulary = false; // "llama" pieces: <unk> <s> </s>, the 256 bytes, then words
    unsigned seed = 1;
    std::set<std::string> without; // keys and tensors to leave out, or to be given otherwise

    // Another type, and rows as long as its blocks ask for.
    void useType(DType newType) {
        type = newType;
        if (traitsOf(type).blockSize == 256) {
            embedding = 256;
            feedForward = 512;
        }
    }
    std::uint32_t headSize() const { return headLength.value_or(embedding / heads); }
    std::uint32_t rotated() const { return rotatedDimensions.value_or(headSize()); }

    // The metadata alone, and each tensor by itself, so that a test can leave one out or replace it.
    GgufBuilder metadata() const {
        GgufBuilder file;
        const auto set = [&](const char* key, auto value) {
            if (!without.contains(key)) {
                file.set(key, value);
            }
        };
        set("general.architecture", "llama");
        set("general.name", "Random");
        set("llama.context_length", context);
        set("llama.embedding_length", embedding);
        set("llama.block_count", layers);
        set("llama.feed_forward_length", feedForward);
        set("llama.attention.head_count", heads);
        set("llama.attention.head_count_kv", keyValueHeads);
        set("llama.attention.layer_norm_rms_epsilon", 1e-5F);
        set("llama.rope.freq_base", ropeBase);
        if (headLength) {
            set("llama.attention.key_length", *headLength);
            set("llama.attention.value_length", *headLength);
        }
        if (rotatedDimensions) {
            set("llama.rope.dimension_count", *rotatedDimensions);
        }
        if (linearScale) {
            set("llama.rope.scaling.type", "linear");
            set("llama.rope.scaling.factor", *linearScale);
        }
        addVocabulary(file);
        return file;
    }

    struct Tensor {
        std::string name;
        std::vector<std::uint64_t> shape;
        DType type;
        std::vector<float> values;
    };

    std::vector<Tensor> tensors() const {
        std::mt19937 random(seed);
        std::vector<Tensor> all;
        // Uniform in +-range: with sqrt(3 / columns) a product has about the size of its input.
        const auto numbers = [&](std::size_t count, float middle, float range) {
            std::vector<float> values(count);
            for (float& value : values) {
                value = middle + (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * range;
            }
            return values;
        };
        const auto matrix = [&](const std::string& name, std::uint32_t rows, std::uint32_t columns) {
            const float range = std::sqrt(3.0F / static_cast<float>(columns));
            all.push_back({name, {rows, columns}, type, numbers(std::size_t{rows} * columns, 0.0F, range)});
        };
        const auto norm = [&](const std::string& name) {
            all.push_back({name, {embedding}, DType::F32, numbers(embedding, 1.0F, 0.3F)});
        };
        matrix("token_embd.weight", vocabulary, embedding);
        for (std::uint32_t i = 0; i < layers; ++i) {
            const std::string prefix = "blk." + std::to_string(i) + ".";
            norm(prefix + "attn_norm.weight");
            matrix(prefix + "attn_q.weight", heads * headSize(), embedding);
            matrix(prefix + "attn_k.weight", keyValueHeads * headSize(), embedding);
            matrix(prefix + "attn_v.weight", keyValueHeads * headSize(), embedding);
            matrix(prefix + "attn_output.weight", embedding, heads * headSize());
            norm(prefix + "ffn_norm.weight");
            matrix(prefix + "ffn_gate.weight", feedForward, embedding);
            matrix(prefix + "ffn_up.weight", feedForward, embedding);
            matrix(prefix + "ffn_down.weight", embedding, feedForward);
        }
        norm("output_norm.weight");
        if (!tied) {
            matrix("output.weight", vocabulary, embedding);
        }
        if (frequencyFactors) {
            all.push_back({"rope_freqs.weight", {rotated() / 2}, DType::F32, numbers(rotated() / 2, 3.0F, 2.0F)});
        }
        return all;
    }

    static void add(GgufBuilder& file, const Tensor& tensor) {
        std::vector<std::byte> bytes(tensor.values.size() / traitsOf(tensor.type).blockSize *
                                     traitsOf(tensor.type).blockBytes);
        encodeRow(tensor.type, tensor.values, bytes);
        file.tensor(tensor.name, tensor.shape, tensor.type, bytes);
    }

    GgufBuilder builder() const {
        GgufBuilder file = metadata();
        for (const Tensor& tensor : tensors()) {
            if (!without.contains(tensor.name)) {
                add(file, tensor);
            }
        }
        return file;
    }

private:
    void addVocabulary(GgufBuilder& file) const {
        if (!withVocabulary) {
            file.set("tokenizer.ggml.model", "no_vocab");
            return;
        }
        std::vector<std::string> pieces{"<unk>", "<s>", "</s>"};
        std::vector<float> scores(3, 0.0F);
        std::vector<std::int32_t> types{2, 3, 3}; // unknown, control, control
        for (int byte = 0; byte < 256 && pieces.size() < vocabulary; ++byte) {
            char text[8];
            std::snprintf(text, sizeof text, "<0x%02X>", static_cast<unsigned>(byte));
            pieces.emplace_back(text);
            scores.push_back(0.0F);
            types.push_back(6); // byte
        }
        for (int i = 0; pieces.size() < vocabulary; ++i) {
            pieces.push_back((i % 2 == 0 ? "\xE2\x96\x81" : "") + std::string(1, static_cast<char>('a' + i / 2 % 26)) +
                             (i < 52 ? "" : std::to_string(i)));
            scores.push_back(static_cast<float>(-i));
            types.push_back(1); // normal
        }
        file.set("tokenizer.ggml.model", "llama").set("tokenizer.ggml.tokens", pieces);
        file.set("tokenizer.ggml.scores", scores).set("tokenizer.ggml.token_type", types);
        file.set("tokenizer.ggml.bos_token_id", std::uint32_t{1}).set("tokenizer.ggml.eos_token_id", std::uint32_t{2});
        file.set("tokenizer.ggml.unknown_token_id", std::uint32_t{0});
    }
};

} // namespace logitscope::test
