#include "core/files/gguf_parser.h"

#include "core/base/utf8.h"
#include "core/files/ggml_types.h"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace logitscope {

namespace {

// The numbers of enum gguf_metadata_value_type.
enum class ValueType : std::uint32_t {
    Uint8 = 0,
    Int8 = 1,
    Uint16 = 2,
    Int16 = 3,
    Uint32 = 4,
    Int32 = 5,
    Float32 = 6,
    Bool = 7,
    String = 8,
    Array = 9,
    Uint64 = 10,
    Int64 = 11,
    Float64 = 12
};

constexpr std::uint64_t smallestEntry = 8 + 4 + 1;      // key length, type, a one-byte value
constexpr std::uint64_t smallestTensor = 8 + 4 + 4 + 8; // name length, dimension count, type, offset
constexpr std::uint64_t largestSize = std::numeric_limits<std::int64_t>::max();
// A list takes more memory than file, so a damaged or hostile file could ask for far more than it is long. Vocabularies
// of a million pieces need about four million elements.
constexpr std::uint64_t mostListElements = std::uint64_t{1} << 24;

std::uint32_t byteSwapped(std::uint32_t number) {
    return (number >> 24) | ((number >> 8) & 0xFF00) | ((number << 8) & 0xFF0000) | (number << 24);
}

} // namespace

GgufParser::GgufParser(std::span<const std::byte> bytes, std::string_view name)
    : m_bytes(bytes), m_reader(bytes), m_name(inQuotes(name, 4096)) {}

Status GgufParser::parse(ModelFile& file) {
    m_file = &file;
    if (!readHeader() || !readMetadata() || !readAlignment() || !readTensorTable() || !placeTensors()) {
        return Error{m_problem};
    }
    return {};
}

bool GgufParser::fail(std::string_view what) {
    m_problem = "The file " + m_name + " " + std::string(what) + ".";
    return false;
}

bool GgufParser::damaged(std::string_view what) {
    return fail("is damaged: " + std::string(what) + "; copy or download it again");
}

bool GgufParser::cutShort(std::string_view where) {
    return fail("is cut short: it ends inside " + std::string(where) + "; copy or download it again");
}

bool GgufParser::readHeader() {
    constexpr std::string_view magic = "GGUF";
    const std::string_view start(reinterpret_cast<const char*>(m_bytes.data()), std::min(m_bytes.size(), magic.size()));
    if (start != magic.substr(0, start.size()) || start.empty()) {
        return fail("is not a GGUF file: it does not begin with the letters GGUF; choose a model in that format");
    }
    const auto magicNumber = m_reader.number<std::uint32_t>();
    const auto version = m_reader.number<std::uint32_t>();
    if (!magicNumber || !version) {
        return cutShort("its header");
    }
    if (*version == 1) {
        return fail("is a GGUF file of version 1, which is out of use; convert the model again");
    }
    const std::uint32_t swapped = byteSwapped(*version);
    if (swapped >= 1 && swapped <= 3) {
        return fail("is a big-endian GGUF file; convert it to little-endian");
    }
    if (*version != 2 && *version != 3) {
        return fail("is a GGUF file of version " + std::to_string(*version) + "; versions 2 and 3 can be read");
    }
    m_file->setFormat("GGUF v" + std::to_string(*version));
    const auto tensorCount = m_reader.number<std::uint64_t>();
    const auto entryCount = m_reader.number<std::uint64_t>();
    if (!tensorCount || !entryCount) {
        return cutShort("its header");
    }
    if (*entryCount > m_reader.remaining() / smallestEntry) {
        return damaged("it announces " + std::to_string(*entryCount) + " metadata entries, more than it can hold");
    }
    if (*tensorCount > m_reader.remaining() / smallestTensor) {
        return damaged("it announces " + std::to_string(*tensorCount) + " tensors, more than it can hold");
    }
    m_tensorCount = *tensorCount;
    m_entryCount = *entryCount;
    return true;
}

bool GgufParser::readMetadata() {
    for (std::uint64_t i = 0; i < m_entryCount; ++i) {
        const auto key = m_reader.string();
        if (!key) {
            return cutShort("its metadata");
        }
        if (m_file->metadata().contains(*key)) {
            return damaged("its metadata key " + inQuotes(*key) + " appears twice");
        }
        if (!readValue(std::string(*key))) {
            return false;
        }
    }
    return true;
}

