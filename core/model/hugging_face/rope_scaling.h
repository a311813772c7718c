// How the configuration of a Hugging Face folder turns and stretches positions, in the keys of GGUF.
//
// Sources: github.com/huggingface/transformers, modeling_rope_utils.py (member names, defaults); github.com/ggml-org/
// llama.cpp, convert_hf_to_gguf.py (which keys and tensors stand for which method).
#pragma once

#include "core/files/model_file.h"
#include "core/model/hugging_face/config_json.h"

#include <cstdint>
#include <string>

namespace logitscope {

struct RopeFacts {
    std::string architecture;
    double base = 10000.0;        // the family's default
    std::uint64_t dimensions = 0; // rotated ones of a head
    std::uint64_t context = 0;
    std::uint64_t originalContext = 0; // before stretching, where the configuration says so; 0 otherwise
};

// Adds the base, and the keys or tensors of the method; rejects methods that there are no keys for.
void addRope(ConfigJson& config, const RopeFacts& facts, ModelFile& file);

} // namespace logitscope
