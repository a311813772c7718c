// Writes safetensors files in memory: tensors of any type, and (for bad files) entries and headers of any text.
//
//     SafetensorsBuilder file;
//     file.tensor("lm_head.weight", "F32", {512, 64}, values);
//     file.entry("x", R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})");
#pragma once

#include "core/quant/half.h"

#include <QtTest/QTest>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope::test {

inline void writeFile(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream stream(path, std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    QVERIFY2(stream.flush().good(), path.c_str());
}

class SafetensorsBuilder {
public:
    // From floats, as "F32", "F16" or "BF16".
    SafetensorsBuilder& tensor(std::string_view name, std::string_view type, const std::vector<std::uint64_t>& shape,
                               const std::vector<float>& values) {
        std::string bytes;
        for (const float value : values) {
            if (type == "F32") {
                append(bytes, value);
            } else if (type == "F16") {
                append(bytes, toHalf(value));
            } else {
                append(bytes, toBFloat16(value));
            }
        }
        return raw(name, type, shape, bytes);
    }
    SafetensorsBuilder& raw(std::string_view name, std::string_view type, const std::vector<std::uint64_t>& shape,
                            std::string_view bytes) {
        std::string sizes;
        for (const std::uint64_t size : shape) {
            sizes += (sizes.empty() ? "" : ",") + std::to_string(size);
        }
        const std::size_t begin = m_data.size();
        m_data += bytes;
        return entry(name, R"({"dtype":")" + std::string(type) + R"(","shape":[)" + sizes + R"(],"data_offsets":[)" +
                               std::to_string(begin) + "," + std::to_string(m_data.size()) + "]}");
    }
    // An entry of any text; its name is not checked.
    SafetensorsBuilder& entry(std::string_view name, std::string_view json) {
        m_entries += (m_entries.empty() ? "\"" : ",\"") + std::string(name) + "\":" + std::string(json);
        return *this;
    }

    std::string bytes() const { return withHeader("{" + m_entries + "}", m_data); }
    static std::string withHeader(const std::string& header, std::string_view data = {}) {
        std::string file;
        append(file, static_cast<std::uint64_t>(header.size()));
        return file + header + std::string(data);
    }

private:
    template<typename T>
    static void append(std::string& to, T value) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        to.append(bytes, sizeof(T));
    }

    std::string m_entries, m_data;
};

} // namespace logitscope::test
