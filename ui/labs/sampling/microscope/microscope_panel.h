// The chain under the microscope at the focused place, one question per page: why a token can or cannot be drawn, the
// formula with its figures, the temperature, all logits, other orders, one stage.
//
// Answers are computed on another thread, for the page on screen only, the newest question first; a question that was
// overtaken is never asked. GUI thread.
#pragma once

#include "ui/labs/sampling/microscope/microscope_answer.h"

#include <QThreadPool>
#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace logitscope {

class ElidedLabel;
class FormulaPanel;
class OrderPage;
class StagePage;
class WhyPanel;

class MicroscopePanel : public QWidget {
    Q_OBJECT

public:
    explicit MicroscopePanel(QWidget* parent = nullptr);

    // A new row is looked at for its own token, unless the one asked for is held.
    void setPlace(MicroscopePlace place);
    void clear(); // nothing to look at yet
    // This token instead of the place's own.
    void askFor(TokenId token);
    void showPage(MicroscopePage page);
    void showStage(int stageIndex); // into ChainSpec::stages

    WhyPanel& why() const { return *m_why; }
    FormulaPanel& formula() const { return *m_formula; }
    TemperaturePlot& temperature() const { return *m_temperature; }
    LogitHistogramPlot& logits() const { return *m_logits; }
    OrderPage& orders() const { return *m_orders; }
    StagePage& stage() const { return *m_stage; }

    // Waits for the answers that are under way, and shows them.
    void finishNow();

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildLogits();
    MicroscopePage page() const;
    TokenId token() const;
    QString labelOf(TokenId token) const;
    void invalidate();
    void ask();
    void showAnswer(const MicroscopeAnswer& answer, const MicroscopeQuestion& question);
    void restyle();

    std::optional<MicroscopePlace> m_place;
    std::optional<TokenId> m_asked;
    bool m_stale = false; // the page on screen does not show the newest
    bool m_busy = false;  // a question is with the worker
    ElidedLabel* m_token;
    QCheckBox* m_hold;
    QTabBar* m_tabs;
    QStackedWidget* m_pages;
    QLabel* m_empty;
    WhyPanel* m_why;
    FormulaPanel* m_formula;
    TemperaturePlot* m_temperature;
    LogitHistogramPlot* m_logits;
    QCheckBox* m_logarithmic;
    OrderPage* m_orders;
    StagePage* m_stage;
    QThreadPool m_workers; // last: it waits for what still uses this
};

} // namespace logitscope
