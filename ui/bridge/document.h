// What a person edits, as one value, and its undo history.
//
// A snapshot is small: the runs themselves stay in the RunStore, a document only names the one that is shown.
#pragma once

#include "core/base/ids.h"
#include "core/decoding/request.h"

#include <QMap>
#include <QSet>
#include <QString>

#include <optional>
#include <vector>

namespace logitscope {

struct Document {
    QString prompt;
    bool asChat = true; // for a model with a chat template: the prompt is a user's message to it
    ChainSpec chain;
    std::uint64_t seed = 7;
    StopRules stop;
    std::optional<RunId> run; // the one on screen
    std::size_t position = 0; // focus in it
    // What was done to branches; the runs themselves never go, so that every edit can be taken back.
    QMap<RunId, QString> names;
    QSet<qint32> deleted; // numbers of runs

    bool isDeleted(RunId id) const { return deleted.contains(numberOf(id)); }
};

enum class EditKind : unsigned char { Text, Chain, Seed, Stop, Run, Branches };

class History {
public:
    static constexpr std::int64_t mergeMilliseconds = 900;
    static constexpr std::size_t depth = 500;

    // To be called with the document as it was before an edit. Edits of one kind that follow each other quickly
    // (typing, a slider on its way) are one step of the history; `merge` false always starts a new one.
    void record(const Document& before, EditKind kind, bool merge, std::int64_t nowMilliseconds);

    // Takes back the latest record() when it was of this kind: the edit came to nothing.
    void withdraw(EditKind kind);

    void clear();

    bool canUndo() const { return !m_undo.empty(); }
    bool canRedo() const { return !m_redo.empty(); }
    // The document to go back (forward) to, `current` being kept for the way back; empty when there is none.
    std::optional<Document> undo(const Document& current);
    std::optional<Document> redo(const Document& current);

private:
    std::vector<Document> m_undo, m_redo;
    std::optional<EditKind> m_lastKind;
    std::int64_t m_lastTime = 0;
};

// Whether two chains differ in numbers only: same samplers, same order, same ones on.
bool sameShape(const ChainSpec& left, const ChainSpec& right);
bool sameStopRules(const StopRules& left, const StopRules& right);

} // namespace logitscope
