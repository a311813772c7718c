#include "core/base/data_files.h"

#include <array>
#include <cstdlib>
#include <system_error>

namespace logitscope {

std::optional<std::filesystem::path> findDataFile(std::string_view relative) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    std::array<fs::path, 4> folders;
    if (const char* chosen = std::getenv("LOGITSCOPE_DATA")) {
        folders[0] = chosen;
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    folders[1] = program.parent_path() / ".." / "share" / "logitscope";
    folders[2] = "/usr/local/share/logitscope";
    folders[3] = "/usr/share/logitscope";
    for (const fs::path& folder : folders) {
        const fs::path candidate = folder / relative;
        if (!folder.empty() && fs::exists(candidate, ignored)) {
            return candidate.lexically_normal();
        }
    }
    return std::nullopt;
}

} // namespace logitscope
