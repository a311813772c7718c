// Hugging Face folders of the tiny random models, in the names and forms that transformers saves them with: written
// from what each family's modelling code does, not from the tables of the reader.
#pragma once

#include "tests/support/random_transformer.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/small_vocabulary.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace logitscope::test {

// A tensor as transformers has it.
struct FolderTensor {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::vector<float> values;
};

class HuggingFaceBuilder {
public:
    explicit HuggingFaceBuilder(const RandomTransformer& model) : m_model(model), m_kind(model.kind.name) {}

    nlohmann::json config() const {
        const RandomTransformer& m = m_model;
        if (m_kind == "gpt2") {
            return {{"model_type", "gpt2"},      {"n_positions", m.context}, {"n_embd", m.embedding},
                    {"n_layer", m.layers},       {"n_head", m.heads},        {"n_inner", m.feedForward},
                    {"vocab_size", m.vocabulary}};
        }
        nlohmann::json config{{"model_type", modelType()},          {"hidden_size", m.embedding},
                              {"intermediate_size", m.feedForward}, {"num_hidden_layers", m.layers},
                              {"num_attention_heads", m.heads},     {"max_position_embeddings", m.context},
                              {"tie_word_embeddings", m.kind.tied}, {"vocab_size", m.vocabulary}};
        if (m_kind == "gptneox") {
            config.update({{"layer_norm_eps", 1e-5F},
                           {"use_parallel_residual", m.parallel},
                           {"rotary_pct", double(m.rotated) / m.headLength},
                           {"rotary_emb_base", m.ropeBase}});
            return config;
        }
        config.update({{"num_key_value_heads", m.keyValueHeads},
                       {"head_dim", m.headLength},
                       {"rms_norm_eps", 1e-5F},
                       {"rope_theta", m.ropeBase}});
        if (m_kind == "mixtral") {
            config.update({{"num_local_experts", m.experts}, {"num_experts_per_tok", m.expertsPerToken}});
        }
        if (m_kind == "gemma2" || m_kind == "gemma3") {
            config.update({{"sliding_window", m.window}, {"query_pre_attn_scalar", m.headLength}});
        }
        if (m_kind == "gemma2") {
            config.update({{"attn_logit_softcapping", m.scoreCap}, {"final_logit_softcapping", m.logitCap}});
        } else if (m.window > 0) {
            config["sliding_window"] = m.window;
        }
        return config;
    }

    std::vector<FolderTensor> tensors() const {
        std::vector<FolderTensor> all;
        for (const RandomTransformer::Tensor& tensor : m_model.tensors()) {
            if (tensor.name.find("_exps.") == std::string::npos) {
                all.push_back({nameOf(tensor.name), tensor.shape, tensor.values});
                reshape(tensor.name, all.back());
                continue;
            }
            const std::size_t size = tensor.shape[1] * tensor.shape[2];
            for (std::size_t expert = 0; expert < tensor.shape[0]; ++expert) {
                const auto begin = tensor.values.begin() + static_cast<std::ptrdiff_t>(expert * size);
                all.push_back({expertName(tensor.name, expert),
                               {tensor.shape[1], tensor.shape[2]},
                               {begin, begin + static_cast<std::ptrdiff_t>(size)}});
            }
        }
        return all;
    }

    // `type` is that of every tensor: transformers saves them all in one.
    void writeTo(const std::filesystem::path& folder, const char* type = "F32") const {
        std::filesystem::create_directories(folder);
        writeFile(folder / "config.json", config().dump(2));
        SafetensorsBuilder weights;
        for (const FolderTensor& tensor : tensors()) {
            weights.tensor(tensor.name, type, tensor.shape, tensor.values);
        }
        writeFile(folder / "model.safetensors", weights.bytes());
        writeFile(folder / "tokenizer.model", modelBytes(emptyVocabulary()));
    }

private:
    std::string modelType() const {
        return m_kind == "gptneox" ? "gpt_neox" : m_kind == "gemma3" ? "gemma3_text" : m_kind;
    }

    // "blk.3.attn_q.weight" as its layer and the rest; outside a layer the name is the rest.
    static std::pair<std::string, std::string> parts(const std::string& name) {
        if (!name.starts_with("blk.")) {
            return {"", name};
        }
        const std::size_t dot = name.find('.', 4);
        return {name.substr(4, dot - 4), name.substr(dot + 1)};
    }

