// One stage under the microscope: the first tokens that came in, before and after, the line where it cut, and its
// doing in a sentence. Knows values only. GUI thread.
#pragma once

#include "core/sampling/chain.h"
#include "ui/labs/sampling/draw_view_data.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLabel;

namespace logitscope {

class TokenPairsPlot;

class StagePage : public QWidget {
    Q_OBJECT

public:
    explicit StagePage(QWidget* parent = nullptr);

    // Offers the stages that act; the choice stays while it is among them.
    void setChain(const ChainSpec& chain);
    void choose(int stageIndex);
    std::optional<int> chosen() const; // into ChainSpec::stages; empty when no stage acts
    // `chain`: the one that the view is of.
    void setView(const StageView& view, const ChainSpec& chain, const TokenLabel& label);

    QString sentence() const;
    TokenPairsPlot& plot() const { return *m_plot; }

signals:
    void stageChosen();

private:
    void restyle();

    QComboBox* m_stage;
    QLabel* m_sentence;
    TokenPairsPlot* m_plot;
};

} // namespace logitscope
