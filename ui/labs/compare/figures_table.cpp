#include "ui/labs/compare/figures_table.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QPixmap>

#include <cmath>

namespace logitscope {

namespace {

// The unit on a line of its own, as the interval of a figure: columns stay narrow.
QString nameOverUnit(const FigureWords& words) {
    return words.unit.isEmpty() ? words.name : words.name + QLatin1Char('\n') + words.unit;
}

QVariant orNothing(double value) { return std::isnan(value) ? QVariant() : QVariant(value); }

} // namespace

FiguresTable::FiguresTable(const CompareRuns& runs, QObject* parent) : QAbstractTableModel(parent), m_runs(runs) {
    // A column that is gone must not be asked for until the next frame.
    connect(&runs, &CompareRuns::columnsChanged, this, [this] {
        if (m_runs.columns().size() != m_figures.size()) {
            refresh();
        }
    });
    refresh();
}

void FiguresTable::refresh() {
    const bool reset = m_figures.size() != m_runs.columns().size();
    if (reset) {
        beginResetModel();
    }
    m_figures.clear();
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        m_figures.push_back(figuresOf(m_runs.text(i)));
    }
    if (reset) {
        endResetModel();
    } else {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

int FiguresTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(figureCount);
}

int FiguresTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_figures.size());
}

QVariant FiguresTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto figure = static_cast<Figure>(index.row());
    const Estimate& estimate = figureOf(m_figures.at(static_cast<std::size_t>(index.column())), figure);
    switch (role) {
    case Qt::DisplayRole:
        return figureText(figure, estimate).replace(QStringLiteral(" ± "), QStringLiteral("\n± "));
    case Qt::AccessibleTextRole:
        return figureText(figure, estimate) + QLatin1Char(' ') + wordsOf(figure).unit;
    case Qt::ToolTipRole:
        return estimate.count > 1
                   ? wordsOf(figure).meaning + QLatin1Char('\n') +
                         (std::isnan(estimate.halfWidth)
                              ? tr("Of %1 texts.").arg(estimate.count)
                              : tr("Mean of %1 texts; ± is the 95 % interval of that mean (Student's t).")
                                    .arg(estimate.count))
                   : wordsOf(figure).meaning;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    case Qt::FontRole:
        return Theme::instance().numberFont(TextSize::Small);
    default:
        return {};
    }
}

QVariant FiguresTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical && section >= 0 && section < rowCount()) {
        const FigureWords words = wordsOf(static_cast<Figure>(section));
        return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? QVariant(nameOverUnit(words))
               : role == Qt::ToolTipRole                                 ? QVariant(words.meaning)
               : role == Qt::TextAlignmentRole ? QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft)
                                               : QVariant();
    }
    if (orientation == Qt::Horizontal && section >= 0 && section < columnCount()) {
        const auto column = static_cast<std::size_t>(section);
        if (role == Qt::DecorationRole) {
            QPixmap chip(Theme::instance().grid(1), Theme::instance().grid(1));
            chip.fill(stageColour(m_runs.columns().at(column).colour));
            return chip;
        }
        return role == Qt::DisplayRole   ? QVariant(columnLetter(column))
               : role == Qt::ToolTipRole ? QVariant(m_runs.titleOf(column))
                                         : QVariant();
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

PlotTable FiguresTable::table() const {
    PlotTable table{tr("Figures of the columns"), {tr("figure"), tr("unit")}, {}};
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const QString name = columnLetter(i) + QLatin1Char(' ') + m_runs.titleOf(i);
        table.columns << name << tr("%1: ± (95 %)").arg(name) << tr("%1: texts").arg(name);
    }
    for (std::size_t row = 0; row < figureCount; ++row) {
        const auto figure = static_cast<Figure>(row);
        std::vector<QVariant> cells{wordsOf(figure).name, wordsOf(figure).unit};
        for (const ColumnFigures& figures : m_figures) {
            const Estimate& estimate = figureOf(figures, figure);
            cells.push_back(orNothing(estimate.mean));
            cells.push_back(orNothing(estimate.halfWidth));
            cells.emplace_back(static_cast<int>(estimate.count));
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace logitscope
