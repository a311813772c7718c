// The numbers behind a chart: one value that becomes the table for screen readers, the clipboard text and the CSV file.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <vector>

namespace logitscope {

struct PlotTable {
    QString title;
    QStringList columns;                     // with units: "entropy (bits)"
    std::vector<std::vector<QVariant>> rows; // numbers as numbers, an invalid QVariant where there is none
};

// RFC 4180: comma, CRLF, quotes doubled; numbers with a decimal point and every digit, whatever the language.
QString toCsv(const PlotTable& table);

// Read-only. Owned by the dialog that shows it; GUI thread.
class PlotTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit PlotTableModel(PlotTable table, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    PlotTable m_table;
};

} // namespace logitscope
