#include "core/files/gguf.h"

#include "core/files/gguf_parser.h"

#include <limits>

namespace logitscope {

namespace {

// The value of a key when it has exactly this type.
template<typename T>
const T* find(const std::map<std::string, MetaValue, std::less<>>& metadata, std::string_view key) {
    const auto entry = metadata.find(key);
    return entry == metadata.end() ? nullptr : std::get_if<T>(&entry->second);
}

} // namespace

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    Result<GgufFile> file = parse(mapped->bytes(), path.native());
    if (file) {
        file->m_path = path;
        file->m_file = std::move(*mapped);
    }
    return file;
}

Result<GgufFile> GgufFile::parse(std::span<const std::byte> bytes, std::string_view name) {
    GgufFile file;
    file.m_path = name;
    if (Status status = GgufParser(bytes, name).parse(file); !status) {
        return status.error();
    }
    return file;
}

std::optional<std::int64_t> GgufFile::integer(std::string_view key) const {
    if (const auto* number = find<std::int64_t>(m_metadata, key)) {
        return *number;
    }
    const auto* number = find<std::uint64_t>(m_metadata, key);
    if (number && *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

std::optional<double> GgufFile::number(std::string_view key) const {
    if (const auto* number = find<double>(m_metadata, key)) {
        return *number;
    }
    if (const auto whole = integer(key)) {
        return static_cast<double>(*whole);
    }
    return std::nullopt;
}

std::optional<bool> GgufFile::boolean(std::string_view key) const {
    const auto* value = find<bool>(m_metadata, key);
    return value ? std::optional(*value) : std::nullopt;
}

const std::string* GgufFile::string(std::string_view key) const { return find<std::string>(m_metadata, key); }

const std::vector<std::string>* GgufFile::strings(std::string_view key) const {
    return find<std::vector<std::string>>(m_metadata, key);
}

const std::vector<double>* GgufFile::numbers(std::string_view key) const {
    return find<std::vector<double>>(m_metadata, key);
}

const std::vector<std::int64_t>* GgufFile::integers(std::string_view key) const {
    return find<std::vector<std::int64_t>>(m_metadata, key);
}

const TensorView* GgufFile::tensor(std::string_view name) const {
    const auto entry = m_index.find(name);
    return entry == m_index.end() ? nullptr : &m_tensors[entry->second];
}

} // namespace logitscope
