// The columns' figures as a table: a row for each figure, a column for each column of the lab. A Qt model; GUI thread.
#pragma once

#include "ui/labs/compare/column_figures.h"
#include "ui/labs/compare/compare_runs.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractTableModel>

#include <vector>

namespace logitscope {

class FiguresTable : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit FiguresTable(const CompareRuns& runs, QObject* parent = nullptr);

    void refresh();                                                         // measures the texts again
    const std::vector<ColumnFigures>& figures() const { return m_figures; } // by column
    PlotTable table() const; // every number, with the interval's half width

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const CompareRuns& m_runs;
    std::vector<ColumnFigures> m_figures;
};

} // namespace logitscope
