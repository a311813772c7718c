// Tiny models of every architecture with random weights as GGUF files, for PlainTransformer to run beside.
//
//     RandomTransformer model(transformerKind("gemma2"));
//     model.window = 20;
//     model.builder().writeTo(path);
#pragma once

#include "core/quant/rows.h"
#include "tests/support/gguf_builder.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace logitscope::test {

// What is particular to an architecture, from its paper and its published configuration.
struct TransformerKind {
    std::string name;       // "mixtral" is "llama" in files
    bool layerNorm = false; // else RMSNorm
    bool halves = true;     // rotary pairs (i, i + d/2), else (2i, 2i + 1)
    bool rotary = true;     // else learned positions
    bool fusedQkv = false;  // one matrix
    bool qkvBias = false;
    bool allBiases = false; // of the output projection and the feed-forward block
    bool headNorms = false; // queries and keys normalised
    bool postNorms = false;
    bool gated = true;
    bool fusedGate = false; // gate and up in one matrix
    bool gelu = false;      // else SiLU
    bool scaledEmbedding = false;
    bool tied = true;
    std::uint32_t fullAttentionPeriod = 0; // as ModelConfig has it

    std::string architecture() const { return name == "mixtral" ? "llama" : name; }
};

inline const std::vector<TransformerKind>& transformerKinds() {
    static const std::vector<TransformerKind> kinds{
        {.name = "llama", .halves = false},
        {.name = "mixtral", .halves = false, .tied = false},
        {.name = "qwen2", .qkvBias = true},
        {.name = "qwen3", .headNorms = true},
        {.name = "gemma", .gelu = true, .scaledEmbedding = true},
        {.name = "gemma2", .postNorms = true, .gelu = true, .scaledEmbedding = true, .fullAttentionPeriod = 2},
        {.name = "gemma3",
         .headNorms = true,
         .postNorms = true,
         .gelu = true,
         .scaledEmbedding = true,
         .fullAttentionPeriod = 6},
        {.name = "phi3", .fusedQkv = true, .fusedGate = true, .tied = false},
        {.name = "gpt2",
         .layerNorm = true,
         .rotary = false,
         .fusedQkv = true,
         .qkvBias = true,
         .allBiases = true,
         .gated = false,
         .gelu = true},
        {.name = "gptneox",
         .layerNorm = true,
         .fusedQkv = true,
         .qkvBias = true,
         .allBiases = true,
         .gated = false,
         .gelu = true,
         .tied = false},
    };
    return kinds;
}

inline const TransformerKind& transformerKind(const std::string& name) {
    for (const TransformerKind& kind : transformerKinds()) {
        if (kind.name == name) {
            return kind;
        }
    }
    throw std::invalid_argument(name);
}

struct RandomTransformer {
    TransformerKind kind;
    DType type = DType::F32; // of the matrices
    std::uint32_t vocabulary = 200;
    std::uint32_t context = 128;
    std::uint32_t embedding = 64;
    std::uint32_t layers = 2;
    std::uint32_t heads = 4;
    std::uint32_t keyValueHeads = 2;
    std::uint32_t headLength = 16;
    std::uint32_t rotated = 16; // dimensions of a head
    std::uint32_t feedForward = 96;
    std::uint32_t window = 0;
    std::uint32_t experts = 0;
    std::uint32_t expertsPerToken = 0;
    bool expertsOneByOne = false; // in tensors of their own, as older files have them
    bool parallel = true;         // GPT-NeoX
    float ropeBase = 10000.0F;
    float scoreCap = 0.0F;
    float logitCap = 0.0F;
    bool longRope = false;
    std::map<std::string, std::variant<std::uint32_t, float, std::string>> moreKeys; // without the architecture's name

    explicit RandomTransformer(TransformerKind which) : kind(std::move(which)) {
        if (kind.name == "mixtral") {
            experts = 4;
            expertsPerToken = 2;
        }
        if (kind.name == "gpt2" || kind.name == "gptneox") {
            keyValueHeads = heads;
        }
        if (kind.fullAttentionPeriod > 0) {
            window = 20;
            layers = kind.fullAttentionPeriod + 1; // both kinds of layers
        }
        if (kind.name == "gemma2") {
            scoreCap = 5.0F; // low enough to bend the scores of random weights
            logitCap = 3.0F;
        }
    }

    struct Tensor {
        std::string name;
        std::vector<std::uint64_t> shape;
        DType type;
        std::vector<float> values;
    };

