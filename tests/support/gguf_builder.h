// Writes the bytes of a GGUF file in memory: metadata of any type, tensors of any type, and (for bad files) any
// version, alignment and tensor type number.
//
//     GgufBuilder file;
//     file.set("general.architecture", "llama").set("llama.block_count", std::uint32_t{1});
//     file.tensor("token_embd.weight", {512, 64}, values);       // F32 from floats
//     file.tensor("w", {4, 32}, DType::Q8_0, bytes);              // any type from its bytes
//     const std::vector<std::byte> bytes = file.bytes();
#pragma once

#include "core/tensor/dtype.h"

#include <QtTest/QTest>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace logitscope::test {

class GgufBuilder {
public:
    std::uint32_t version = 3;
    std::uint64_t alignment = 32; // what tensor data is padded to; set "general.alignment" yourself if it is not 32

    // A number of exactly the given width, a bool or a string.
    template<typename T>
    requires(std::is_arithmetic_v<T>) GgufBuilder& set(std::string_view key, T value) {
        beginEntry(key, typeNumber<T>());
        append(m_metadata, value);
        return *this;
    }
    GgufBuilder& set(std::string_view key, std::string_view value) {
        beginEntry(key, 8);
        appendString(m_metadata, value);
        return *this;
    }
    GgufBuilder& set(std::string_view key, const char* value) { return set(key, std::string_view(value)); }

    // A list of numbers of exactly the given width, of bools or of strings.
    template<typename T>
    GgufBuilder& set(std::string_view key, const std::vector<T>& values) {
        beginEntry(key, 9);
        if constexpr (std::is_arithmetic_v<T>) {
            append(m_metadata, typeNumber<T>());
        } else {
            append(m_metadata, std::uint32_t{8});
        }
        append(m_metadata, static_cast<std::uint64_t>(values.size()));
        for (const auto& value : values) {
            if constexpr (std::is_arithmetic_v<T>) {
                append(m_metadata, static_cast<T>(value));
            } else {
                appendString(m_metadata, value);
            }
        }
        return *this;
    }

    // An entry of any type number with any bytes as its value.
    GgufBuilder& setRaw(std::string_view key, std::uint32_t type, std::string_view value) {
        beginEntry(key, type);
        m_metadata.append(value);
        return *this;
    }

    // `shape` has the slowest dimension first, as TensorView has it.
    GgufBuilder& tensor(std::string_view name, const std::vector<std::uint64_t>& shape, DType type,
                        std::span<const std::byte> data) {
        static constexpr std::uint32_t ggmlTypes[] = {0, 1,  30, 8,  2,  3,  6,
                                                      7, 10, 11, 12, 13, 14, 20}; // in the order of DType
        return tensorRaw(name, shape, ggmlTypes[static_cast<std::size_t>(type)], data);
    }
    GgufBuilder& tensor(std::string_view name, const std::vector<std::uint64_t>& shape,
                        const std::vector<float>& values) {
        return tensor(name, shape, DType::F32, std::as_bytes(std::span(values)));
    }
    // The same with a ggml type number, and no question asked about sizes.
    GgufBuilder& tensorRaw(std::string_view name, const std::vector<std::uint64_t>& shape, std::uint32_t ggmlType,
                           std::span<const std::byte> data) {
        padTo(m_data, 0);
        return tensorAt(name, shape, ggmlType, m_data.size(), data);
    }
    // The same with the offset that the file gives for it (the data still goes to the end of the data section).
    GgufBuilder& tensorAt(std::string_view name, const std::vector<std::uint64_t>& shape, std::uint32_t ggmlType,
                          std::uint64_t offset, std::span<const std::byte> data) {
        ++m_tensorCount;
        appendString(m_tensors, name);
        append(m_tensors, static_cast<std::uint32_t>(shape.size()));
        for (auto size = shape.rbegin(); size != shape.rend(); ++size) {
            append(m_tensors, *size);
        }
        append(m_tensors, ggmlType);
        append(m_tensors, offset);
        m_data.append(reinterpret_cast<const char*>(data.data()), data.size());
        return *this;
    }

    std::vector<std::byte> bytes() const {
        std::string file = "GGUF";
        append(file, version);
        append(file, m_tensorCount);
        append(file, m_entryCount);
        file += m_metadata + m_tensors;
        if (m_tensorCount > 0) {
            padTo(file, 0);
            file += m_data;
        }
        std::vector<std::byte> result(file.size());
        std::memcpy(result.data(), file.data(), file.size());
        return result;
    }

    void writeTo(const std::filesystem::path& path) const {
        const std::vector<std::byte> file = bytes();
        std::ofstream stream(path, std::ios::binary);
        stream.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
        QVERIFY2(stream.flush().good(), path.c_str());
    }

private:
    template<typename T>
    static constexpr std::uint32_t typeNumber() {
        if constexpr (std::is_same_v<T, bool>) {
            return 7;
        } else if constexpr (std::is_floating_point_v<T>) {
            return sizeof(T) == 4 ? 6 : 12;
        } else {
            const std::uint32_t isSigned = std::is_signed_v<T> ? 1 : 0;
            return (sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 2 : sizeof(T) == 4 ? 4 : 10) + isSigned;
        }
    }

    template<typename T>
    static void append(std::string& to, T value) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        to.append(bytes, sizeof(T));
    }
    static void appendString(std::string& to, std::string_view text) {
        append(to, static_cast<std::uint64_t>(text.size()));
        to.append(text);
    }
    void beginEntry(std::string_view key, std::uint32_t type) {
        ++m_entryCount;
        appendString(m_metadata, key);
        append(m_metadata, type);
    }
    void padTo(std::string& text, char with) const {
        while (text.size() % alignment != 0) {
            text += with;
        }
    }

    std::uint64_t m_entryCount = 0;
    std::uint64_t m_tensorCount = 0;
    std::string m_metadata, m_tensors, m_data;
};

} // namespace logitscope::test
