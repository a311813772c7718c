#include "core/model/model_catalog.h"

#include "core/base/data_files.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace logitscope {

Result<std::vector<CatalogModel>> readModelCatalog() {
    const auto file = findDataFile("models/catalog.json");
    if (!file) {
        return Error{
            "The models in the box are missing: models/catalog.json was not found beside the program; reinstall it "
            "or set LOGITSCOPE_DATA to the folder that holds it."};
    }
    return readModelCatalog(*file);
}

Result<std::vector<CatalogModel>> readModelCatalog(const std::filesystem::path& catalogFile) {
    std::ifstream stream(catalogFile);
    const nlohmann::json document = nlohmann::json::parse(stream, nullptr, false);
    if (!document.is_array()) {
        return Error{"The model catalogue '" + catalogFile.string() + "' is not a JSON list; reinstall the program."};
    }
    std::vector<CatalogModel> models;
    try {
        for (const nlohmann::json& entry : document) {
            CatalogModel model;
            model.title = entry.at("title").get<std::string>();
            model.file = catalogFile.parent_path() / entry.at("file").get<std::string>();
            model.card = catalogFile.parent_path() / entry.at("card").get<std::string>();
            for (const nlohmann::json& example : entry.at("examples")) {
                model.examples.push_back(
                    {example.at("title").get<std::string>(), example.at("prompt").get<std::string>()});
            }
            if (std::filesystem::exists(model.file)) {
                models.push_back(std::move(model));
            }
        }
    } catch (const nlohmann::json::exception& problem) {
        return Error{"The model catalogue '" + catalogFile.string() + "' is damaged (" + problem.what() +
                     "); reinstall the program."};
    }
    if (models.empty()) {
        return Error{"The model catalogue '" + catalogFile.string() +
                     "' names no model file that exists; reinstall the program."};
    }
    return models;
}

} // namespace logitscope
