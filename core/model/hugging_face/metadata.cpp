#include "core/model/hugging_face/metadata.h"

#include "core/base/utf8.h"
#include "core/model/hugging_face/config_json.h"
#include "core/model/hugging_face/rope_scaling.h"
#include "core/model/weight_plan.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace logitscope {

namespace {

constexpr std::uint64_t largestLength = std::uint64_t{1} << 20; // of a head: far above every published model

class Reader {
public:
    Reader(const Family& family, const nlohmann::json& config, ModelFile& file)
        : m_family(&family), m_json(config), m_file(&file) {}

    Result<FolderConfig> read() {
        m_file->addMetadata("general.architecture", std::string(m_family->architecture));
        FolderConfig config;
        config.family = m_family;
        config.tied = m_json.flag("tie_word_embeddings", m_family->defaults.tied);
        m_json.require(!m_json.member("quantization_config"),
                       "its weights are quantised in a way of Hugging Face folders ('quantization_config'), which is "
                       "not supported; use the model as it was before that, or as GGUF");
        if (m_family->kind == FamilyKind::Gpt2) {
            readGpt2();
        } else {
            readShape();
            readRope();
            readOwn();
        }
        if (const auto vocabulary = m_json.count("vocab_size")) {
            set("vocab_size", *vocabulary);
        }
        if (!m_json.problem().empty()) {
            return modelError(*m_file, m_json.problem());
        }
        config.shape = {m_heads, m_keyValueHeads, m_headLength};
        return config;
    }

private:
    void set(const char* key, MetaValue value) {
        m_file->addMetadata(std::string(m_family->architecture) + "." + key, std::move(value));
    }

    bool isAnyOf(std::initializer_list<FamilyKind> kinds) const {
        return std::find(kinds.begin(), kinds.end(), m_family->kind) != kinds.end();
    }

    void requireActivation(const std::string& name, std::initializer_list<std::string_view> known) {
        m_json.require(std::find(known.begin(), known.end(), name) != known.end(),
                       "its activation function " + inQuotes(name) + " is not supported yet");
    }

    // The numbers that every family has. A head length is a key of its own where it does not follow from the others.
    void readHeads(std::uint64_t embedding, std::uint64_t heads, std::uint64_t keyValueHeads,
                   std::uint64_t headLength) {
        m_json.require(heads > 0 && keyValueHeads > 0, "it would have no attention heads");
        m_heads = std::max<std::uint64_t>(1, heads);
        m_keyValueHeads = std::max<std::uint64_t>(1, keyValueHeads);
        m_headLength = headLength > 0 ? headLength : embedding / m_heads;
        m_json.require(m_headLength <= largestLength,
                       "its heads would have " + std::to_string(m_headLength) + " numbers each");
        set("embedding_length", embedding);
        set("attention.head_count", heads);
        set("attention.head_count_kv", keyValueHeads);
        if (headLength > 0) {
            set("attention.key_length", headLength);
            set("attention.value_length", headLength);
        }
    }

    void readShape() {
        const ConfigDefaults& defaults = m_family->defaults;
        const std::uint64_t heads = m_json.count("num_attention_heads", defaults.heads);
        const std::uint64_t sharedHeads = defaults.keyValueHeads > 0 ? defaults.keyValueHeads : heads;
        readHeads(m_json.count("hidden_size", defaults.embedding), heads,
                  m_json.count("num_key_value_heads", sharedHeads), m_json.count("head_dim", defaults.headLength));
        m_context = m_json.count("max_position_embeddings", defaults.context);
        set("context_length", m_context);
        m_layers = m_json.count("num_hidden_layers", defaults.layers);
        set("block_count", m_layers);
        set("feed_forward_length", m_json.count("intermediate_size", defaults.feedForward));
        if (m_family->kind == FamilyKind::GptNeox) {
            set("attention.layer_norm_epsilon", m_json.number("layer_norm_eps", defaults.normEpsilon));
        } else {
            set("attention.layer_norm_rms_epsilon", m_json.number("rms_norm_eps", defaults.normEpsilon));
        }
        if (isAnyOf({FamilyKind::Gemma, FamilyKind::Gemma2, FamilyKind::Gemma3})) {
            // The first Gemma's files say "gelu" and mean its approximation, which the library takes in its place.
            requireActivation(m_json.text("hidden_activation", m_family->kind == FamilyKind::Gemma
                                                                   ? "gelu_pytorch_tanh"
                                                                   : m_json.text("hidden_act", "gelu_pytorch_tanh")),
                              {"gelu_pytorch_tanh", "gelu_new", "gelu_fast"});
        } else if (m_family->kind == FamilyKind::GptNeox) {
            requireActivation(m_json.text("hidden_act", "gelu"), {"gelu", "gelu_new", "gelu_fast"});
        } else {
            requireActivation(m_json.text("hidden_act", "silu"), {"silu", "swish"});
        }
    }

