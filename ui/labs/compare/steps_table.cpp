#include "ui/labs/compare/steps_table.h"

#include "core/analysis/agreement.h"
#include "ui/labs/compare/column_figures.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bar_list.h"
#include "ui/widgets/format.h"

#include <QBrush>
#include <QPixmap>

#include <algorithm>
#include <cmath>
#include <limits>

namespace logitscope {

StepsTable::StepsTable(const CompareRuns& runs, QObject* parent) : QAbstractTableModel(parent), m_runs(runs) {
    // A column that is gone must not be asked for until the next frame.
    connect(&runs, &CompareRuns::columnsChanged, this, [this] {
        if (static_cast<int>(m_runs.columns().size()) != m_columnCount) {
            refresh();
        }
    });
    refresh();
}

void StepsTable::refresh() {
    const int columns = static_cast<int>(m_runs.columns().size());
    const int rows = static_cast<int>(m_runs.stepCount());
    std::vector<std::vector<TokenId>> texts;
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        texts.push_back(m_runs.text(i).ids());
    }
    if (columns != m_columnCount || rows < m_rowCount || m_runs.generation() != m_generation) {
        beginResetModel();
        m_columnCount = columns;
        m_rowCount = rows;
        m_divergences.assign(static_cast<std::size_t>(rows), std::nullopt);
        m_firstDifference = logitscope::firstDifference(texts);
        endResetModel();
    } else {
        if (rows > m_rowCount) {
            beginInsertRows({}, m_rowCount, rows - 1);
            m_rowCount = rows;
            m_divergences.resize(static_cast<std::size_t>(rows));
            endInsertRows();
        }
        m_firstDifference = logitscope::firstDifference(texts);
        if (rows > 0) {
            emit dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
            emit headerDataChanged(Qt::Vertical, 0, rows - 1);
        }
    }
    m_generation = m_runs.generation();
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

std::size_t StepsTable::textsAt(std::size_t step) const {
    std::size_t texts = 0;
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        texts += step < m_runs.text(i).tokens.size() ? 1 : 0;
    }
    return texts;
}

std::optional<std::size_t> StepsTable::nextDivergence() const {
    for (std::size_t step = 0; step < m_divergences.size(); ++step) {
        if (!m_divergences[step] || m_divergences[step]->texts != textsAt(step)) {
            return step;
        }
    }
    return std::nullopt;
}

void StepsTable::setDivergence(std::size_t step, double bits) {
    m_divergences.at(step) = Divergence{bits, textsAt(step)};
    const QModelIndex cell = index(static_cast<int>(step), divergenceColumn());
    emit dataChanged(cell, cell);
}

QString StepsTable::labelAt(std::size_t column, std::size_t step) const {
    const ColumnText& text = m_runs.text(column);
    return step < text.tokens.size() ? tokenLabel(text.recipe.model->tokenizer.get(), text.tokens[step].token)
                                     : QString();
}

double StepsTable::shareOf(std::size_t column, std::size_t step) const {
    const TokenId token = m_runs.text(column).tokens.at(step).token;
    std::size_t same = 0, present = 0;
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        const auto& tokens = m_runs.text(i).tokens;
        present += step < tokens.size() ? 1 : 0;
        same += step < tokens.size() && tokens[step].token == token ? 1 : 0;
    }
    return static_cast<double>(same) / static_cast<double>(present);
}

QString StepsTable::tipAt(std::size_t column, std::size_t step) const {
    const ColumnToken& token = m_runs.text(column).tokens.at(step);
    return tr("%1 in %2\ndrawn with %3, raw %4\nentropy %5 (raw), %6 (drawn from)\n%7 of the columns agree")
        .arg(labelAt(column, step), m_runs.titleOf(column), percentText(token.probability),
             percentText(token.rawProbability), bitsText(token.rawEntropyBits), bitsText(token.entropyBits),
             percentText(shareOf(column, step)));
}

int StepsTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rowCount; }

int StepsTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_columnCount + 1; }

