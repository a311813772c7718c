// What each stage of the chain did, in words and figures, and the model of the table that shows it. Values and pure
// functions; the model belongs to the panel.
#pragma once

#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace logitscope {

enum class StageEffect : unsigned char { Acts, Neutral, Off };

struct StageRow {
    SamplerKind kind{};
    QString title;      // "Top-p"
    QString parameters; // "p 0.95"; those beyond the main one only where they are not neutral
    StageEffect effect = StageEffect::Acts;
    int before = 0, survivors = 0;                  // tokens
    double removedMass = 0.0;                       // share of what the stage was given
    double entropyBefore = 0.0, entropyAfter = 0.0; // bits
    QString threshold;                              // what decided, with its unit
};

// One row per stage of the chain, in order. `traces` are of the enabled stages.
std::vector<StageRow> stageRows(const ChainSpec& chain, const std::vector<StageTrace>& traces, int vocabularySize);

// "4 096 → 40 → 17 → 9": the tokens left, where a stage removed some.
QString survivorsLine(const std::vector<StageRow>& rows, int vocabularySize);

// The same as numbers, for a file. Stages that did nothing have none.
PlotTable stageTable(const std::vector<StageRow>& rows);

class StageTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Stage, Kept, Removed, Entropy, Threshold, ColumnCount };
    enum Role { KindRole = Qt::UserRole, ParametersRole, ShareRole, DimmedRole };

    using QAbstractTableModel::QAbstractTableModel;

    // Replaces the rows; a view keeps its place when their number stays.
    void setRows(std::vector<StageRow> rows);
    const std::vector<StageRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const StageRow& row, int column) const;
    QString toolTip(const StageRow& row, int column) const;

    std::vector<StageRow> m_rows;
};

} // namespace logitscope
