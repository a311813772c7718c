// Finds the program's data files: <program>/../share/logitscope in the build tree, the installed tree and the package.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace logitscope {

// The file `relative` ("models/catalog.json") in $LOGITSCOPE_DATA, beside the running program, or in the system's data
// folders; empty when it is nowhere.
std::optional<std::filesystem::path> findDataFile(std::string_view relative);

} // namespace logitscope
