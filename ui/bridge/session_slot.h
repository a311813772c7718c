// A place for one running program to keep its session in: a file in the user's data folder, and a lock beside it.
//
// Programs that run at the same time have slots of their own. A lock goes with its process, also when that is killed;
// so at the next start the slot is free again and its session is there. GUI thread; touches the disk for a moment only.
#pragma once

#include <QLockFile>
#include <QString>

#include <memory>

namespace logitscope {

class SessionSlot {
public:
    static constexpr int mostSlots = 64;
    static constexpr int keptSlots = 12; // sessions that nobody uses; beyond that the oldest go

    // The free slot whose session was written last, else an empty one. Null when the folder cannot be written.
    static std::unique_ptr<SessionSlot> claim(const QString& folder);
    // An empty one.
    static std::unique_ptr<SessionSlot> claimEmpty(const QString& folder);

    const QString& file() const { return m_file; } // of the session; it may not be there yet

private:
    SessionSlot(QString file, std::unique_ptr<QLockFile> lock) : m_file(std::move(file)), m_lock(std::move(lock)) {}
    static std::unique_ptr<SessionSlot> tryNumber(const QString& folder, int number);

    QString m_file;
    std::unique_ptr<QLockFile> m_lock;
};

QString sessionsFolder(); // the usual place

} // namespace logitscope
