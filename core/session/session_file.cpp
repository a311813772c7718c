#include "core/session/session_file.h"

#include "core/base/mapped_file.h"
#include "core/base/utf8.h"
#include "core/session/session_json.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace logitscope {

namespace {

std::string nameOf(const std::filesystem::path& path) { return inQuotes(path.native(), 4096); }

// An open file that is closed, and (unless it was renamed) removed, in the end.
class NewFile {
public:
    explicit NewFile(std::filesystem::path path)
        : m_path(std::move(path)), m_file(open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        const int kept = errno;
        if (m_file >= 0) {
            close(m_file);
            unlink(m_path.c_str());
        }
        errno = kept;
    }

    bool isOpen() const { return m_file >= 0; }
    bool write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t written = ::write(m_file, text.data(), text.size());
            if (written < 0 && errno != EINTR) {
                return false;
            }
            text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
        }
        return true;
    }
    // Who may read the old file may read the new one.
    void takeModeOf(const std::filesystem::path& old) const {
        struct stat status {};
        if (stat(old.c_str(), &status) == 0) {
            (void)!fchmod(m_file, status.st_mode & 07777U);
        }
    }
    bool moveTo(const std::filesystem::path& path) {
        if (fsync(m_file) != 0 || rename(m_path.c_str(), path.c_str()) != 0) {
            return false;
        }
        close(m_file);
        m_file = -1;
        return true;
    }

private:
    std::filesystem::path m_path;
    int m_file;
};

// The rename itself reaches the disk; a file system that cannot do it is no reason to complain.
void syncFolder(const std::filesystem::path& folder) {
    const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        (void)fsync(file);
        close(file);
    }
}

} // namespace

Status replaceFile(const std::filesystem::path& path, std::string_view text) {
    static std::atomic<unsigned> number{0};
    std::error_code problem;
    // Through a link, the file that it names is replaced.
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, problem);
    const std::filesystem::path target = problem ? path : resolved;
    std::filesystem::path temporary = target;
    temporary += ".new-" + std::to_string(getpid()) + "-" + std::to_string(++number);
    errno = 0;
    if (std::filesystem::is_directory(target, problem)) {
        return Error{nameOf(path) + " is a folder; choose a name for a file."};
    }
    NewFile file(temporary);
    if (file.isOpen()) {
        file.takeModeOf(target);
    }
    if (!file.isOpen() || !file.write(text) || !file.moveTo(target)) {
        const int cause = errno;
        const std::string advice = cause == ENOSPC || cause == EDQUOT || cause == EFBIG
                                       ? "the disk is full; make room or choose another place"
                                       : std::string(std::strerror(cause)) + "; choose another place";
        return Error{"The file " + nameOf(path) + " could not be written: " + advice +
                     ". What was there is unchanged."};
    }
    syncFolder(target.parent_path());
    return {};
}

Result<SavedSession> readSessionFile(const std::filesystem::path& path) {
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    try {
        return sessionFromJson({reinterpret_cast<const char*>(mapped->bytes().data()), mapped->bytes().size()},
                               "The session file " + nameOf(path));
    } catch (const std::bad_alloc&) {
        return Error{"There is not enough memory to open the session file " + nameOf(path) + "; close other programs."};
    }
}

Status writeSessionFile(const SavedSession& session, const std::filesystem::path& path) {
    try {
        const std::string text = toJson(session);
        if (text.size() > largestSessionBytes) {
            return Error{"The session has grown beyond the " + std::to_string(largestSessionBytes >> 20) +
                         " MB that a file may have; delete branches that are not needed."};
        }
        return replaceFile(path, text);
    } catch (const std::bad_alloc&) {
        return Error{"There is not enough memory to save the session; close other programs."};
    }
}

} // namespace logitscope
