// A file's bytes, read-only, mapped into memory. Movable; unmapped when destroyed. Any thread may read.
//
// The file must not shrink while it is mapped: reading a page that is gone ends the process (as with any mapped file).
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace logitscope {

class MappedFile {
public:
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    // A regular, readable, non-empty file; anything else is a sentence (missing, directory, no permission, empty).
    static Result<MappedFile> open(const std::filesystem::path& path);

    std::span<const std::byte> bytes() const { return m_bytes; }

    // Tells the kernel that the pages are not needed for now: they stop counting as resident and come back on demand.
    void releasePages() const;

private:
    std::span<const std::byte> m_bytes;
};

} // namespace logitscope
