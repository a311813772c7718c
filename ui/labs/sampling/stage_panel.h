// Stage by stage, what the chain did to the distribution of the focused position: tokens kept, mass removed, entropy,
// what decided. Stages that change nothing are folded away and can be shown.
//
// Knows values only. GUI thread.
#pragma once

#include "ui/labs/sampling/stage_rows.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace logitscope {

class StagePanel : public QWidget {
    Q_OBJECT

public:
    explicit StagePanel(QWidget* parent = nullptr);

    // `traces` are of `chain`'s enabled stages.
    void setStages(const ChainSpec& chain, const std::vector<StageTrace>& traces, int vocabularySize);
    void clear(); // nothing to show yet

signals:
    void stageActivated(int stageIndex); // Enter or double click: of ChainSpec::stages

private:
    void showFold();
    void restyle();

    StageTableModel* m_model;
    std::vector<StageEffect> m_effects; // of the rows
    bool m_unfolded = false;
    QLabel* m_line;
    QTableView* m_table;
    QLabel* m_fold;
    QLabel* m_empty;
};

} // namespace logitscope
