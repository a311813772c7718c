#include "core/model/hugging_face/family.h"

#include <algorithm>
#include <array>
#include <vector>

namespace logitscope {

namespace {

constexpr NameRule llamaNames[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight"},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"model.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight"},
    {"model.layers.{}.self_attn.q_proj.weight", "blk.{}.attn_q.weight", Rewrite::InterleaveQuery},
    {"model.layers.{}.self_attn.q_proj.bias", "blk.{}.attn_q.bias", Rewrite::InterleaveQuery},
    {"model.layers.{}.self_attn.k_proj.weight", "blk.{}.attn_k.weight", Rewrite::InterleaveKey},
    {"model.layers.{}.self_attn.k_proj.bias", "blk.{}.attn_k.bias", Rewrite::InterleaveKey},
    {"model.layers.{}.self_attn.v_proj.weight", "blk.{}.attn_v.weight"},
    {"model.layers.{}.self_attn.v_proj.bias", "blk.{}.attn_v.bias"},
    {"model.layers.{}.self_attn.o_proj.weight", "blk.{}.attn_output.weight"},
    {"model.layers.{}.self_attn.o_proj.bias", "blk.{}.attn_output.bias"},
    {"model.layers.{}.self_attn.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"model.layers.{}.post_attention_layernorm.weight", "blk.{}.ffn_norm.weight"},
    {"model.layers.{}.mlp.gate_proj.weight", "blk.{}.ffn_gate.weight"},
    {"model.layers.{}.mlp.gate_proj.bias", "blk.{}.ffn_gate.bias"},
    {"model.layers.{}.mlp.up_proj.weight", "blk.{}.ffn_up.weight"},
    {"model.layers.{}.mlp.up_proj.bias", "blk.{}.ffn_up.bias"},
    {"model.layers.{}.mlp.down_proj.weight", "blk.{}.ffn_down.weight"},
    {"model.layers.{}.mlp.down_proj.bias", "blk.{}.ffn_down.bias"},
    // Mixtral. Each expert keeps a tensor of its own, as GGUF files had them at first: stacking would copy all weights.
    {"model.layers.{}.block_sparse_moe.gate.weight", "blk.{}.ffn_gate_inp.weight"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w1.weight", "blk.{}.ffn_gate.{}.weight"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w2.weight", "blk.{}.ffn_down.{}.weight"},
    {"model.layers.{}.block_sparse_moe.experts.{}.w3.weight", "blk.{}.ffn_up.{}.weight"},
};

// Rotary pairs stay in halves, so queries and keys stay as they are.
constexpr NameRule qwenNames[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight"},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"model.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight"},
    {"model.layers.{}.self_attn.q_proj.weight", "blk.{}.attn_q.weight"},
    {"model.layers.{}.self_attn.q_proj.bias", "blk.{}.attn_q.bias"},
    {"model.layers.{}.self_attn.k_proj.weight", "blk.{}.attn_k.weight"},
    {"model.layers.{}.self_attn.k_proj.bias", "blk.{}.attn_k.bias"},
    {"model.layers.{}.self_attn.v_proj.weight", "blk.{}.attn_v.weight"},
    {"model.layers.{}.self_attn.v_proj.bias", "blk.{}.attn_v.bias"},
    {"model.layers.{}.self_attn.q_norm.weight", "blk.{}.attn_q_norm.weight"},
    {"model.layers.{}.self_attn.k_norm.weight", "blk.{}.attn_k_norm.weight"},
    {"model.layers.{}.self_attn.o_proj.weight", "blk.{}.attn_output.weight"},
    {"model.layers.{}.self_attn.o_proj.bias", "blk.{}.attn_output.bias"},
    {"model.layers.{}.self_attn.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"model.layers.{}.post_attention_layernorm.weight", "blk.{}.ffn_norm.weight"},
    {"model.layers.{}.mlp.gate_proj.weight", "blk.{}.ffn_gate.weight"},
    {"model.layers.{}.mlp.up_proj.weight", "blk.{}.ffn_up.weight"},
    {"model.layers.{}.mlp.down_proj.weight", "blk.{}.ffn_down.weight"},
};

constexpr NameRule gemmaNames[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight", Rewrite::AddOne},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"model.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.self_attn.q_proj.weight", "blk.{}.attn_q.weight"},
    {"model.layers.{}.self_attn.k_proj.weight", "blk.{}.attn_k.weight"},
    {"model.layers.{}.self_attn.v_proj.weight", "blk.{}.attn_v.weight"},
    {"model.layers.{}.self_attn.o_proj.weight", "blk.{}.attn_output.weight"},
    {"model.layers.{}.self_attn.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"model.layers.{}.post_attention_layernorm.weight", "blk.{}.ffn_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.mlp.gate_proj.weight", "blk.{}.ffn_gate.weight"},
    {"model.layers.{}.mlp.up_proj.weight", "blk.{}.ffn_up.weight"},
    {"model.layers.{}.mlp.down_proj.weight", "blk.{}.ffn_down.weight"},
};

// Gemma 2 and 3. The norm after attention is that of the attention block here, and the feed-forward block has two.
constexpr NameRule gemma2Names[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight", Rewrite::AddOne},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"model.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.self_attn.q_proj.weight", "blk.{}.attn_q.weight"},
    {"model.layers.{}.self_attn.k_proj.weight", "blk.{}.attn_k.weight"},
    {"model.layers.{}.self_attn.v_proj.weight", "blk.{}.attn_v.weight"},
    {"model.layers.{}.self_attn.q_norm.weight", "blk.{}.attn_q_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.self_attn.k_norm.weight", "blk.{}.attn_k_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.self_attn.o_proj.weight", "blk.{}.attn_output.weight"},
    {"model.layers.{}.self_attn.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"model.layers.{}.post_attention_layernorm.weight", "blk.{}.post_attention_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.pre_feedforward_layernorm.weight", "blk.{}.ffn_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.post_feedforward_layernorm.weight", "blk.{}.post_ffw_norm.weight", Rewrite::AddOne},
    {"model.layers.{}.mlp.gate_proj.weight", "blk.{}.ffn_gate.weight"},
    {"model.layers.{}.mlp.up_proj.weight", "blk.{}.ffn_up.weight"},
    {"model.layers.{}.mlp.down_proj.weight", "blk.{}.ffn_down.weight"},
};

constexpr NameRule phi3Names[] = {
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight"},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"model.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight"},
    {"model.layers.{}.self_attn.qkv_proj.weight", "blk.{}.attn_qkv.weight"},
    {"model.layers.{}.self_attn.o_proj.weight", "blk.{}.attn_output.weight"},
    {"model.layers.{}.self_attn.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"model.layers.{}.post_attention_layernorm.weight", "blk.{}.ffn_norm.weight"},
    {"model.layers.{}.mlp.gate_up_proj.weight", "blk.{}.ffn_up.weight"},
    {"model.layers.{}.mlp.down_proj.weight", "blk.{}.ffn_down.weight"},
};

// The published files leave out "transformer.".
constexpr NameRule gpt2Names[] = {
    {"wte.weight", "token_embd.weight"},
    {"wpe.weight", "position_embd.weight"},
    {"ln_f.weight", "output_norm.weight"},
    {"ln_f.bias", "output_norm.bias"},
    {"lm_head.weight", "output.weight", Rewrite::Output},
    {"h.{}.ln_1.weight", "blk.{}.attn_norm.weight"},
    {"h.{}.ln_1.bias", "blk.{}.attn_norm.bias"},
    {"h.{}.attn.c_attn.weight", "blk.{}.attn_qkv.weight", Rewrite::Transpose},
    {"h.{}.attn.c_attn.bias", "blk.{}.attn_qkv.bias"},
    {"h.{}.attn.c_proj.weight", "blk.{}.attn_output.weight", Rewrite::Transpose},
    {"h.{}.attn.c_proj.bias", "blk.{}.attn_output.bias"},
    {"h.{}.attn.bias", "", Rewrite::Skip}, // the causal mask
    {"h.{}.attn.masked_bias", "", Rewrite::Skip},
    {"h.{}.ln_2.weight", "blk.{}.ffn_norm.weight"},
    {"h.{}.ln_2.bias", "blk.{}.ffn_norm.bias"},
    {"h.{}.mlp.c_fc.weight", "blk.{}.ffn_up.weight", Rewrite::Transpose},
    {"h.{}.mlp.c_fc.bias", "blk.{}.ffn_up.bias"},
    {"h.{}.mlp.c_proj.weight", "blk.{}.ffn_down.weight", Rewrite::Transpose},
    {"h.{}.mlp.c_proj.bias", "blk.{}.ffn_down.bias"},
};

constexpr NameRule gptNeoxNames[] = {
    {"gpt_neox.embed_in.weight", "token_embd.weight"},
    {"gpt_neox.final_layer_norm.weight", "output_norm.weight"},
    {"gpt_neox.final_layer_norm.bias", "output_norm.bias"},
    {"embed_out.weight", "output.weight", Rewrite::Output},
    {"gpt_neox.layers.{}.input_layernorm.weight", "blk.{}.attn_norm.weight"},
    {"gpt_neox.layers.{}.input_layernorm.bias", "blk.{}.attn_norm.bias"},
    {"gpt_neox.layers.{}.attention.query_key_value.weight", "blk.{}.attn_qkv.weight", Rewrite::SplitHeads},
    {"gpt_neox.layers.{}.attention.query_key_value.bias", "blk.{}.attn_qkv.bias", Rewrite::SplitHeads},
    {"gpt_neox.layers.{}.attention.dense.weight", "blk.{}.attn_output.weight"},
    {"gpt_neox.layers.{}.attention.dense.bias", "blk.{}.attn_output.bias"},
    {"gpt_neox.layers.{}.attention.rotary_emb.inv_freq", "", Rewrite::Skip},
    {"gpt_neox.layers.{}.attention.bias", "", Rewrite::Skip}, // the causal mask
    {"gpt_neox.layers.{}.attention.masked_bias", "", Rewrite::Skip},
    {"gpt_neox.layers.{}.post_attention_layernorm.weight", "blk.{}.ffn_norm.weight"},
    {"gpt_neox.layers.{}.post_attention_layernorm.bias", "blk.{}.ffn_norm.bias"},
    {"gpt_neox.layers.{}.mlp.dense_h_to_4h.weight", "blk.{}.ffn_up.weight"},
    {"gpt_neox.layers.{}.mlp.dense_h_to_4h.bias", "blk.{}.ffn_up.bias"},
    {"gpt_neox.layers.{}.mlp.dense_4h_to_h.weight", "blk.{}.ffn_down.weight"},
    {"gpt_neox.layers.{}.mlp.dense_4h_to_h.bias", "blk.{}.ffn_down.bias"},
};

//      embedding, feed-forward, layers, heads, key/value heads, head length, context, epsilon, base, tied
constexpr Family families[] = {
    {FamilyKind::Llama, "llama", "llama", {4096, 11008, 32, 32, 0, 0, 2048, 1e-6, 1e4, false}, llamaNames},
    {FamilyKind::Mistral, "mistral", "llama", {4096, 14336, 32, 32, 8, 0, 131072, 1e-6, 1e4, false}, llamaNames},
    {FamilyKind::Mixtral, "mixtral", "llama", {4096, 14336, 32, 32, 8, 0, 131072, 1e-5, 1e6, false}, llamaNames},
    {FamilyKind::Qwen2, "qwen2", "qwen2", {4096, 22016, 32, 32, 32, 0, 32768, 1e-6, 1e4, false}, qwenNames},
    {FamilyKind::Qwen3, "qwen3", "qwen3", {4096, 22016, 32, 32, 32, 128, 32768, 1e-6, 1e4, false}, qwenNames},
    {FamilyKind::Gemma, "gemma", "gemma", {3072, 24576, 28, 16, 16, 256, 8192, 1e-6, 1e4, true}, gemmaNames},
    {FamilyKind::Gemma2, "gemma2", "gemma2", {2304, 9216, 26, 8, 4, 256, 8192, 1e-6, 1e4, true}, gemma2Names},
    {FamilyKind::Gemma3, "gemma3_text", "gemma3", {2304, 9216, 26, 8, 4, 256, 131072, 1e-6, 1e6, true}, gemma2Names},
    {FamilyKind::Phi3, "phi3", "phi3", {3072, 8192, 32, 32, 0, 0, 4096, 1e-5, 1e4, false}, phi3Names},
    {FamilyKind::Gpt2, "gpt2", "gpt2", {768, 0, 12, 12, 0, 0, 1024, 1e-5, 0, true}, gpt2Names},
    {FamilyKind::GptNeox, "gpt_neox", "gptneox", {6144, 24576, 44, 64, 0, 0, 2048, 1e-5, 1e4, false}, gptNeoxNames},
};

bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }

// The numbers that stand at "{}"; empty when the name does not follow the pattern.
std::optional<std::vector<std::string_view>> numbersIn(std::string_view pattern, std::string_view name) {
    std::vector<std::string_view> numbers;
    while (!pattern.empty()) {
        if (!pattern.starts_with("{}")) {
            if (name.empty() || name.front() != pattern.front()) {
                return std::nullopt;
            }
            pattern.remove_prefix(1);
            name.remove_prefix(1);
            continue;
        }
        const auto end = std::find_if_not(name.begin(), name.end(), isDigit);
        const auto length = static_cast<std::size_t>(end - name.begin());
        const std::string_view number = name.substr(0, length);
        if (length == 0 || length > 6 || (length > 1 && number.front() == '0')) { // "01" would be a second "1"
            return std::nullopt;
        }
        numbers.push_back(number);
        pattern.remove_prefix(2);
        name.remove_prefix(length);
    }
    return name.empty() ? std::optional(numbers) : std::nullopt;
}

std::string filled(std::string_view pattern, const std::vector<std::string_view>& numbers) {
    std::string name;
    std::size_t next = 0;
    while (!pattern.empty()) {
        if (pattern.starts_with("{}")) {
            name += numbers[next++];
            pattern.remove_prefix(2);
        } else {
            name += pattern.front();
            pattern.remove_prefix(1);
        }
    }
    return name;
}

// The name as the tables have it: without the wrappings of models that see pictures too, and of GPT-2 that was saved
// with its output.
std::string_view unwrapped(const Family& family, std::string_view name, std::string& room) {
    if (family.kind == FamilyKind::Gpt2 && name.starts_with("transformer.")) {
        name.remove_prefix(std::string_view("transformer.").size());
    }
    if (family.kind == FamilyKind::Gemma3) {
        for (const std::string_view outer : {"language_model.", "model.language_model."}) {
            if (name.starts_with(outer)) {
                name.remove_prefix(outer.size());
                room = (outer.starts_with("model.") ? "model." : "") + std::string(name);
                return room;
            }
        }
    }
    return name;
}

} // namespace

std::span<const Family> allFamilies() { return families; }

const Family* findFamily(std::string_view modelType) {
    const auto found = std::find_if(std::begin(families), std::end(families),
                                    [&](const Family& family) { return family.modelType == modelType; });
    return found == std::end(families) ? nullptr : found;
}

std::optional<RenamedTensor> renamed(const Family& family, std::string_view name) {
    if (family.kind == FamilyKind::Gemma3) {
        for (const std::string_view picture :
             {"vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector."}) {
            if (name.starts_with(picture)) { // texts need no eyes
                return RenamedTensor{"", Rewrite::Skip};
            }
        }
    }
    std::string room;
    const std::string_view inner = unwrapped(family, name, room);
    for (const NameRule& rule : family.names) {
        if (const auto numbers = numbersIn(rule.from, inner)) {
            return RenamedTensor{filled(rule.to, *numbers), rule.rewrite};
        }
    }
    return std::nullopt;
}

} // namespace logitscope