    std::string nameOf(const std::string& gguf) const {
        using Names = std::map<std::string, std::string>;
        static const Names rms{{"token_embd", "model.embed_tokens"},
                               {"output_norm", "model.norm"},
                               {"output", "lm_head"},
                               {"attn_norm", "input_layernorm"},
                               {"attn_q", "self_attn.q_proj"},
                               {"attn_k", "self_attn.k_proj"},
                               {"attn_v", "self_attn.v_proj"},
                               {"attn_qkv", "self_attn.qkv_proj"},
                               {"attn_output", "self_attn.o_proj"},
                               {"attn_q_norm", "self_attn.q_norm"},
                               {"attn_k_norm", "self_attn.k_norm"},
                               {"ffn_gate", "mlp.gate_proj"},
                               {"ffn_up", "mlp.up_proj"},
                               {"ffn_down", "mlp.down_proj"},
                               {"ffn_gate_inp", "block_sparse_moe.gate"},
                               {"post_attention_norm", "post_attention_layernorm"},
                               {"post_ffw_norm", "post_feedforward_layernorm"}};
        static const Names gpt2{{"token_embd", "wte"}, {"position_embd", "wpe"},    {"output_norm", "ln_f"},
                                {"attn_norm", "ln_1"}, {"attn_qkv", "attn.c_attn"}, {"attn_output", "attn.c_proj"},
                                {"ffn_norm", "ln_2"},  {"ffn_up", "mlp.c_fc"},      {"ffn_down", "mlp.c_proj"}};
        static const Names neox{{"token_embd", "gpt_neox.embed_in"},
                                {"output_norm", "gpt_neox.final_layer_norm"},
                                {"output", "embed_out"},
                                {"attn_norm", "input_layernorm"},
                                {"attn_qkv", "attention.query_key_value"},
                                {"attn_output", "attention.dense"},
                                {"ffn_norm", "post_attention_layernorm"},
                                {"ffn_up", "mlp.dense_h_to_4h"},
                                {"ffn_down", "mlp.dense_4h_to_h"}};
        const auto [layer, rest] = parts(gguf);
        const std::size_t dot = rest.rfind('.');
        const std::string stem = rest.substr(0, dot);
        std::string name;
        if (m_kind == "gpt2") {
            name = (layer.empty() ? "" : "h." + layer + ".") + gpt2.at(stem);
        } else if (m_kind == "gptneox") {
            name = (layer.empty() ? "" : "gpt_neox.layers." + layer + ".") + neox.at(stem);
        } else {
            name = layer.empty() ? "" : "model.layers." + layer + ".";
            if (stem == "ffn_norm") {
                name += m_model.kind.postNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm";
            } else if (stem == "ffn_up" && m_kind == "phi3") {
                name += "mlp.gate_up_proj";
            } else {
                name += rms.at(stem);
            }
        }
        return name + rest.substr(dot);
    }

    static std::string expertName(const std::string& gguf, std::size_t expert) {
        const auto [layer, rest] = parts(gguf);
        const char* matrix = rest.starts_with("ffn_gate") ? ".w1.weight"
                             : rest.starts_with("ffn_up") ? ".w3.weight"
                                                          : ".w2.weight";
        return "model.layers." + layer + ".block_sparse_moe.experts." + std::to_string(expert) + matrix;
    }

    // Undoes what a conversion to GGUF does.
    void reshape(const std::string& gguf, FolderTensor& tensor) const {
        const auto [layer, rest] = parts(gguf);
        const std::size_t head = m_model.headLength;
        const std::size_t heads = m_model.heads;
        if ((m_kind == "llama" || m_kind == "mixtral") && (rest == "attn_q.weight" || rest == "attn_k.weight")) {
            moveRows(tensor, [head](std::size_t row) { // (2i, 2i + 1) was (i, i + half)
                const std::size_t within = row % head;
                return row - within + within % 2 * (head / 2) + within / 2;
            });
        } else if (m_kind == "gptneox" && rest.starts_with("attn_qkv.")) {
            moveRows(tensor, [head, heads](std::size_t row) {
                const std::size_t part = row / (heads * head);
                return (row / head % heads * 3 + part) * head + row % head;
            });
        } else if (m_kind == "gpt2" && tensor.shape.size() == 2 && !layer.empty()) {
            const std::size_t rows = tensor.shape[0];
            const std::size_t columns = tensor.shape[1];
            std::vector<float> values(tensor.values.size());
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i % columns * rows + i / columns] = tensor.values[i];
            }
            tensor.values = std::move(values);
            tensor.shape = {columns, rows};
        } else if (m_kind.starts_with("gemma") && rest.find("norm.") != std::string::npos) {
            for (float& value : tensor.values) {
                value -= 1.0F; // exact for numbers from 0.5 to 2
            }
        }
    }

    template<typename Place>
    static void moveRows(FolderTensor& tensor, const Place& place) {
        const std::size_t rows = tensor.shape[0];
        const std::size_t columns = tensor.values.size() / rows;
        std::vector<float> values(tensor.values.size());
        for (std::size_t row = 0; row < rows; ++row) {
            std::copy_n(tensor.values.begin() + static_cast<std::ptrdiff_t>(row * columns), columns,
                        values.begin() + static_cast<std::ptrdiff_t>(place(row) * columns));
        }
        tensor.values = std::move(values);
    }

    RandomTransformer m_model;
    std::string m_kind;
};

} // namespace logitscope::test
