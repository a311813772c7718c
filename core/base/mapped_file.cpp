#include "core/base/mapped_file.h"

#include "core/base/utf8.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace logitscope {

namespace {

class Descriptor {
public:
    // Non-blocking, so that a named pipe without a writer is refused instead of waited for.
    explicit Descriptor(const std::filesystem::path& path)
        : m_number(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    int number() const { return m_number; }

private:
    int m_number;
};

std::string shown(const std::filesystem::path& path) { return inQuotes(path.native(), 4096); }

Error systemError(const std::filesystem::path& path, int code) {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return {"There is no file " + shown(path) + "; check the path."};
    case EACCES:
    case EPERM:
        return {"The file " + shown(path) + " may not be read; change its permissions or choose another one."};
    case ENOMEM:
        return {"The file " + shown(path) + " does not fit into this machine's address space."};
    default:
        return {"The file " + shown(path) + " cannot be read (" + std::generic_category().message(code) + ")."};
    }
}

} // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(path);
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
        return systemError(path, errno);
    }
    if (S_ISDIR(status.st_mode)) {
        return Error{shown(path) + " is a folder; choose a file."};
    }
    if (!S_ISREG(status.st_mode)) {
        return Error{shown(path) + " is a device or a pipe; choose an ordinary file."};
    }
    if (status.st_size == 0) {
        return Error{"The file " + shown(path) + " is empty; copy or download it again."};
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (address == MAP_FAILED) { // NOLINT(performance-no-int-to-ptr): the system's own definition
        return systemError(path, errno);
    }
    MappedFile mapped;
    mapped.m_bytes = {static_cast<const std::byte*>(address), size};
    return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

MappedFile::~MappedFile() {
    if (!m_bytes.empty()) {
        ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
    }
}

void MappedFile::releasePages() const {
    if (!m_bytes.empty()) {
        ::madvise(const_cast<std::byte*>(m_bytes.data()), m_bytes.size(), MADV_DONTNEED);
    }
}

} // namespace logitscope
