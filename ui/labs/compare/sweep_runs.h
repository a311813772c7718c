// The jobs of a grid sweep: several short texts for each cell, as many cells at once as a batch holds.
//
// Owned by the sweep's panel; GUI thread. One batch is with the engine at a time, so that other work gets its turn.
#pragma once

#include "ui/bridge/workbench.h"
#include "ui/labs/compare/column_figures.h"
#include "ui/labs/compare/sweep.h"

#include <QObject>

#include <vector>

namespace logitscope {

class SweepRuns final : public QObject {
    Q_OBJECT

public:
    enum class State : unsigned char { Empty, Running, Done, Cancelled, Failed };

    struct Cell {
        ChainSpec chain;
        std::vector<ColumnSample> samples;
        ColumnFigures figures; // once it has ended
        bool ended() const;
    };

    explicit SweepRuns(Workbench& bench, QObject* parent = nullptr);

    // Axes as validated; `base` gives all but the chain's two parameters; 1 ... mostRepeats texts of each cell.
    void run(const SweepAxis& x, const SweepAxis& y, const ColumnRecipe& base, ModelSlot slot, int texts);
    void stop();

    State state() const { return m_state; }
    QString problem() const { return m_problem; }
    const SweepAxis& x() const { return m_x; }
    const SweepAxis& y() const { return m_y; }
    const Cell& cell(int x, int y) const {
        const int place = y * m_x.steps + x;
        return m_cells.at(static_cast<std::size_t>(place));
    }
    int cellCount() const { return static_cast<int>(m_cells.size()); }
    int endedCells() const;
    // Of a cell that has ended; not a number otherwise.
    Estimate figureAt(int x, int y, Figure figure) const;

signals:
    void changed();

private:
    struct Member {
        std::size_t cell, sample;
    };
    void submitNext();
    void setState(State state);

    Workbench& m_bench;
    SweepAxis m_x, m_y;
    ColumnRecipe m_base;
    ModelSlot m_slot = ModelSlot::First;
    std::vector<Cell> m_cells; // row by row, y from its first value
    std::vector<Member> m_waiting;
    std::vector<Member> m_running;
    std::optional<JobId> m_job;
    State m_state = State::Empty;
    QString m_problem;
};

} // namespace logitscope
