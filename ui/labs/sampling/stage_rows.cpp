#include "ui/labs/sampling/stage_rows.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/widgets/format.h"
#include "ui/widgets/list_value.h"
#include "ui/widgets/parameter_value.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope {

namespace {

QString parametersText(const SamplerSpec& stage) {
    const SamplerInfo& info = infoOf(stage.kind());
    QStringList parts;
    for (const ParameterInfo& parameter : info.parameters) {
        const double value = parameter.get(stage.options);
        if (&parameter == &info.parameters.front() || value != parameter.neutral) {
            parts.append(samplerText(parameter.label) + QLatin1Char(' ') + parameterText(parameter, value));
        }
    }
    if (const QString lists = listsText(stage); !lists.isEmpty() && (parts.isEmpty() || !isNeutral(stage))) {
        parts.append(lists);
    }
    return parts.join(QStringLiteral(", "));
}

QString changedTokensText(const StageTrace& trace) {
    return trace.blocked
               ? QCoreApplication::translate("StagePanel", "it would ban every token")
               : QCoreApplication::translate("StagePanel", "changed: %1").arg(countText(std::lround(trace.threshold)));
}

// What StageTrace::threshold means, kind by kind.
QString thresholdText(const SamplerSpec& stage, const StageTrace& trace) {
    switch (trace.kind) {
    case SamplerKind::Temperature:
        return QCoreApplication::translate("StagePanel", "logits ÷ %1").arg(QString::number(trace.threshold, 'g', 4));
    case SamplerKind::TopK:
        return QCoreApplication::translate("StagePanel", "logit ≥ %1").arg(logitText(trace.threshold));
    case SamplerKind::TopP:
        return QCoreApplication::translate("StagePanel", "Σ p = %1").arg(percentText(trace.threshold));
    case SamplerKind::MinP:
        return QCoreApplication::translate("StagePanel", "p ≥ %1").arg(percentText(trace.threshold));
    case SamplerKind::Argmax:
        return QCoreApplication::translate("StagePanel", "logit = %1").arg(logitText(trace.threshold));
    case SamplerKind::DynamicTemperature:
        return QCoreApplication::translate("StagePanel", "logits ÷ %1").arg(QString::number(trace.threshold, 'g', 4));
    case SamplerKind::TopNSigma:
        return QCoreApplication::translate("StagePanel", "logit ≥ %1").arg(logitText(trace.threshold));
    case SamplerKind::Epsilon:
    case SamplerKind::Eta:
        return QCoreApplication::translate("StagePanel", "p ≥ %1").arg(percentText(trace.threshold));
    case SamplerKind::TypicalP:
        return QCoreApplication::translate("StagePanel", "|−ln p − H| ≤ %1")
            .arg(QString::number(trace.threshold, 'f', 2));
    case SamplerKind::Xtc: {
        const double probability = std::get<XtcOptions>(stage.options).probability;
        const QString u = QString::number(trace.uniform.value_or(0.0), 'f', 2);
        return trace.uniform.value_or(1.0) <= probability
                   ? QCoreApplication::translate("StagePanel", "p ≥ %1, u = %2").arg(percentText(trace.threshold), u)
                   : QCoreApplication::translate("StagePanel", "u = %1 > %2")
                         .arg(u, QString::number(probability, 'f', 2));
    }
    case SamplerKind::Mirostat:
        return std::get<MirostatOptions>(stage.options).version == 1
                   ? QCoreApplication::translate("StagePanel", "the first %1")
                         .arg(countText(std::lround(trace.threshold)))
                   : QCoreApplication::translate("StagePanel", "−log₂ p ≤ %1").arg(bitsText(trace.threshold));
    case SamplerKind::AdaptiveP:
        return QCoreApplication::translate("StagePanel", "p near %1").arg(percentText(trace.threshold));
    case SamplerKind::LogitBias:
    case SamplerKind::Penalties:
        return changedTokensText(trace);
    case SamplerKind::Dry:
        return trace.threshold == 0.0 ? QCoreApplication::translate("StagePanel", "no repetition")
                                      : QCoreApplication::translate("StagePanel", "repeats %1 tokens")
                                            .arg(countText(std::lround(trace.threshold)));
    }
    Q_UNREACHABLE();
}

} // namespace