    std::vector<Tensor> tensors() const {
        std::mt19937 random(7);
        std::vector<Tensor> all;
        const auto add = [&](const std::string& name, const std::vector<std::uint64_t>& shape, DType dtype,
                             float middle, float range) {
            std::size_t count = 1;
            for (const std::uint64_t size : shape) {
                count *= size;
            }
            std::vector<float> values(count);
            for (float& value : values) {
                value = middle + (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * range;
            }
            all.push_back({name, shape, dtype, std::move(values)});
        };
        const auto matrix = [&](const std::string& name, std::vector<std::uint64_t> shape) {
            const float range = std::sqrt(3.0F / static_cast<float>(shape.back()));
            add(name, shape, type, 0.0F, range);
        };
        const auto bias = [&](const std::string& name, std::uint32_t size) {
            add(name, {size}, DType::F32, 0.0F, 0.3F);
        };
        const auto norm = [&](const std::string& name, std::uint32_t size) {
            add(name + ".weight", {size}, DType::F32, 1.0F, 0.3F);
            if (kind.layerNorm) {
                bias(name + ".bias", size);
            }
        };
        const std::uint32_t queries = heads * headLength;
        const std::uint32_t keys = keyValueHeads * headLength;
        matrix("token_embd.weight", {vocabulary, embedding});
        if (!kind.rotary) {
            matrix("position_embd.weight", {context, embedding});
        }
        for (std::uint32_t i = 0; i < layers; ++i) {
            const std::string prefix = "blk." + std::to_string(i) + ".";
            norm(prefix + "attn_norm", embedding);
            if (kind.fusedQkv) {
                matrix(prefix + "attn_qkv.weight", {queries + 2 * keys, embedding});
                if (kind.qkvBias) {
                    bias(prefix + "attn_qkv.bias", queries + 2 * keys);
                }
            } else {
                for (const char* part : {"q", "k", "v"}) {
                    const std::uint32_t size = part[0] == 'q' ? queries : keys;
                    matrix(prefix + "attn_" + part + ".weight", {size, embedding});
                    if (kind.qkvBias) {
                        bias(prefix + "attn_" + part + ".bias", size);
                    }
                }
            }
            if (kind.headNorms) {
                norm(prefix + "attn_q_norm", headLength);
                norm(prefix + "attn_k_norm", headLength);
            }
            matrix(prefix + "attn_output.weight", {embedding, queries});
            norm(prefix + "ffn_norm", embedding);
            if (kind.postNorms) {
                norm(prefix + "post_attention_norm", embedding);
                norm(prefix + "post_ffw_norm", embedding);
            }
            if (kind.allBiases) {
                bias(prefix + "attn_output.bias", embedding);
                bias(prefix + "ffn_up.bias", feedForward);
                bias(prefix + "ffn_down.bias", embedding);
            }
            if (experts > 0) {
                matrix(prefix + "ffn_gate_inp.weight", {experts, embedding});
            }
            const auto block = [&](const std::string& name, std::uint64_t rows, std::uint64_t columns) {
                if (experts == 0) {
                    matrix(prefix + name + ".weight", {rows, columns});
                } else if (!expertsOneByOne) {
                    matrix(prefix + name + "_exps.weight", {experts, rows, columns});
                } else {
                    for (std::uint32_t expert = 0; expert < experts; ++expert) {
                        matrix(prefix + name + "." + std::to_string(expert) + ".weight", {rows, columns});
                    }
                }
            };
            if (kind.gated && !kind.fusedGate) {
                block("ffn_gate", feedForward, embedding);
            }
            block("ffn_up", kind.fusedGate ? 2 * feedForward : feedForward, embedding);
            block("ffn_down", embedding, feedForward);
        }
        norm("output_norm", embedding);
        if (!kind.tied) {
            matrix("output.weight", {vocabulary, embedding});
        }
        if (longRope) {
            add("rope_factors_short.weight", {rotated / 2}, DType::F32, 3.0F, 2.0F);
            add("rope_factors_long.weight", {rotated / 2}, DType::F32, 30.0F, 20.0F);
        }
        return all;
    }

    GgufBuilder builder() const {
        GgufBuilder file;
        const std::string prefix = kind.architecture() + ".";
        file.set("general.architecture", kind.architecture()).set("tokenizer.ggml.model", "no_vocab");
        file.set(prefix + "context_length", context).set(prefix + "embedding_length", embedding);
        file.set(prefix + "block_count", layers).set(prefix + "feed_forward_length", feedForward);
        file.set(prefix + "attention.head_count", heads).set(prefix + "attention.head_count_kv", keyValueHeads);
        file.set(prefix + "attention.key_length", headLength).set(prefix + "attention.value_length", headLength);
        file.set(prefix + (kind.layerNorm ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon"),
                 1e-5F);
        if (kind.rotary) {
            file.set(prefix + "rope.dimension_count", rotated).set(prefix + "rope.freq_base", ropeBase);
        }
        if (window > 0) {
            file.set(prefix + "attention.sliding_window", window);
        }
        if (experts > 0) {
            file.set(prefix + "expert_count", experts).set(prefix + "expert_used_count", expertsPerToken);
        }
        if (kind.name == "gptneox") {
            file.set(prefix + "use_parallel_residual", parallel);
        }
        if (kind.name == "gemma2") {
            file.set(prefix + "attn_logit_softcapping", scoreCap).set(prefix + "final_logit_softcapping", logitCap);
        }
        for (const auto& [key, value] : moreKeys) {
            std::visit([&, name = prefix + key](const auto& known) { file.set(name, known); }, value);
        }
        for (const Tensor& tensor : tensors()) {
            std::vector<std::byte> bytes(tensor.values.size() / traitsOf(tensor.type).blockSize *
                                         traitsOf(tensor.type).blockBytes);
            encodeRow(tensor.type, tensor.values, bytes);
            file.tensor(tensor.name, tensor.shape, tensor.type, bytes);
        }
        return file;
    }
};

} // namespace logitscope::test
