// Has rows of logits that memory let go (or that a session did not bring) computed again: by the determinism contract
// they come out as they were, bit for bit.
//
// Owned by the Workbench; GUI thread; never waits. One request at a time, the latest place that was looked at. Around a
// place some neighbours are read too, and further ones ahead of a focus that moves, so that walking through a text does
// not wait at every token.
#pragma once

#include "ui/bridge/engine_host.h"
#include "ui/bridge/run_store.h"

#include <QObject>

#include <optional>

namespace logitscope {

class RowReader final : public QObject {
    Q_OBJECT

public:
    RowReader(EngineHost& engine, RunStore& runs, QObject* parent = nullptr);

    // Whether the row at a place of a run (of the model that is loaded, not being written) is on its way; asks for it
    // when it is not. False where there can be none, and where it came and memory let it go again.
    bool request(const Run& run, std::size_t position);
    // Rows that are wanted soon: those missing near `position`, ahead of the way from `before`.
    void readAhead(const Run& run, std::size_t position, std::size_t before);
    // The rows of these places, as far as they are missing.
    void read(const Run& run, std::size_t first, std::size_t last);
    void cancel(); // another request has to come first
    bool busy() const { return m_job.has_value(); }

private:
    struct Job {
        JobId id{};
        RunId run{};
        std::size_t first = 0, last = 0;
    };

    std::size_t windowOf(const Run& run) const;
    bool missing(const Run& run, std::size_t position) const;

    EngineHost& m_engine;
    RunStore& m_runs;
    std::optional<Job> m_job;
    std::optional<std::pair<RunId, std::size_t>> m_came; // the place that was asked for last and has come
    std::optional<std::pair<RunId, std::size_t>> m_asked;
};

} // namespace logitscope
