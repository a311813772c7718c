// Makes models of real shapes with random weights, for measuring: `make_model SHAPE TYPE FILE`.
//
// Shapes and types: `make_model --list`. Q4_K_M mixes types as llama.cpp's quantiser does. The rows of a matrix repeat
// after a few hundred, which no kernel can notice.
#include "core/quant/rows.h"
#include "core/tensor/dtype.h"
#include "tests/support/gguf_builder.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace logitscope;
using test::GgufBuilder;

namespace {

struct Shape {
    const char* name;
    const char* architecture;
    std::uint32_t embedding, layers, heads, keyValueHeads, feedForward, vocabulary, context;
    bool tied;
};

constexpr Shape shapes[] = {
    {"story-7m", "llama", 288, 6, 6, 6, 768, 4096, 2048, true},
    {"smollm2-135m", "llama", 576, 30, 9, 3, 1536, 49152, 8192, true},
    {"gpt2-124m", "gpt2", 768, 12, 12, 12, 3072, 50257, 1024, true},
    {"qwen2.5-0.5b", "qwen2", 896, 24, 14, 2, 4864, 151936, 4096, true},
    {"tinyllama-1.1b", "llama", 2048, 22, 32, 4, 5632, 32000, 2048, false},
};

// A file type: what its name says, or a mixture.
struct FileType {
    const char* name;
    DType most; // of the matrices
    bool mixed = false;
};

constexpr FileType fileTypes[] = {
    {"F32", DType::F32},   {"F16", DType::F16},   {"BF16", DType::BF16},         {"Q8_0", DType::Q8_0},
    {"Q4_0", DType::Q4_0}, {"Q6_K", DType::Q6_K}, {"Q4_K_M", DType::Q4_K, true},
};

// What llama.cpp's quantiser takes where a row is no whole number of blocks of 256.
DType fitting(DType type, std::uint64_t columns) {
    if (columns % traitsOf(type).blockSize == 0) {
        return type;
    }
    return type == DType::Q4_K ? DType::Q5_0 : DType::Q8_0;
}

class Maker {
public:
    Maker(const Shape& shape, const FileType& type) : m_shape(shape), m_type(type) {}

    void writeTo(const char* path) {
        describe();
        plan();
        std::ofstream stream(path, std::ios::binary);
        const auto write = [&](std::span<const std::byte> bytes) {
            stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        };
        write(m_header.bytes());
        for (const Tensor& tensor : m_tensors) {
            const std::vector<std::byte>& rows = rowsOf(tensor);
            std::uint64_t left = tensor.bytes;
            for (; left > rows.size(); left -= rows.size()) {
                write(rows);
            }
            write(std::span(rows).first(left));
            write(std::vector<std::byte>(padded(tensor.bytes) - tensor.bytes));
        }
        if (!stream.flush()) {
            std::fprintf(stderr, "cannot write %s\n", path);
            std::exit(1);
        }
    }

private:
    static constexpr std::uint64_t distinctRows = 256;

    struct Tensor {
        std::uint64_t columns;
        DType type;
        std::uint64_t bytes;
        float middle; // its values lie around it
    };

    static std::uint64_t padded(std::uint64_t bytes) { return (bytes + 31) / 32 * 32; }