    void readRope() {
        RopeFacts facts;
        facts.architecture = m_family->architecture;
        facts.base = m_family->defaults.ropeBase;
        facts.context = m_context;
        double part = 1.0; // of each head that turns
        if (m_family->kind == FamilyKind::GptNeox) {
            part = m_json.number("rotary_pct", 0.25);
            facts.base = m_json.number("rotary_emb_base", facts.base);
        } else if (m_family->kind == FamilyKind::Phi3) {
            part = m_json.number("partial_rotary_factor", 1.0);
            facts.originalContext = m_json.count("original_max_position_embeddings", 4096);
        }
        m_json.require(part > 0.0 && part <= 1.0, "the part of each head that its positions turn is not within 0 to 1");
        facts.dimensions = m_headLength;
        if (part > 0.0 && part < 1.0) {
            facts.dimensions = static_cast<std::uint64_t>(part * static_cast<double>(m_headLength));
            set("rope.dimension_count", facts.dimensions);
        }
        if (m_family->kind == FamilyKind::Gemma3) {
            readGemma3Rope(facts);
        } else if (m_json.problem().empty()) {
            addRope(m_json, facts, *m_file);
        }
    }

    // Layers that see everything and windowed ones turn differently; newer configurations have an object for each.
    void readGemma3Rope(const RopeFacts& facts) {
        double local = m_json.number("rope_local_base_freq", 10000.0);
        const nlohmann::json* both = m_json.member("rope_parameters");
        const nlohmann::json* full =
            both && both->is_object() && both->contains("full_attention") ? &both->at("full_attention") : nullptr;
        if (full && both->contains("sliding_attention")) {
            ConfigJson windowed(both->at("sliding_attention"));
            local = windowed.number("rope_theta", local);
            m_json.take(windowed);
        }
        if (full) {
            const nlohmann::json inner{{"rope_parameters", *full}};
            ConfigJson everything(inner);
            addRope(everything, facts, *m_file);
            m_json.take(everything);
        } else {
            addRope(m_json, facts, *m_file);
        }
        set("rope.freq_base_swa", local);
    }

