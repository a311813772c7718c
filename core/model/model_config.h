// What kind of model it is: the numbers that a forward pass is built from. A plain value.
#pragma once

#include "core/tensor/dtype.h"
#include "core/text/chat_template.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace logitscope {

// Peng et al., "YaRN: Efficient Context Window Extension of Large Language Models" (2023): pairs that turn more than
// betaFast times within the original context stay as they are, those below betaSlow are slowed by the factor, those
// between are blended.
struct YarnScaling {
    double factor = 1.0;
    double originalContext = 0.0; // tokens
    double betaFast = 32.0;       // turns
    double betaSlow = 1.0;
};

// How positions are turned into angles: Su et al., "RoFormer" (2021), and the published ways to stretch it.
struct RopeConfig {
    enum class Pairing { Interleaved, Halves }; // (2i, 2i+1) as Llama GGUF files, or (i, i + d/2) as GPT-NeoX
    Pairing pairing = Pairing::Interleaved;
    std::size_t dimensions = 0;          // rotated dimensions of a head; 0 for a model without rotary positions
    double base = 10000.0;               // theta
    double linearScale = 1.0;            // positions are divided by it (linear scaling); 1 is none
    std::vector<float> frequencyFactors; // one per pair, divides the frequency (Llama 3.1, LongRoPE); empty is none
    std::optional<YarnScaling> yarn;
    double attentionFactor = 1.0; // what turned queries and keys are multiplied by (YaRN, LongRoPE)
};

struct ModelConfig {
    std::string architecture; // as the file says: "llama"
    std::string name;         // the file's own name for the model; may be empty
    std::size_t vocabularySize = 0;
    std::size_t contextLength = 0;   // tokens
    std::size_t embeddingLength = 0; // d
    std::size_t layerCount = 0;
    std::size_t headCount = 0;
    std::size_t keyValueHeadCount = 0; // divides headCount (grouped-query attention, Ainslie et al. 2023)
    std::size_t headLength = 0;
    std::size_t feedForwardLength = 0;
    double normEpsilon = 1e-5;
    RopeConfig rope;
    RopeConfig localRope;                // of windowed layers, where they have their own; dimensions 0 where not
    double attentionScale = 1.0;         // scores are multiplied by it
    double scoreSoftCap = 0.0;           // scores stay within plus and minus this (Gemma 2); 0 is none
    double logitSoftCap = 0.0;           // logits likewise
    std::size_t slidingWindow = 0;       // tokens that a windowed layer sees, the own one included; 0 is none
    std::size_t fullAttentionPeriod = 0; // layers n - 1, 2n - 1, ... see everything; 0: every layer is windowed
    bool parallelResidual = false;       // attention and feed-forward read the same residual (GPT-NeoX)
    std::size_t expertCount = 0;         // of a mixture of experts; 0 for one feed-forward block
    std::size_t expertsPerToken = 0;
    bool tiedOutput = false; // the output matrix is the token embedding

    bool isWindowed(std::size_t layer) const {
        return slidingWindow > 0 && (fullAttentionPeriod == 0 || (layer + 1) % fullAttentionPeriod != 0);
    }
};

// What the status bar and `info` say of a loaded model.
struct ModelInfo {
    ModelConfig config;
    std::string displayName; // the catalogue's title, the file's name for it, or the file name
    std::string path;
    std::string fileFormat;        // "GGUF v3"
    DType weightType = DType::F32; // the type most of the parameters have
    std::map<DType, std::size_t> tensorsOfType;
    std::size_t parameterCount = 0;
    std::size_t weightBytes = 0; // of the tensors in the file
    std::size_t keyValueBytesPerToken = 0;
    std::string chatTemplate;         // the file's own, a Jinja program; empty: not made for chats
    std::optional<ChatTemplate> chat; // what it was recognised as
};

} // namespace logitscope
