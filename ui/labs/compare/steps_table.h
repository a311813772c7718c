// The columns' texts token by token, one row for each step: what each column wrote there, how many agree, where they
// part first, and how far apart the distributions are. A Qt model; GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace logitscope {

class StepsTable : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit StepsTable(const CompareRuns& runs, QObject* parent = nullptr);

    // The runs have more tokens, or other ones, or other columns.
    void refresh();
    // The first step whose divergence is not known, or was computed when fewer texts had come so far.
    std::optional<std::size_t> nextDivergence() const;
    void setDivergence(std::size_t step, double bits); // with as many texts as there are now

    std::optional<std::size_t> firstDifference() const { return m_firstDifference; }
    int divergenceColumn() const { return m_columnCount; } // behind the columns of the lab
    PlotTable table() const;                               // every number

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Divergence {
        double bits = 0.0;
        std::size_t texts = 0; // that had come so far when it was computed
    };
    std::size_t textsAt(std::size_t step) const;
    QString labelAt(std::size_t column, std::size_t step) const;
    double shareOf(std::size_t column, std::size_t step) const; // of the columns there that have the same token
    QString tipAt(std::size_t column, std::size_t step) const;

    const CompareRuns& m_runs;
    int m_columnCount = 0;
    int m_rowCount = 0;
    std::optional<std::size_t> m_firstDifference;
    std::vector<std::optional<Divergence>> m_divergences;
    int m_generation = -1; // of the texts that are shown
};

} // namespace logitscope
