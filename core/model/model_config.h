// What kind of model it is: the numbers that a forward pass is built from. A plain value.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <string>
#include <vector>

namespace logitscope {

// How positions are turned into angles: Su et al., "RoFormer" (2021), and the published ways to stretch it.
struct RopeConfig {
    enum class Pairing { Interleaved, Halves }; // (2i, 2i+1) as Llama GGUF files, or (i, i + d/2) as GPT-NeoX
    Pairing pairing = Pairing::Interleaved;
    std::size_t dimensions = 0;          // rotated dimensions of a head
    double base = 10000.0;               // theta
    double linearScale = 1.0;            // positions are divided by it (linear scaling); 1 is none
    std::vector<float> frequencyFactors; // one per pair, divides the frequency (Llama 3.1's rope_freqs); empty is none
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
    bool tiedOutput = false; // the output matrix is the token embedding
};

// What the status bar and `info` say of a loaded model.
struct ModelInfo {
    ModelConfig config;
    std::string displayName; // the catalogue's title, the file's name for it, or the file name
    std::string path;
    std::string fileFormat;        // "GGUF v3"
    DType weightType = DType::F32; // the type most of the parameters have
    std::size_t parameterCount = 0;
    std::size_t weightBytes = 0; // of the tensors in the file
    std::size_t keyValueBytesPerToken = 0;
};

} // namespace logitscope
