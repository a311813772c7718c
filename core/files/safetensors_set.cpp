#include "core/files/safetensors_set.h"

#include "core/base/utf8.h"
#include "core/files/json_document.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace logitscope {

namespace {

constexpr const char* indexName = "model.safetensors.index.json";
constexpr const char* weightsName = "model.safetensors";

using Names = std::set<std::string>;

std::string shown(const std::filesystem::path& path) { return inQuotes(path.native(), 4096); }

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

// The tensors that each file is to have.
Result<std::map<std::string, Names>> readIndex(const std::filesystem::path& path) {
    const auto document = readJsonObject(path);
    if (!document) {
        return document.error();
    }
    const auto map = document->find("weight_map");
    if (map == document->end() || !map->is_object() || map->empty()) {
        return Error{"The file " + shown(path) + " is damaged: it has no weight_map; copy or download it again."};
    }
    std::map<std::string, Names> files;
    for (const auto& [tensor, file] : map->items()) {
        const auto* name = file.get_ptr<const std::string*>();
        // A name, not a path: an index must not lead out of its folder.
        if (!name || name->empty() || name->find_first_of(std::string("/\\\0", 3)) != name->npos || *name == "..") {
            return Error{"The file " + shown(path) + " is damaged: it has the tensor " + inQuotes(tensor) +
                         " in something that is no file name; copy or download it again."};
        }
        files[*name].insert(tensor);
    }
    return files;
}

Result<SafetensorsSet> openFiles(const std::filesystem::path& folder, const std::map<std::string, Names>& files) {
    SafetensorsSet set;
    Names seen;
    for (const auto& [name, expected] : files) {
        const std::filesystem::path path = folder / name;
        if (!isThere(path)) {
            return Error{"The model " + shown(folder) + " is incomplete: its part " + inQuotes(name) +
                         " is missing; download it into the same folder."};
        }
        auto mapped = MappedFile::open(path);
        if (!mapped) {
            return mapped.error();
        }
        auto tensors = parseSafetensors(mapped->bytes(), path.native());
        if (!tensors) {
            return tensors.error();
        }
        Names here;
        for (SafetensorsTensor& tensor : *tensors) {
            if (!seen.insert(tensor.name).second) {
                return Error{"The model " + shown(folder) + " cannot be used: two of its files have the tensor " +
                             inQuotes(tensor.name) + "; copy or download it again."};
            }
            here.insert(tensor.name);
            set.tensors.push_back(std::move(tensor));
        }
        const auto missing = std::find_if(expected.begin(), expected.end(),
                                          [&](const std::string& tensor) { return !here.contains(tensor); });
        if (missing != expected.end()) {
            return Error{"The file " + shown(path) + " does not have the tensor " + inQuotes(*missing) +
                         " that the folder's index says it has; copy or download both again."};
        }
        set.mappings.push_back(std::move(*mapped));
    }
    return set;
}

// The only weights file of a folder without an index and without one of the usual name.
Result<std::string> onlyFile(const std::filesystem::path& folder) {
    std::error_code ignored;
    std::vector<std::string> found;
    bool pickled = false;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().native();
        if (name.ends_with(".safetensors")) {
            found.push_back(name);
        }
        pickled = pickled || (name.starts_with("pytorch_model") && name.ends_with(".bin"));
    }
    if (found.size() == 1) {
        return found.front();
    }
    if (!found.empty()) {
        return Error{"The folder " + shown(folder) + " has " + std::to_string(found.size()) +
                     " files of weights but no " + indexName + " that lists them; download it too."};
    }
    return Error{"The folder " + shown(folder) + " has no " + weightsName + (pickled ? "" : ", so it has no weights") +
                 (pickled ? "; its weights are in the format of PyTorch, which is not read here: save the model as "
                            "safetensors."
                          : "; download it into the same folder.")};
}

} // namespace

Result<SafetensorsSet> openSafetensorsSet(const std::filesystem::path& folder, const std::filesystem::path& chosen) {
    std::map<std::string, Names> files;
    const std::string wanted = chosen.filename().native();
    if (isThere(folder / indexName)) {
        auto listed = readIndex(folder / indexName);
        if (!listed) {
            return listed.error();
        }
        files = std::move(*listed);
    }
    if (!wanted.empty() && !files.contains(wanted)) {
        files = {{wanted, {}}};
    }
    if (files.empty()) {
        const auto name = isThere(folder / weightsName) ? Result<std::string>(weightsName) : onlyFile(folder);
        if (!name) {
            return name.error();
        }
        files = {{*name, {}}};
    }
    return openFiles(folder, files);
}

} // namespace logitscope