bool GgufParser::readValue(const std::string& key) {
    const auto type = m_reader.number<std::uint32_t>();
    std::optional<MetaValue> value;
    // An optional number as the variant's widest type of its kind.
    const auto put = [&value]<typename Stored>(auto number, std::type_identity<Stored>) {
        if (number) {
            value = static_cast<Stored>(*number);
        }
    };
    constexpr std::type_identity<std::int64_t> asSigned;
    constexpr std::type_identity<std::uint64_t> asUnsigned;
    constexpr std::type_identity<double> asDouble;
    if (!type) {
        return cutShort("its metadata");
    }
    switch (static_cast<ValueType>(*type)) {
    case ValueType::Uint8:
        put(m_reader.number<std::uint8_t>(), asUnsigned);
        break;
    case ValueType::Int8:
        put(m_reader.number<std::int8_t>(), asSigned);
        break;
    case ValueType::Uint16:
        put(m_reader.number<std::uint16_t>(), asUnsigned);
        break;
    case ValueType::Int16:
        put(m_reader.number<std::int16_t>(), asSigned);
        break;
    case ValueType::Uint32:
        put(m_reader.number<std::uint32_t>(), asUnsigned);
        break;
    case ValueType::Int32:
        put(m_reader.number<std::int32_t>(), asSigned);
        break;
    case ValueType::Uint64:
        put(m_reader.number<std::uint64_t>(), asUnsigned);
        break;
    case ValueType::Int64:
        put(m_reader.number<std::int64_t>(), asSigned);
        break;
    case ValueType::Float32:
        put(m_reader.number<float>(), asDouble);
        break;
    case ValueType::Float64:
        put(m_reader.number<double>(), asDouble);
        break;
    case ValueType::Bool:
        if (const auto number = m_reader.number<std::uint8_t>()) {
            if (*number > 1) {
                return damaged("its metadata key " + inQuotes(key) + " is neither true nor false");
            }
            value = *number == 1;
        }
        break;
    case ValueType::String:
        if (const auto text = m_reader.string()) {
            value = std::string(*text);
        }
        break;
    case ValueType::Array:
        return readList(key);
    default:
        return damaged("its metadata key " + inQuotes(key) + " has the unknown type " + std::to_string(*type));
    }
    if (!value) {
        return cutShort("its metadata");
    }
    m_file->addMetadata(key, std::move(*value));
    return true;
}

template<typename Stored, typename Read>
bool GgufParser::readNumbers(const std::string& key, std::uint64_t count) {
    if (count > m_reader.remaining() / sizeof(Read)) {
        return cutShort("its metadata list " + inQuotes(key));
    }
    std::vector<Stored> list;
    list.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const Read number = *m_reader.number<Read>();
        if constexpr (std::is_same_v<Read, std::uint64_t>) {
            if (number > largestSize) {
                return fail("has the number " + std::to_string(number) + " in its metadata list " + inQuotes(key) +
                            "; numbers below 2^63 can be read");
            }
        }
        if constexpr (std::is_same_v<Stored, bool>) {
            if (number > 1) {
                return damaged("its metadata list " + inQuotes(key) + " has an element that is neither true nor false");
            }
        }
        list.push_back(static_cast<Stored>(number));
    }
    m_file->addMetadata(key, std::move(list));
    return true;
}

bool GgufParser::readList(const std::string& key) {
    const auto type = m_reader.number<std::uint32_t>();
    const auto count = m_reader.number<std::uint64_t>();
    if (!type || !count) {
        return cutShort("its metadata");
    }
    if (*count > mostListElements - m_listElements) {
        return fail("has a metadata list " + inQuotes(key) + " of " + std::to_string(*count) +
                    " elements; all lists together may have " + std::to_string(mostListElements));
    }
    m_listElements += *count;
    switch (static_cast<ValueType>(*type)) {
    case ValueType::Uint8:
        return readNumbers<std::int64_t, std::uint8_t>(key, *count);
    case ValueType::Int8:
        return readNumbers<std::int64_t, std::int8_t>(key, *count);
    case ValueType::Uint16:
        return readNumbers<std::int64_t, std::uint16_t>(key, *count);
    case ValueType::Int16:
        return readNumbers<std::int64_t, std::int16_t>(key, *count);
    case ValueType::Uint32:
        return readNumbers<std::int64_t, std::uint32_t>(key, *count);
    case ValueType::Int32:
        return readNumbers<std::int64_t, std::int32_t>(key, *count);
    case ValueType::Uint64:
        return readNumbers<std::int64_t, std::uint64_t>(key, *count);
    case ValueType::Int64:
        return readNumbers<std::int64_t, std::int64_t>(key, *count);
    case ValueType::Float32:
        return readNumbers<double, float>(key, *count);
    case ValueType::Float64:
        return readNumbers<double, double>(key, *count);
    case ValueType::Bool:
        return readNumbers<bool, std::uint8_t>(key, *count);
    case ValueType::String:
        break;
    case ValueType::Array:
        return fail("has a metadata list " + inQuotes(key) + " of lists, which cannot be read");
    default:
        return damaged("its metadata list " + inQuotes(key) + " has the unknown type " + std::to_string(*type));
    }
    if (*count > m_reader.remaining() / sizeof(std::uint64_t)) { // each string has its length before it
        return cutShort("its metadata list " + inQuotes(key));
    }
    std::vector<std::string> list;
    list.reserve(*count);
    for (std::uint64_t i = 0; i < *count; ++i) {
        const auto text = m_reader.string();
        if (!text) {
            return cutShort("its metadata list " + inQuotes(key));
        }
        list.emplace_back(*text);
    }
    m_file->addMetadata(key, std::move(list));
    return true;
}

