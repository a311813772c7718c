#include "core/files/safetensors.h"

#include "core/base/utf8.h"
#include "core/files/byte_reader.h"
#include "core/files/json_document.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

constexpr std::uint64_t largestHeader = 100'000'000; // the format's own limit
constexpr std::uint64_t largestSize = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t mostDimensions = 8; // no model has more; views of up to four are used

struct TypeSize {
    std::string_view name;
    std::size_t bytes;
};

// Every type of the format with whole bytes.
constexpr std::array<TypeSize, 16> typeSizes{{{"BOOL", 1},
                                              {"U8", 1},
                                              {"I8", 1},
                                              {"F8_E5M2", 1},
                                              {"F8_E4M3", 1},
                                              {"F8_E8M0", 1},
                                              {"I16", 2},
                                              {"U16", 2},
                                              {"F16", 2},
                                              {"BF16", 2},
                                              {"I32", 4},
                                              {"U32", 4},
                                              {"F32", 4},
                                              {"I64", 8},
                                              {"U64", 8},
                                              {"F64", 8}}};

std::optional<DType> readableType(std::string_view name) {
    for (const DType type : {DType::F32, DType::F16, DType::BF16}) {
        if (traitsOf(type).name == name) {
            return type;
        }
    }
    return std::nullopt;
}

// A whole number from 0 to 2^63 - 1.
std::optional<std::uint64_t> countIn(const nlohmann::json& value) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largestSize) {
        return std::nullopt;
    }
    return value.get<std::uint64_t>();
}

class Parser {
public:
    Parser(std::span<const std::byte> bytes, std::string_view name) : m_bytes(bytes), m_name(inQuotes(name, 4096)) {}

    Result<std::vector<SafetensorsTensor>> parse() {
        const auto text = headerText();
        if (!text) {
            return text.error();
        }
        m_data = m_bytes.subspan(sizeof(std::uint64_t) + text->size());
        const auto header = parseJson(*text, "The header of the file " + m_name);
        if (!header) {
            return header.error();
        }
        if (!header->is_object()) {
            return damaged("its header is no JSON object");
        }
        std::vector<SafetensorsTensor> tensors;
        for (const auto& [name, entry] : header->items()) {
            if (name == "__metadata__") { // free text about the file
                continue;
            }
            SafetensorsTensor tensor;
            tensor.name = name;
            if (const std::string problem = readTensor(entry, tensor); !problem.empty()) {
                return damaged("its tensor " + inQuotes(name) + " " + problem);
            }
            tensors.push_back(std::move(tensor));
        }
        std::stable_sort(tensors.begin(), tensors.end(), [](const auto& left, const auto& right) {
            return std::less<>()(left.data.data(), right.data.data());
        });
        return tensors;
    }

private:
    Error damaged(const std::string& what) const {
        return {"The file " + m_name + " is damaged: " + what + "; copy or download it again."};
    }
    Error cutShort(const std::string& where) const {
        return {"The file " + m_name + " is cut short: it ends inside " + where + "; copy or download it again."};
    }

    Result<std::string_view> headerText() const {
        ByteReader reader(m_bytes);
        const auto length = reader.number<std::uint64_t>();
        if (!length) {
            return cutShort("its header");
        }
        if (*length < 2 || *length > largestHeader) {
            return Error{"The file " + m_name + " is not a safetensors file: its header would be " +
                         std::to_string(*length) + " bytes long; choose a model in that format."};
        }
        const auto size = static_cast<std::size_t>(*length);
        const std::size_t present = std::min(size, reader.remaining());
        const std::string_view text(reinterpret_cast<const char*>(m_bytes.data()) + reader.position(), present);
        if (!text.empty() && text.front() != '{') {
            return Error{"The file " + m_name +
                         " is not a safetensors file: its header is no JSON object; choose a model in that format."};
        }
        if (present < size) {
            return cutShort("its header");
        }
        return text;
    }

    // What is wrong with the entry; empty for nothing.
    std::string readTensor(const nlohmann::json& entry, SafetensorsTensor& tensor) const {
        const auto member = [&entry](const char* key) {
            const auto found = entry.is_object() ? entry.find(key) : entry.end();
            return !entry.is_object() || found == entry.end() ? nullptr : &*found;
        };
        const nlohmann::json* type = member("dtype");
        const nlohmann::json* shape = member("shape");
        const nlohmann::json* offsets = member("data_offsets");
        if (!type || !type->is_string() || !shape || !shape->is_array() || !offsets || !offsets->is_array() ||
            offsets->size() != 2) {
            return "has no type, no shape or no place";
        }
        tensor.typeName = type->get<std::string>();
        tensor.type = readableType(tensor.typeName);
        if (shape->size() > mostDimensions) {
            return "has " + std::to_string(shape->size()) + " dimensions";
        }
        std::uint64_t elements = 1;
        for (const nlohmann::json& value : *shape) {
            const auto size = countIn(value);
            if (!size || (*size != 0 && elements > largestSize / *size)) {
                return "has a shape that no file can hold";
            }
            elements *= *size;
            tensor.shape.push_back(*size);
        }
        return place(*offsets, elements, tensor);
    }

    std::string place(const nlohmann::json& offsets, std::uint64_t elements, SafetensorsTensor& tensor) const {
        const auto begin = countIn(offsets[0]);
        const auto end = countIn(offsets[1]);
        if (!begin || !end || *begin > *end || *end > m_data.size()) {
            return "lies outside the file";
        }
        const std::uint64_t size = *end - *begin;
        const auto known = std::find_if(typeSizes.begin(), typeSizes.end(),
                                        [&](const TypeSize& entry) { return entry.name == tensor.typeName; });
        if (known != typeSizes.end() && (elements > largestSize / known->bytes || elements * known->bytes != size)) {
            return "has " + std::to_string(size) + " bytes, but its shape asks for " + std::to_string(elements) +
                   " times " + std::to_string(known->bytes);
        }
        tensor.data = m_data.subspan(*begin, size);
        return {};
    }

    std::span<const std::byte> m_bytes;
    std::span<const std::byte> m_data; // what follows the header
    std::string m_name;
};

} // namespace

bool looksLikeSafetensors(std::span<const std::byte> bytes) {
    ByteReader reader(bytes);
    const auto length = reader.number<std::uint64_t>();
    const auto first = reader.number<char>();
    return length && *length >= 2 && *length <= largestHeader && first == '{';
}

Result<std::vector<SafetensorsTensor>> parseSafetensors(std::span<const std::byte> bytes, std::string_view name) {
    return Parser(bytes, name).parse();
}

} // namespace logitscope
