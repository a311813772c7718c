// Any bytes as a session file: a session that is written and read again as the same, or a sentence.
#include "core/session/session_json.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const auto session = sessionFromJson({reinterpret_cast<const char*>(data), size}, "The session file 'fuzz'");
    if (!session) {
        return session.error().message.empty() ? std::abort(), 0 : 0;
    }
    std::size_t tokens = 0;
    for (const auto& run : session->runs) {
        const WholeRun whole = wholeRun(*session, *run);
        if (whole.tokens.size() != run->length() || whole.passages.empty() || whole.passages.front().first != 0) {
            std::abort();
        }
        tokens += whole.tokens.size();
    }
    const std::string written = toJson(*session);
    const auto again = sessionFromJson(written, "The session file 'again'");
    if (!again || toJson(*again) != written) {
        std::abort();
    }
    volatile std::size_t kept = tokens;
    (void)kept;
    return 0;
}