    void readOwn() {
        switch (m_family->kind) {
        case FamilyKind::Mistral:
        case FamilyKind::Mixtral:
        case FamilyKind::Phi3: {
            // Only Mistral has a window where its configuration says nothing.
            const bool silent = !m_json.member("sliding_window") && !m_json.isNull("sliding_window");
            if (silent && m_family->kind == FamilyKind::Mistral) {
                set("attention.sliding_window", std::uint64_t{4096});
            } else if (const auto window = m_json.count("sliding_window")) {
                set("attention.sliding_window", *window);
            }
            if (m_family->kind == FamilyKind::Mixtral) {
                set("expert_count", m_json.count("num_local_experts", 8));
                set("expert_used_count", m_json.count("num_experts_per_tok", 2));
            }
            break;
        }
        case FamilyKind::Qwen2:
        case FamilyKind::Qwen3:
            m_json.require(!m_json.flag("use_sliding_window", false) ||
                               m_json.count("max_window_layers", 28) >= m_layers,
                           "some of its layers attend through a sliding window, which is not supported yet");
            break;
        case FamilyKind::Gemma2:
            readGemmaScale();
            requirePeriod(2);
            set("attention.sliding_window", m_json.count("sliding_window", 4096));
            for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping"}) {
                m_json.require(!m_json.isNull(key),
                               "it switches off its '" + std::string(key) + "', which is not supported yet");
                set(key, m_json.number(key, std::string_view(key).starts_with("attn") ? 50.0 : 30.0));
            }
            break;
        case FamilyKind::Gemma3:
            readGemmaScale();
            set("attention.sliding_window", m_json.count("sliding_window", 4096));
            readGemma3Period();
            for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping"}) {
                if (const auto cap = m_json.number(key)) {
                    set(key, *cap);
                }
            }
            m_json.require(!m_json.flag("use_bidirectional_attention", false),
                           "its tokens look at those that follow them, which is not supported yet");
            break;
        case FamilyKind::GptNeox:
            set("use_parallel_residual", m_json.flag("use_parallel_residual", true));
            break;
        case FamilyKind::Llama:
        case FamilyKind::Gemma:
        case FamilyKind::Gpt2:
            break;
        }
    }

    void readGemmaScale() {
        const double scalar = m_json.number("query_pre_attn_scalar", 256.0);
        m_json.require(scalar > 0.0, "its 'query_pre_attn_scalar' is not positive");
        set("attention.scale", 1.0 / std::sqrt(std::max(scalar, 1e-12)));
    }

    // Newer configurations list the kind of each layer.
    void requirePeriod(std::uint64_t period) {
        const nlohmann::json* types = m_json.member("layer_types");
        if (!types) {
            return;
        }
        bool regular = types->is_array();
        for (std::size_t i = 0; regular && i < types->size(); ++i) {
            const char* expected = (i + 1) % period == 0 ? "full_attention" : "sliding_attention";
            regular = (*types)[i] == expected;
        }
        m_json.require(regular, "its layers take turns with their sliding windows in an order of their own "
                                "('layer_types'), which is not supported yet");
    }

    void readGemma3Period() {
        std::uint64_t period = m_json.count("sliding_window_pattern", m_json.count("_sliding_window_pattern", 6));
        if (const nlohmann::json* types = m_json.member("layer_types"); types && types->is_array()) {
            const auto full = std::find(types->begin(), types->end(), "full_attention");
            if (full != types->end()) {
                period = static_cast<std::uint64_t>(full - types->begin()) + 1;
            }
        }
        m_json.require(period >= 2, "its 'sliding_window_pattern' is below 2");
        requirePeriod(std::max<std::uint64_t>(2, period));
        if (period != 6) {
            set("attention.sliding_window_pattern", period);
        }
    }

    void readGpt2() {
        const ConfigDefaults& defaults = m_family->defaults;
        const std::uint64_t embedding = m_json.count("n_embd", defaults.embedding);
        const std::uint64_t heads = m_json.count("n_head", defaults.heads);
        readHeads(embedding, heads, heads, 0);
        m_json.require(embedding <= largestLength,
                       "its embedding would have " + std::to_string(embedding) + " numbers");
        set("context_length", m_json.count("n_positions", m_json.count("n_ctx", defaults.context)));
        set("block_count", m_json.count("n_layer", defaults.layers));
        set("feed_forward_length", m_json.count("n_inner", 4 * std::min(embedding, largestLength)));
        set("attention.layer_norm_epsilon", m_json.number("layer_norm_epsilon", defaults.normEpsilon));
        requireActivation(m_json.text("activation_function", "gelu_new"),
                          {"gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu"});
        m_json.require(m_json.flag("scale_attn_weights", true) &&
                           !m_json.flag("scale_attn_by_inverse_layer_idx", false),
                       "it scales its attention scores in a way of its own, which is not supported yet");
    }

    const Family* m_family;
    ConfigJson m_json;
    ModelFile* m_file;
    std::uint64_t m_heads = 1, m_keyValueHeads = 1, m_headLength = 0, m_context = 0, m_layers = 0;
};

} // namespace

Result<FolderConfig> addMetadata(const nlohmann::json& config, ModelFile& file) {
    ConfigJson json(config);
    const std::string type = json.text("model_type", "");
    if (!json.problem().empty() || type.empty()) {
        return modelError(file, "its config.json does not say which architecture it has ('model_type')");
    }
    // A model that sees pictures too keeps the language model's configuration in an object of its own.
    const nlohmann::json* inner = type == "gemma3" ? json.member("text_config") : nullptr;
    const Family* family = findFamily(inner ? "gemma3_text" : type);
    if (!family) {
        std::string known;
        for (const Family& each : allFamilies()) {
            known += (known.empty() ? "" : ", ") + std::string(each.modelType);
        }
        return modelError(file,
                          "the architecture " + inQuotes(type) + " is not supported yet (these are: " + known + ")");
    }
    return Reader(*family, inner ? *inner : config, file).read();
}

} // namespace logitscope
