#include "core/session/model_identity.h"

#include "core/base/mapped_file.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace logitscope {

namespace {

constexpr std::size_t edge = std::size_t{8} << 20;
constexpr std::size_t stretch = std::size_t{256} << 10;
constexpr std::size_t stretches = 64;

Error stopped() { return Error{"Looking at the model file was cancelled."}; }

Result<FileIdentity> identifyFile(const std::filesystem::path& path, const std::stop_token& stop) {
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    const std::span<const std::byte> bytes = mapped->bytes();
    FileIdentity identity;
    identity.fileName = replaceInvalidUtf8(path.filename().native());
    identity.bytes = bytes.size();
    identity.sampled = bytes.size() > wholeHashBytes;
    Sha256 hash;
    if (!identity.sampled) {
        for (std::size_t at = 0; at < bytes.size(); at += edge) {
            if (stop.stop_requested()) {
                return stopped();
            }
            hash.add(bytes.subspan(at, std::min(edge, bytes.size() - at)));
        }
    } else {
        std::array<std::byte, 8> size;
        for (std::size_t i = 0; i < size.size(); ++i) {
            size[i] = static_cast<std::byte>(identity.bytes >> (8 * i));
        }
        hash.add(size);
        hash.add(bytes.first(edge));
        hash.add(bytes.last(edge));
        for (std::size_t i = 0; i < stretches; ++i) {
            if (stop.stop_requested()) {
                return stopped();
            }
            hash.add(bytes.subspan(edge + (bytes.size() - 2 * edge - stretch) / (stretches - 1) * i, stretch));
        }
    }
    mapped->releasePages();
    identity.sha256 = hash.finish();
    return identity;
}

Result<FileIdentity> identifyFolder(const std::filesystem::path& path, const std::stop_token& stop) {
    std::vector<std::filesystem::path> files;
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(path, problem), end; !problem && entry != end;
         entry.increment(problem)) {
        const std::string suffix = entry->path().extension().string();
        if (entry->is_regular_file(problem) && !problem &&
            (suffix == ".safetensors" || suffix == ".json" || suffix == ".model" || suffix == ".bin")) {
            files.push_back(entry->path());
        }
    }
    if (problem) {
        return Error{"The folder " + inQuotes(path.native(), 4096) + " cannot be read: " + problem.message() + "."};
    }
    std::ranges::sort(files);
    FileIdentity identity;
    identity.fileName = replaceInvalidUtf8(path.filename().native());
    Sha256 hash;
    for (const std::filesystem::path& file : files) {
        const auto one = identifyFile(file, stop);
        if (!one) {
            return one.error();
        }
        identity.bytes += one->bytes;
        identity.sampled |= one->sampled;
        hash.add(one->fileName + ", " + std::to_string(one->bytes) + ", " + one->sha256 + "\n");
    }
    identity.sha256 = hash.finish();
    return identity;
}

} // namespace

Result<FileIdentity> identifyModel(const std::filesystem::path& path, const std::stop_token& stop) {
    std::error_code problem;
    return std::filesystem::is_directory(path, problem) ? identifyFolder(path, stop) : identifyFile(path, stop);
}

} // namespace logitscope
