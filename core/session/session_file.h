// Sessions in files: read whole, replaced whole. Any thread; both take as long as the disk does.
#pragma once

#include "core/base/result.h"
#include "core/session/session.h"

#include <filesystem>

namespace logitscope {

// Missing, a directory, unreadable, too large, damaged and newer files are sentences; the file is never touched.
Result<SavedSession> readSessionFile(const std::filesystem::path& path);

// The new file stands complete on the disk before it takes the old one's place, so that neither a full disk nor a
// crash leaves half a session. When it fails, the old file is as it was.
Status writeSessionFile(const SavedSession& session, const std::filesystem::path& path);

// The same for any text.
Status replaceFile(const std::filesystem::path& path, std::string_view text);

} // namespace logitscope