QVariant StepsTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto step = static_cast<std::size_t>(index.row());
    const Theme& theme = Theme::instance();
    if (index.column() == divergenceColumn()) {
        const auto& known = m_divergences.at(step);
        switch (role) {
        case Qt::DisplayRole:
            return known ? figureNumber(known->bits, 2) : QStringLiteral("…");
        case Qt::ForegroundRole:
            return QBrush(theme.tokens().textMuted);
        case Qt::FontRole:
            return theme.font(TextSize::Small);
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
        case Qt::ToolTipRole:
            return tr("The largest Jensen–Shannon divergence between what two columns draw from at this step.");
        default:
            return {};
        }
    }
    const auto column = static_cast<std::size_t>(index.column());
    const bool present = step < m_runs.text(column).tokens.size();
    switch (role) {
    case Qt::DisplayRole:
        return labelAt(column, step);
    case Qt::ToolTipRole:
        return present ? tipAt(column, step) : QString();
    case Qt::AccessibleTextRole:
        return present
                   ? tr("%1, %2 of the columns agree").arg(labelAt(column, step), percentText(shareOf(column, step)))
                   : tr("no token");
    case Qt::FontRole:
        return theme.numberFont(TextSize::Small);
    case Qt::BackgroundRole:
        // The more columns have the same token, the stronger; nothing for one that stands alone.
        if (present && m_runs.columns().size() > 1) {
            const double share = shareOf(column, step);
            const double alone = 1.0 / static_cast<double>(std::max<std::size_t>(1, textsAt(step)));
            return QBrush(share <= alone && share < 1.0
                              ? theme.tokens().ground
                              : mixed(theme.tokens().ground, theme.tokens().accentSoft, 0.25 + 0.75 * share));
        }
        return {};
    default:
        return {};
    }
}

QVariant StepsTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) {
        const bool parts = m_firstDifference && static_cast<std::size_t>(section) == *m_firstDifference;
        switch (role) {
        case Qt::DisplayRole:
            return parts ? QStringLiteral("≠ %1").arg(section + 1) : QString::number(section + 1);
        case Qt::ToolTipRole:
            return parts ? tr("Step %1: here the columns part for the first time.").arg(section + 1)
                         : tr("Step %1").arg(section + 1);
        case Qt::AccessibleTextRole:
            return parts ? tr("Step %1, first difference").arg(section + 1) : tr("Step %1").arg(section + 1);
        default:
            return QAbstractTableModel::headerData(section, orientation, role);
        }
    }
    if (section == divergenceColumn()) {
        return role == Qt::DisplayRole ? QVariant(tr("JS (bits)"))
               : role == Qt::ToolTipRole
                   ? QVariant(tr("The largest Jensen–Shannon divergence between what two columns draw from, in bits."))
                   : QAbstractTableModel::headerData(section, orientation, role);
    }
    const auto column = static_cast<std::size_t>(section);
    if (column < m_runs.columns().size()) {
        if (role == Qt::DisplayRole) {
            return columnLetter(column); // its name stands on its card
        }
        if (role == Qt::DecorationRole) {
            QPixmap chip(Theme::instance().grid(1), Theme::instance().grid(1));
            chip.fill(stageColour(m_runs.columns()[column].colour));
            return chip;
        }
        if (role == Qt::ToolTipRole) {
            return m_runs.titleOf(column);
        }
        if (role == Qt::AccessibleTextRole) {
            return columnLetter(column) + QLatin1Char(' ') + m_runs.titleOf(column);
        }
    }
    return QAbstractTableModel::headerData(section, orientation, role);
}

PlotTable StepsTable::table() const {
    PlotTable table{tr("Texts by step"), {tr("step")}, {}};
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        const QString name = columnLetter(i) + QLatin1Char(' ') + m_runs.titleOf(i);
        table.columns << name << tr("%1: probability when drawn").arg(name) << tr("%1: raw probability").arg(name);
    }
    table.columns << tr("largest JS divergence (bits)");
    for (std::size_t step = 0; step < m_divergences.size(); ++step) {
        std::vector<QVariant> row{static_cast<int>(step) + 1};
        for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
            const auto& tokens = m_runs.text(i).tokens;
            const bool present = step < tokens.size();
            row.emplace_back(labelAt(i, step));
            row.push_back(present ? QVariant(tokens[step].probability) : QVariant());
            row.push_back(present ? QVariant(tokens[step].rawProbability) : QVariant());
        }
        const auto& known = m_divergences[step];
        row.push_back(known && !std::isnan(known->bits) ? QVariant(known->bits) : QVariant());
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace logitscope
