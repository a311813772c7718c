// What a model file holds, whatever its container: metadata and named tensors, in the names of GGUF.
//
// Containers are read by their own parsers (gguf.h, …), which fill one of these. Immutable after that; share freely.
// Tensor data points into mappings that the object owns and that moving it does not move. Where a container has a
// tensor in another form (rows in another order, transposed, …) its bytes are made when somebody asks for them, one
// tensor at a time, so that a model is never in memory twice. Names of keys and tensors:
// github.com/ggml-org/ggml/blob/master/docs/gguf.md.
#pragma once

#include "core/base/mapped_file.h"
#include "core/tensor/aligned_buffer.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope {

// Integers of every width are widened to int64 (signed) or uint64 (unsigned), floats to double. Strings are the file's
// bytes: whoever shows one checks that it is UTF-8.
using MetaValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<bool>,
                               std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>>;

// The bytes of one tensor: in a mapping of the file, or made for this object, which then owns them.
class TensorBytes {
public:
    TensorBytes() = default;
    explicit TensorBytes(std::span<const std::byte> mapped) : m_view(mapped) {}
    explicit TensorBytes(AlignedBuffer made) : m_made(std::move(made)), m_view(m_made.bytes()) {}

    std::span<const std::byte> view() const { return m_view; }

private:
    AlignedBuffer m_made;
    std::span<const std::byte> m_view; // of m_made, where it is not empty: moving a buffer leaves its bytes in place
};

// Writes all bytes of a tensor from those of the container.
using MakeTensorBytes = std::function<void(std::span<std::byte> out)>;

class ModelFile {
public:
    // `path` is what errors call it; `format` what people do: "GGUF v3".
    ModelFile(std::filesystem::path path, std::string format) : m_path(std::move(path)), m_format(std::move(format)) {}

    const std::filesystem::path& path() const { return m_path; }
    const std::string& format() const { return m_format; }

    const std::map<std::string, MetaValue, std::less<>>& metadata() const { return m_metadata; }
    // Typed look-ups: empty when the key is absent or has another type.
    std::optional<std::int64_t> integer(std::string_view key) const; // also empty above 2^63 - 1
    std::optional<double> number(std::string_view key) const;        // integers too
    std::optional<bool> boolean(std::string_view key) const;
    const std::string* string(std::string_view key) const;
    const std::vector<std::string>* strings(std::string_view key) const;
    const std::vector<double>* numbers(std::string_view key) const;
    const std::vector<std::int64_t>* integers(std::string_view key) const;

    // In the order of the file. Shapes have 1 to 4 dimensions, none of them 0.
    const std::vector<TensorView>& tensors() const { return m_tensors; }
    const TensorView* tensor(std::string_view name) const; // null when absent
    // Of a tensor of this file, whether its bytes lie there or are made. Throws std::bad_alloc.
    TensorBytes bytesOf(const TensorView& tensor) const;

    // The folder whose other files belong to the model (a Hugging Face folder: its tokenizer); empty where the file
    // says everything itself.
    const std::filesystem::path& folder() const { return m_folder; }

    // What the mappings hold of the files' pages: see MappedFile::releasePages().
    void releasePages() const;

    // For the parsers. The add functions say false when the name is taken.
    void setFormat(std::string format) { m_format = std::move(format); }
    bool addMetadata(std::string key, MetaValue value);
    bool addTensor(TensorView tensor);
    bool addTensor(TensorView tensor, MakeTensorBytes make);
    // Takes over the tensors and mappings of another part of the same model; the name that both have, if any.
    std::optional<std::string> absorb(ModelFile&& part);
    void setFolder(std::filesystem::path folder) { m_folder = std::move(folder); }
    TensorView& tensorAt(std::size_t index) { return m_tensors[index]; }
    void keep(MappedFile mapping) { m_mappings.push_back(std::move(mapping)); }

private:
    std::filesystem::path m_path;
    std::filesystem::path m_folder;
    std::string m_format;
    std::vector<MappedFile> m_mappings;
    std::map<std::string, MetaValue, std::less<>> m_metadata;
    std::vector<TensorView> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index; // name -> place in m_tensors
    std::map<std::string, MakeTensorBytes, std::less<>> m_makers;
};

} // namespace logitscope
