#include "core/model/open_model_file.h"

#include "core/base/mapped_file.h"
#include "core/base/utf8.h"
#include "core/files/gguf.h"
#include "core/files/llama2c.h"
#include "core/files/safetensors.h"
#include "core/model/hugging_face/folder.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace logitscope {

namespace {

enum class Container : std::uint8_t { Gguf, Safetensors, Llama2c, Json, Unknown };

Container containerOf(std::span<const std::byte> bytes) {
    constexpr std::string_view magic = "GGUF";
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 64));
    if (text.substr(0, magic.size()) == magic.substr(0, text.size())) {
        return Container::Gguf;
    }
    if (looksLikeSafetensors(bytes)) {
        return Container::Safetensors;
    }
    if (looksLikeLlama2c(bytes)) {
        return Container::Llama2c;
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != text.npos && (text[first] == '{' || text[first] == '[') ? Container::Json : Container::Unknown;
}

bool isRegular(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored);
}

std::string shown(const std::filesystem::path& path) { return inQuotes(path.native(), 4096); }

// The first part, where the files are the parts of one model.
bool isLaterPart(const std::string& name) {
    const std::size_t of = name.rfind("-of-");
    return of != name.npos && of >= 6 && name[of - 6] == '-' && name.substr(of - 5, 5) != "00001";
}

Result<ModelFile> openFolder(const std::filesystem::path& folder) {
    if (isRegular(folder / configName)) {
        return openHuggingFaceFolder(folder);
    }
    std::vector<std::filesystem::path> found;
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        if (entry.path().extension() == ".gguf" && !isLaterPart(entry.path().filename().native())) {
            found.push_back(entry.path());
        }
    }
    if (problem) {
        return Error{"The folder " + shown(folder) + " may not be read; change its permissions or choose another one."};
    }
    if (found.size() == 1) {
        return openGguf(found.front());
    }
    if (!found.empty()) {
        return Error{"The folder " + shown(folder) + " has " + std::to_string(found.size()) +
                     " models (.gguf); choose one of them."};
    }
    return Error{"The folder " + shown(folder) +
                 " has no model: neither a config.json with weights nor a .gguf file; choose another one."};
}

} // namespace

Result<ModelFile> openModelFile(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return openFolder(path);
    }
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    const Container container = containerOf(mapped->bytes());
    if (container == Container::Gguf) {
        return openGguf(path);
    }
    if (container == Container::Llama2c) {
        return openLlama2c(path);
    }
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    if (isRegular(folder / configName)) {
        return openHuggingFaceFolder(folder, container == Container::Safetensors ? path : std::filesystem::path());
    }
    if (container == Container::Safetensors || container == Container::Json) {
        return Error{"The file " + shown(path) + " has no " + configName +
                     " beside it, which says what model it is; download the whole folder of the model and open that."};
    }
    return Error{"The file " + shown(path) +
                 " is no model that can be read; choose a GGUF file, a folder with safetensors weights and their "
                 "config.json, or a llama2.c file."};
}

} // namespace logitscope
