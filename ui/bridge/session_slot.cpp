#include "ui/bridge/session_slot.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <vector>

namespace logitscope {

namespace {

QString fileOf(const QString& folder, int number) {
    return folder + QStringLiteral("/session-%1.logitscope").arg(number);
}

// Numbers of the slots that hold a session, the latest first.
std::vector<int> usedSlots(const QString& folder) {
    std::vector<std::pair<QDateTime, int>> used;
    for (int number = 1; number <= SessionSlot::mostSlots; ++number) {
        if (const QFileInfo file(fileOf(folder, number)); file.exists()) {
            used.emplace_back(file.lastModified(), number);
        }
    }
    std::ranges::stable_sort(used, std::ranges::greater(), &std::pair<QDateTime, int>::first);
    std::vector<int> numbers;
    numbers.reserve(used.size());
    for (const auto& [time, number] : used) {
        numbers.push_back(number);
    }
    return numbers;
}

} // namespace

QString sessionsFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/logitscope/sessions");
}

std::unique_ptr<SessionSlot> SessionSlot::tryNumber(const QString& folder, int number) {
    const QString file = fileOf(folder, number);
    auto lock = std::make_unique<QLockFile>(file + QStringLiteral(".lock"));
    lock->setStaleLockTime(0); // only a process that is gone gives it up
    if (!lock->tryLock(0)) {
        return nullptr;
    }
    return std::unique_ptr<SessionSlot>(new SessionSlot(file, std::move(lock)));
}

std::unique_ptr<SessionSlot> SessionSlot::claim(const QString& folder) {
    if (folder.isEmpty() || !QDir().mkpath(folder)) {
        return nullptr;
    }
    for (const int number : usedSlots(folder)) {
        if (auto slot = tryNumber(folder, number)) {
            return slot;
        }
    }
    return claimEmpty(folder);
}

std::unique_ptr<SessionSlot> SessionSlot::claimEmpty(const QString& folder) {
    if (folder.isEmpty() || !QDir().mkpath(folder)) {
        return nullptr;
    }
    const std::vector<int> used = usedSlots(folder);
    int unused = 0;
    for (const int number : used) {
        if (const auto slot = tryNumber(folder, number); slot && ++unused > keptSlots) {
            QFile::remove(slot->file());
        }
    }
    for (int number = 1; number <= mostSlots; ++number) {
        if (!QFileInfo::exists(fileOf(folder, number))) {
            if (auto slot = tryNumber(folder, number)) {
                return slot;
            }
        }
    }
    return nullptr;
}

} // namespace logitscope
