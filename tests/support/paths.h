// Where tests find their data: the reference files (absent in an outside clone) and the program's own resources.
#pragma once

#include <QtTest/QTest>

#include <filesystem>
#include <string>

namespace logitscope::test {

inline std::filesystem::path sharedPath(const std::string& relative) {
    return std::filesystem::path(LOGITSCOPE_SHARED_DIR) / relative;
}

inline std::filesystem::path resourcePath(const std::string& relative) {
    return std::filesystem::path(LOGITSCOPE_RESOURCES_DIR) / relative;
}

} // namespace logitscope::test

// Ends the test as SKIPPED where the reference file is absent.
#define LOGITSCOPE_REQUIRE_SHARED(relative)                                                                            \
    do {                                                                                                               \
        if (!std::filesystem::exists(logitscope::test::sharedPath(relative)))                                          \
            QSKIP("reference data absent: " relative);                                                                 \
    } while (false)
