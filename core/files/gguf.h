// GGUF v2 and v3: metadata and named tensors of a memory-mapped file.
//
// Format: github.com/ggml-org/ggml/blob/master/docs/gguf.md. The parser trusts nothing: every count, length, offset and
// product is checked against the file before use. Immutable after open; share freely. The tensor data points into the
// mapping, which lives as long as the GgufFile (moving it moves no bytes).
#pragma once

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/tensor/tensor_view.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope {

// Integers of every width are widened to int64 (signed) or uint64 (unsigned), floats to double. Strings are the file's
// bytes: whoever shows one checks that it is UTF-8.
using MetaValue = std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<bool>,
                               std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>>;

class GgufFile {
public:
    // Maps and checks the file. The error names the file and what is wrong with it: not GGUF, cut short, damaged, a
    // version, byte order or tensor type that is not read here.
    static Result<GgufFile> open(const std::filesystem::path& path);
    // The same for bytes in memory (tests, fuzzing); `name` is what errors call it. The bytes must outlive the result.
    static Result<GgufFile> parse(std::span<const std::byte> bytes, std::string_view name);

    const std::filesystem::path& path() const { return m_path; }
    std::uint32_t version() const { return m_version; }

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

    // What the mapping holds of the file's pages: see MappedFile::releasePages().
    void releasePages() const { m_file.releasePages(); }

private:
    friend class GgufParser;
    std::filesystem::path m_path;
    MappedFile m_file;
    std::uint32_t m_version = 0;
    std::map<std::string, MetaValue, std::less<>> m_metadata;
    std::vector<TensorView> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_index; // name -> place in m_tensors
};

} // namespace logitscope
