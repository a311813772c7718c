#include "ui/widgets/plot_table.h"

#include <QLocale>

#include <utility>

namespace logitscope {

namespace {

// Every digit, in a form that every program reads.
QString cellText(const QVariant& cell) {
    return cell.userType() == QMetaType::Double ? QString::number(cell.toDouble(), 'g', QLocale::FloatingPointShortest)
                                                : cell.toString();
}

QString quoted(QString text) {
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) && !text.contains(QLatin1Char('\n')) &&
        !text.contains(QLatin1Char('\r'))) {
        return text;
    }
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

bool isNumber(const QVariant& cell) {
    const int type = cell.userType();
    return type == QMetaType::Double || type == QMetaType::Int || type == QMetaType::LongLong ||
           type == QMetaType::ULongLong || type == QMetaType::UInt;
}

} // namespace

QString toCsv(const PlotTable& table) {
    QString text;
    QStringList cells;
    for (const QString& column : table.columns) {
        cells.append(quoted(column));
    }
    text += cells.join(QLatin1Char(',')) + QLatin1String("\r\n");
    for (const std::vector<QVariant>& row : table.rows) {
        cells.clear();
        for (const QVariant& cell : row) {
            cells.append(quoted(cellText(cell)));
        }
        text += cells.join(QLatin1Char(',')) + QLatin1String("\r\n");
    }
    return text;
}

PlotTableModel::PlotTableModel(PlotTable table, QObject* parent)
    : QAbstractTableModel(parent), m_table(std::move(table)) {}

int PlotTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int PlotTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

QVariant PlotTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const QVariant& cell = m_table.rows.at(index.row()).at(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(cell);
    case Qt::EditRole:
        return cell;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(cell) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant PlotTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole && section >= 0 && section < columnCount()) {
        return m_table.columns.at(section);
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

} // namespace logitscope
