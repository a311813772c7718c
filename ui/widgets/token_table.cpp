#include "ui/widgets/token_table.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <algorithm>

namespace logitscope {

void TokenTable::setRows(std::vector<BarRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    std::sort(m_rows.begin(), m_rows.end(), barComesBefore);
    endResetModel();
}

int TokenTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TokenTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString TokenTable::textOf(const BarRow& row, int column) const {
    switch (column) {
    case Label:
        return row.label;
    case Rank:
        return countText(row.rawRank);
    case Logit:
        return logitText(row.rawLogit);
    case Raw:
        return percentText(row.rawProbability);
    case Final:
        return percentText(row.probability);
    default:
        return row.cut ? tr("cut by %1").arg(row.cut->name) : tr("kept");
    }
}

QVariant TokenTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const BarRow& bar = row(index.row());
    const int column = index.column();
    const Theme& theme = Theme::instance();
    switch (role) {
    case Qt::DisplayRole:
        return textOf(bar, column);
    case Qt::TextAlignmentRole:
        return column == Label || column == Verdict ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                                    : int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole:
        return column == Verdict ? theme.font(TextSize::Small) : theme.numberFont(TextSize::Small);
    case Qt::ForegroundRole:
        return bar.cut && column != Label ? theme.tokens().textMuted : theme.tokens().text;
    case Qt::DecorationRole:
        // The stage's colour beside its name.
        return column == Verdict && bar.cut ? QVariant(stageColour(bar.cut->kindIndex)) : QVariant();
    case Qt::ToolTipRole:
        return tr("Token %1").arg(numberOf(bar.token));
    default:
        return {};
    }
}

QVariant TokenTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return section == Label || section == Verdict ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                                      : int(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case Rank:
            return tr("Place among all tokens by raw logit; 1 is the model's first choice.");
        case Logit:
            return tr("What the model says of the token before any sampler.");
        case Raw:
            return tr("Softmax of the raw logits (T = 1): exp(logit) / Σ exp(logit).");
        case Final:
            return tr("After the whole chain, renormalised over the kept tokens.");
        case Verdict:
            return tr("Kept, or the stage of the chain that removed the token.");
        default:
            return {};
        }
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Label:
        return tr("token");
    case Rank:
        return tr("rank");
    case Logit:
        return tr("logit");
    case Raw:
        return tr("raw");
    case Final:
        return tr("final");
    case Verdict:
        return tr("verdict");
    default:
        return {};
    }
}

} // namespace logitscope
