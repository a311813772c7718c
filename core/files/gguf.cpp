#include "core/files/gguf.h"

#include "core/base/utf8.h"
#include "core/files/gguf_parser.h"

#include <cstdio>
#include <system_error>

namespace logitscope {

namespace {

// More parts than any model has; names have room for five digits.
constexpr std::int64_t mostParts = 99'999;

std::string shown(const std::filesystem::path& path) { return inQuotes(path.native(), 4096); }

Result<ModelFile> openOne(const std::filesystem::path& path) {
    Result<MappedFile> mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    Result<ModelFile> file = parseGguf(mapped->bytes(), path.native());
    if (file) {
        file->keep(std::move(*mapped));
    }
    return file;
}

// "-00002-of-00003.gguf", as gguf-split names the parts, counted from 1.
std::string endOfName(std::int64_t part, std::int64_t count) {
    char text[64];
    std::snprintf(text, sizeof text, "-%05lld-of-%05lld.gguf", static_cast<long long>(part),
                  static_cast<long long>(count));
    return text;
}

Error incomplete(const std::filesystem::path& path, const std::string& what) {
    return {"The model " + shown(path) + " is incomplete: " + what + "; download it into the same folder."};
}

// All parts of the model that `opened` is one of, as the first part with the tensors of the others.
Result<ModelFile> joined(const ModelFile& opened, std::int64_t count) {
    const std::filesystem::path& path = opened.path();
    const auto number = opened.integer("split.no"); // counted from 0
    const std::string name = path.filename().native();
    const std::string end = endOfName(number.value_or(-1) + 1, count);
    if (!number || *number < 0 || *number >= count || !name.ends_with(end)) {
        return Error{"The file " + shown(path) + " is one of " + std::to_string(count) +
                     " parts of a model, but its name does not say so; give the parts their names back, "
                     "which end like " +
                     inQuotes(endOfName(1, count)) + "."};
    }
    const std::string stem = name.substr(0, name.size() - end.size());
    std::optional<ModelFile> whole;
    for (std::int64_t part = 1; part <= count; ++part) {
        const std::filesystem::path partPath = path.parent_path() / (stem + endOfName(part, count));
        std::error_code ignored;
        if (!std::filesystem::exists(partPath, ignored)) {
            return incomplete(path, "its part " + inQuotes(partPath.filename().native()) + " is missing");
        }
        Result<ModelFile> next = openOne(partPath);
        if (!next) {
            return next.error();
        }
        if (next->integer("split.no") != part - 1 || next->integer("split.count") != count) {
            return Error{"The file " + shown(partPath) + " is not part " + std::to_string(part) + " of " +
                         std::to_string(count) + ", though its name says so; copy or download it again."};
        }
        if (!whole) {
            whole.emplace(std::move(*next));
        } else if (const auto twice = whole->absorb(std::move(*next))) {
            return Error{"The model " + shown(path) + " cannot be used: two of its parts have the tensor " +
                         inQuotes(*twice) + "; copy or download it again."};
        }
    }
    const auto total = whole->integer("split.tensors.count");
    if (total && static_cast<std::size_t>(*total) != whole->tensors().size()) {
        return Error{"The model " + shown(path) + " is damaged: its parts have " +
                     std::to_string(whole->tensors().size()) + " tensors together, but should have " +
                     std::to_string(*total) + "; copy or download it again."};
    }
    return std::move(*whole);
}

} // namespace

Result<ModelFile> openGguf(const std::filesystem::path& path) {
    Result<ModelFile> file = openOne(path);
    if (!file) {
        return file;
    }
    const std::int64_t parts = file->integer("split.count").value_or(1);
    if (parts <= 1) {
        return file;
    }
    if (parts > mostParts) {
        return Error{"The file " + shown(path) + " is damaged: it would be one of " + std::to_string(parts) +
                     " parts; copy or download it again."};
    }
    return joined(*file, parts);
}

Result<ModelFile> parseGguf(std::span<const std::byte> bytes, std::string_view name) {
    ModelFile file{std::filesystem::path(name), "GGUF"};
    if (Status status = GgufParser(bytes, name).parse(file); !status) {
        return status.error();
    }
    return file;
}

} // namespace logitscope