bool GgufParser::readAlignment() {
    constexpr std::string_view key = "general.alignment";
    if (!m_file->metadata().contains(key)) {
        return true;
    }
    const auto alignment = m_file->integer(key);
    if (!alignment || *alignment <= 0 || *alignment % 8 != 0 ||
        *alignment > std::numeric_limits<std::uint32_t>::max()) {
        return damaged("its 'general.alignment' is no 32-bit multiple of 8");
    }
    m_alignment = static_cast<std::uint64_t>(*alignment);
    return true;
}

bool GgufParser::readTensorTable() {
    for (std::uint64_t i = 0; i < m_tensorCount; ++i) {
        if (!readTensor()) {
            return false;
        }
    }
    return true;
}

bool GgufParser::readTensor() {
    const auto name = m_reader.string();
    const auto dimensions = m_reader.number<std::uint32_t>();
    if (!name || !dimensions) {
        return cutShort("its list of tensors");
    }
    const std::string shown = inQuotes(*name);
    if (m_file->tensor(*name) != nullptr) {
        return damaged("its tensor " + shown + " appears twice");
    }
    if (*dimensions > 4) {
        return damaged("its tensor " + shown + " has " + std::to_string(*dimensions) + " dimensions");
    }
    TensorView tensor;
    tensor.name = *name;
    tensor.shape.assign(std::max<std::size_t>(*dimensions, 1), 1); // no dimensions: one number
    std::uint64_t elements = 1;
    for (std::uint32_t i = 0; i < *dimensions; ++i) {
        const auto size = m_reader.number<std::uint64_t>();
        if (!size) {
            return cutShort("its list of tensors");
        }
        if (*size == 0) {
            return damaged("its tensor " + shown + " has a dimension of size 0");
        }
        if (*size > largestSize / elements) {
            return damaged("its tensor " + shown + " has more elements than any file can hold");
        }
        elements *= *size;
        tensor.shape[*dimensions - 1 - i] = *size; // the file has the fastest dimension first
    }
    const auto type = m_reader.number<std::uint32_t>();
    const auto offset = m_reader.number<std::uint64_t>();
    if (!type || !offset) {
        return cutShort("its list of tensors");
    }
    const auto dtype = dtypeOfGgmlType(*type);
    if (!dtype) {
        const std::string_view known = nameOfGgmlType(*type);
        return fail("cannot be used: its tensor " + shown + " has type " +
                    (known.empty() ? "number " + std::to_string(*type) : std::string(known)) +
                    ", which is not supported yet; use a file with F32, F16, BF16 or Q8_0 weights");
    }
    tensor.type = *dtype;
    const auto bytesOfRow = rowBytes(tensor.type, tensor.columns());
    if (!bytesOfRow) {
        return damaged("its tensor " + shown + " has rows of " + std::to_string(tensor.columns()) + " numbers, which " +
                       std::string(traitsOf(tensor.type).name) + " cannot store");
    }
    if (tensor.rows() > largestSize / *bytesOfRow) {
        return damaged("its tensor " + shown + " has more elements than any file can hold");
    }
    if (*offset % m_alignment != 0) {
        return damaged("the data of its tensor " + shown + " does not begin at a multiple of " +
                       std::to_string(m_alignment));
    }
    m_offsets.push_back(*offset);
    m_file->addTensor(std::move(tensor));
    return true;
}

bool GgufParser::placeTensors() {
    const std::uint64_t padding = (m_alignment - m_reader.position() % m_alignment) % m_alignment;
    const std::uint64_t dataBegin = m_reader.position() + padding;
    for (std::size_t i = 0; i < m_offsets.size(); ++i) {
        TensorView& tensor = m_file->tensorAt(i);
        const std::uint64_t size = tensor.rows() * *rowBytes(tensor.type, tensor.columns());
        const std::uint64_t room = m_bytes.size() > dataBegin ? m_bytes.size() - dataBegin : 0;
        if (m_offsets[i] > room || size > room - m_offsets[i]) {
            return cutShort("the data of its tensor " + inQuotes(tensor.name));
        }
        tensor.data = m_bytes.subspan(dataBegin + m_offsets[i], size);
    }
    return true;
}

} // namespace logitscope
