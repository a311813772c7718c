#include "core/model/available_memory.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace logitscope {

namespace {

constexpr std::size_t unknown = std::numeric_limits<std::size_t>::max();

std::optional<std::size_t> numberIn(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::size_t value = 0;
    return stream >> value ? std::optional(value) : std::nullopt; // "max" is no number
}

std::size_t freeOnMachine() {
    std::ifstream stream("/proc/meminfo");
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("MemAvailable:")) {
            return static_cast<std::size_t>(std::stoull(line.substr(13))) * 1024;
        }
    }
    return unknown;
}

// The file cache of the group counts as used but is given back on demand.
std::size_t fileCacheOf(const std::filesystem::path& group) {
    std::ifstream stream(group / "memory.stat");
    std::string name;
    std::size_t value = 0;
    while (stream >> name >> value) {
        if (name == "file") {
            return value;
        }
    }
    return 0;
}

std::size_t freeInGroup(const std::filesystem::path& group) {
    const auto limit = numberIn(group / "memory.max");
    const auto used = numberIn(group / "memory.current");
    if (!limit || !used) {
        return unknown;
    }
    const std::size_t held = *used - std::min(*used, fileCacheOf(group));
    return *limit - std::min(*limit, held);
}

} // namespace

std::size_t availableMemory() {
    std::size_t available = freeOnMachine();
    std::ifstream membership("/proc/self/cgroup");
    for (std::string line; std::getline(membership, line);) {
        if (!line.starts_with("0::/")) {
            continue;
        }
        // The limit of every group from ours up to the root holds.
        const std::filesystem::path root = "/sys/fs/cgroup";
        for (std::filesystem::path group = line.substr(4);; group = group.parent_path()) {
            available = std::min(available, freeInGroup(root / group));
            if (group.empty()) {
                break;
            }
        }
    }
    return available;
}

} // namespace logitscope
