// Parses JSON that nobody vouches for: the headers of safetensors files, config.json, index files.
//
// Besides the grammar it refuses what no honest writer makes: a member that stands twice in one object (parsers differ
// in which one counts) and nesting beyond any of these formats. Pure functions, any thread.
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string_view>

namespace logitscope {

// `subject` begins the sentence of the error: "The file 'x'", "The header of 'x'".
Result<nlohmann::json> parseJson(std::string_view text, std::string_view subject);

// A whole file, which must hold an object. Files above 64 MB are refused: what is read so is small.
Result<nlohmann::json> readJsonObject(const std::filesystem::path& path);

} // namespace logitscope
