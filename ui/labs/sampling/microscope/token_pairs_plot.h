// Two probabilities for each token as bars below each other: under two chains, or before and after a stage; a line
// where a stage cut. GUI thread.
#pragma once

#include "ui/widgets/plot_base.h"

#include <optional>
#include <vector>

class QCPBars;
class QCPItemStraightLine;

namespace logitscope {

struct TokenPair {
    QString label;
    double first = 0.0, second = 0.0; // probabilities; 0: not kept
    QString note;                     // "only before"; empty where there is nothing to say
};

struct TokenPairs {
    QString title; // of the table
    QString firstName, secondName;
    int secondColour = 0; // stageColour(); the first bars are those of the raw distribution
    std::vector<TokenPair> pairs;
    std::optional<int> cutAfter; // this many pairs
};

class TokenPairsPlot : public PlotBase {
    Q_OBJECT

public:
    TokenPairsPlot(const QString& title, const QString& fileName, QWidget* parent = nullptr);

    void setPairs(TokenPairs pairs);
    void setMessage(const QString& sentence); // instead of bars
    const TokenPairs& pairs() const { return m_data; }

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    TokenPairs m_data;
    QCPBars* m_first;
    QCPBars* m_second;
    QCPItemStraightLine* m_line;
};

} // namespace logitscope