    void describe() {
        const std::string prefix = std::string(m_shape.architecture) + ".";
        const bool gpt2 = prefix == "gpt2.";
        m_header.set("general.architecture", m_shape.architecture);
        m_header.set("general.name", std::string(m_shape.name) + " " + m_type.name + ", random weights");
        m_header.set("tokenizer.ggml.model", "no_vocab").set(prefix + "vocab_size", m_shape.vocabulary);
        m_header.set(prefix + "context_length", m_shape.context);
        m_header.set(prefix + "embedding_length", m_shape.embedding).set(prefix + "block_count", m_shape.layers);
        m_header.set(prefix + "feed_forward_length", m_shape.feedForward);
        m_header.set(prefix + "attention.head_count", m_shape.heads);
        m_header.set(prefix + "attention.head_count_kv", m_shape.keyValueHeads);
        m_header.set(prefix + (gpt2 ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon"), 1e-5F);
        if (!gpt2) {
            m_header.set(prefix + "rope.dimension_count", m_shape.embedding / m_shape.heads);
            m_header.set(prefix + "rope.freq_base", 10000.0F);
        }
    }

    void plan() {
        const std::uint32_t d = m_shape.embedding;
        const std::uint32_t keys = d / m_shape.heads * m_shape.keyValueHeads;
        const bool gpt2 = std::string_view(m_shape.architecture) == "gpt2";
        const bool qwen2 = std::string_view(m_shape.architecture) == "qwen2";
        matrix("token_embd", m_shape.vocabulary, d, m_shape.tied ? outputType() : m_type.most);
        if (gpt2) {
            add("position_embd.weight", {m_shape.context, d}, DType::F32);
        }
        for (std::uint32_t i = 0; i < m_shape.layers; ++i) {
            const std::string prefix = "blk." + std::to_string(i) + ".";
            const DType better = m_type.mixed && isImportant(i) ? DType::Q6_K : m_type.most;
            norm(prefix + "attn_norm", gpt2);
            norm(prefix + "ffn_norm", gpt2);
            if (gpt2) {
                matrix(prefix + "attn_qkv", 3 * d, d, better);
                bias(prefix + "attn_qkv", 3 * d);
                bias(prefix + "attn_output", d);
                bias(prefix + "ffn_up", m_shape.feedForward);
                bias(prefix + "ffn_down", d);
            } else {
                matrix(prefix + "attn_q", d, d, m_type.most);
                matrix(prefix + "attn_k", keys, d, m_type.most);
                matrix(prefix + "attn_v", keys, d, better);
                matrix(prefix + "ffn_gate", m_shape.feedForward, d, m_type.most);
            }
            if (qwen2) {
                bias(prefix + "attn_q", d);
                bias(prefix + "attn_k", keys);
                bias(prefix + "attn_v", keys);
            }
            matrix(prefix + "attn_output", d, d, m_type.most);
            matrix(prefix + "ffn_up", m_shape.feedForward, d, m_type.most);
            matrix(prefix + "ffn_down", d, m_shape.feedForward, better);
        }
        norm("output_norm", gpt2);
        if (!m_shape.tied) {
            matrix("output", m_shape.vocabulary, d, outputType());
        }
    }

    // llama.cpp keeps the output matrix of its quantised files in more bits.
    DType outputType() const { return m_type.most == DType::Q4_0 || m_type.mixed ? DType::Q6_K : m_type.most; }
    bool isImportant(std::uint32_t layer) const {
        const std::uint32_t n = m_shape.layers;
        return layer < n / 8 || layer >= 7 * n / 8 || (layer - n / 8) % 3 == 2;
    }

    void matrix(const std::string& name, std::uint64_t rows, std::uint64_t columns, DType type) {
        add(name + ".weight", {rows, columns}, fitting(type, columns));
    }
    void bias(const std::string& name, std::uint64_t size) { add(name + ".bias", {size}, DType::F32); }
    void norm(const std::string& name, bool withBias) {
        add(name + ".weight", {m_shape.embedding}, DType::F32, 1.0F);
        if (withBias) {
            bias(name, m_shape.embedding);
        }
    }

    void add(const std::string& name, const std::vector<std::uint64_t>& shape, DType type, float middle = 0.0F) {
        std::uint64_t rows = 1;
        for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
            rows *= shape[i];
        }
        const std::uint64_t bytes = rows * rowBytes(type, shape.back()).value();
        static constexpr std::uint32_t ggmlTypes[] = {0, 1, 30, 8, 2, 3, 6, 7, 10, 11, 12, 13, 14, 20};
        m_header.tensorAt(name, shape, ggmlTypes[static_cast<std::size_t>(type)], m_offset, {});
        m_tensors.push_back({shape.back(), type, bytes, middle});
        m_offset += padded(bytes);
    }

    const std::vector<std::byte>& rowsOf(const Tensor& tensor) {
        std::vector<std::byte>& rows = m_rows[{tensor.columns, tensor.type, tensor.middle}];
        if (rows.empty()) {
            const std::size_t bytesPerRow = rowBytes(tensor.type, tensor.columns).value();
            rows.resize(distinctRows * bytesPerRow);
            std::vector<float> values(tensor.columns);
            const float range = 1.0F / std::sqrt(static_cast<float>(tensor.columns));
            for (std::uint64_t row = 0; row < distinctRows; ++row) {
                for (float& value : values) {
                    value = tensor.middle + (static_cast<float>(m_random() >> 8) * 0x1p-23F - 1.0F) * range;
                }
                encodeRow(tensor.type, values, std::span(rows).subspan(row * bytesPerRow, bytesPerRow));
            }
        }
        return rows;
    }

    const Shape& m_shape;
    const FileType& m_type;
    GgufBuilder m_header;
    std::vector<Tensor> m_tensors;
    std::uint64_t m_offset = 0;
    std::mt19937 m_random{7};
    std::map<std::tuple<std::uint64_t, DType, float>, std::vector<std::byte>> m_rows;
};

template<typename Table>
auto findNamed(const Table& table, std::string_view name) -> decltype(&table[0]) {
    for (const auto& entry : table) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

} // namespace

int main(int argc, char** argv) {
    const Shape* shape = argc == 4 ? findNamed(shapes, argv[1]) : nullptr;
    const FileType* type = argc == 4 ? findNamed(fileTypes, argv[2]) : nullptr;
    if (shape == nullptr || type == nullptr) {
        std::fprintf(stderr, "usage: make_model SHAPE TYPE FILE\nshapes:");
        for (const Shape& one : shapes) {
            std::fprintf(stderr, " %s", one.name);
        }
        std::fprintf(stderr, "\ntypes:");
        for (const FileType& one : fileTypes) {
            std::fprintf(stderr, " %s", one.name);
        }
        std::fprintf(stderr, "\n");
        return 2;
    }
    Maker(*shape, *type).writeTo(argv[3]);
    return 0;
}