std::vector<StageRow> stageRows(const ChainSpec& chain, const std::vector<StageTrace>& traces, int vocabularySize) {
    std::vector<StageRow> rows;
    int before = vocabularySize;
    double entropy = 0.0;
    for (std::size_t i = 0; i < chain.stages.size(); ++i) {
        const SamplerSpec& stage = chain.stages[i];
        StageRow row;
        row.kind = stage.kind();
        row.title = samplerText(infoOf(stage.kind()).title);
        row.parameters = parametersText(stage);
        row.effect = !stage.enabled ? StageEffect::Off : isNeutral(stage) ? StageEffect::Neutral : StageEffect::Acts;
        row.before = row.survivors = before;
        row.entropyBefore = row.entropyAfter = entropy;
        const auto trace = std::find_if(traces.begin(), traces.end(), [i](const StageTrace& candidate) {
            return candidate.stageIndex == static_cast<int>(i);
        });
        if (trace != traces.end()) {
            row.survivors = trace->survivors;
            row.removedMass = trace->removedMass;
            row.entropyBefore = trace->entropyBefore;
            row.entropyAfter = trace->entropyBits;
            row.threshold = thresholdText(stage, *trace);
        }
        before = row.survivors;
        entropy = row.entropyAfter;
        rows.push_back(row);
    }
    return rows;
}

QString survivorsLine(const std::vector<StageRow>& rows, int vocabularySize) {
    QStringList counts{countText(vocabularySize)};
    for (const StageRow& row : rows) {
        if (row.survivors != row.before) {
            counts.append(countText(row.survivors));
        }
    }
    return counts.join(QStringLiteral(" → "));
}

PlotTable stageTable(const std::vector<StageRow>& rows) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("logitscope", text); };
    PlotTable table{tr("Stages"),
                    {tr("stage"), tr("settings"), tr("tokens before"), tr("tokens after"), tr("removed share"),
                     tr("entropy before (bits)"), tr("entropy after (bits)"), tr("decided by")},
                    {}};
    for (const StageRow& row : rows) {
        std::vector<QVariant> cells{row.title, row.parameters};
        if (row.effect == StageEffect::Acts) {
            cells.insert(cells.end(), {row.before, row.survivors, row.removedMass, row.entropyBefore, row.entropyAfter,
                                       row.threshold});
        }
        cells.resize(static_cast<std::size_t>(table.columns.size()));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

void StageTableModel::setRows(std::vector<StageRow> rows) {
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int StageTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StageTableModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString StageTableModel::text(const StageRow& row, int column) const {
    if (row.effect != StageEffect::Acts && column != Stage) {
        if (column == Kept) {
            return row.effect == StageEffect::Off ? tr("off") : tr("neutral");
        }
        return {};
    }
    switch (column) {
    case Stage:
        return row.title;
    case Kept:
        return countText(row.survivors);
    case Removed:
        return percentText(row.removedMass);
    case Entropy:
        return QStringLiteral("%1 → %2").arg(QString::number(row.entropyBefore, 'f', 2),
                                             QString::number(row.entropyAfter, 'f', 2));
    case Threshold:
        return row.threshold;
    default:
        return {};
    }
}

QString StageTableModel::toolTip(const StageRow& row, int column) const {
    const SamplerInfo& info = infoOf(row.kind);
    if (row.effect != StageEffect::Acts) {
        return row.effect == StageEffect::Off ? tr("%1 is off: the distribution passes unchanged.").arg(row.title)
                                              : tr("%1 changes nothing at this setting.").arg(row.title);
    }
    switch (column) {
    case Stage:
        return samplerText(info.summary) + QLatin1Char('\n') + samplerText(info.formula);
    case Kept:
        return tr("%1 of %2 tokens are left after %3.").arg(countText(row.survivors), countText(row.before), row.title);
    case Removed:
        return tr("%1 took away %2 of the probability that it was given.").arg(row.title, percentText(row.removedMass));
    case Entropy:
        return tr("Entropy H = −Σ p log₂ p: %1 before %2, %3 after it.")
            .arg(bitsText(row.entropyBefore), row.title, bitsText(row.entropyAfter));
    case Threshold:
        return tr("What decided at %1: %2.").arg(row.title, row.threshold);
    default:
        return {};
    }
}

QVariant StageTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const StageRow& row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Stage ? row.title + QLatin1Char(' ') + row.parameters : text(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == Stage ? Qt::AlignLeft : Qt::AlignRight));
    case KindRole:
        return static_cast<int>(row.kind);
    case ParametersRole:
        return row.parameters;
    case ShareRole:
        return row.effect == StageEffect::Acts ? row.removedMass : 0.0;
    case DimmedRole:
        return row.effect != StageEffect::Acts;
    default:
        return {};
    }
}

QVariant StageTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter | (section == Stage ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Stage:
        return tr("Stage");
    case Kept:
        return tr("Kept");
    case Removed:
        return tr("Removed");
    case Entropy:
        return tr("Entropy, bits");
    case Threshold:
        return tr("Decided by");
    default:
        return {};
    }
}

} // namespace logitscope
