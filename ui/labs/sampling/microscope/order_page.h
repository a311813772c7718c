// The present settings under two orders of stages: what each leaves, which tokens only one keeps, how far apart they
// are. Knows values only. GUI thread.
#pragma once

#include "ui/labs/sampling/draw_view_data.h"
#include "ui/labs/sampling/microscope/chain_orders.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace logitscope {

class TokenPairsPlot;

class OrderPage : public QWidget {
    Q_OBJECT

public:
    explicit OrderPage(QWidget* parent = nullptr);

    // The chain in the order that is chosen on either side.
    ChainSpec left(const ChainSpec& chain) const;
    ChainSpec right(const ChainSpec& chain) const;
    void setDiff(const OrderDiff& diff, const TokenLabel& label);

    QString sentence() const;
    TokenPairsPlot& plot() const { return *m_plot; }

signals:
    void ordersChosen();

private:
    void restyle();

    QComboBox* m_left;
    QComboBox* m_right;
    QLabel* m_sentence;
    TokenPairsPlot* m_plot;
};

} // namespace logitscope
