// The matches of the token finder as a Qt model: one row per token. GUI thread.
#pragma once

#include "ui/widgets/bar_row.h"

#include <QAbstractTableModel>

#include <vector>

namespace logitscope {

class TokenTable : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Label, Rank, Logit, Raw, Final, Verdict, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<BarRow> rows); // shown in barComesBefore() order
    const BarRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const BarRow& row, int column) const;

    std::vector<BarRow> m_rows;
};

} // namespace logitscope
