// The models in the box: resources/models/catalog.json, read once at start.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace logitscope {

struct CatalogExample {
    std::string title; // in the examples menu
    std::string prompt;
};

struct CatalogModel {
    std::string title;          // "Tales 5M"
    std::filesystem::path file; // absolute
    std::filesystem::path card; // absolute; a Markdown page
    std::vector<CatalogExample> examples;
};

// The models whose files exist, the default one first.
Result<std::vector<CatalogModel>> readModelCatalog();
Result<std::vector<CatalogModel>> readModelCatalog(const std::filesystem::path& catalogFile);

} // namespace logitscope
