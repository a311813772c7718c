// The Sampling lab: a text as its tokens, its timeline, and at the focused place the distribution under the chain, the
// draw and what each stage did.
//
// Re-applies the (pure) chain to the stored logits of the focused place: no model. Whatever changes, the panels are
// made anew at most once per frame with the newest values, and not at all while hidden. GUI thread.
#pragma once

#include "core/sampling/chain.h"
#include "ui/bridge/workbench.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QKeyEvent;
class QLabel;
class QSplitter;

namespace logitscope {

class ColourLegend;
class DrawPanel;
class ExplanationColumn;
class MicroscopePanel;
class ProbabilityBars;
class StagePanel;
class TimelinePlot;
class TokenFinder;
class TokenStrip;

class SamplingView : public QWidget {
    Q_OBJECT

public:
    explicit SamplingView(Workbench& bench, QWidget* parent = nullptr);
    ~SamplingView() override;

    struct Panel {
        QString name; // for the menu
        QWidget* widget;
        bool whenPresenting; // whether it stands there in presentation mode as well
    };
    // What may be hidden.
    const std::vector<Panel>& panels() const { return m_panels; }
    TokenStrip& strip() const { return *m_strip; }
    ProbabilityBars& bars() const { return *m_bars; }
    MicroscopePanel& microscope() const { return *m_microscope; }

    void openFinder();
    bool closePopups(); // whether there was one
    void takeKey(QKeyEvent* event);
    // Does at once what waits for the next frame.
    void refreshNow();
    // Whether the distribution on screen is that of the focused place under the document's chain.
    bool isCurrent() const { return !m_stale && m_result.has_value(); }

signals:
    // The stages' doing at the focused place; empty when there is no distribution.
    void distributionChanged(const std::vector<logitscope::StageTrace>& stages);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    QWidget* buildText();
    QWidget* buildDistribution();
    QWidget* buildExplanation();
    void connectBench();
    void connectParts();

    void invalidate();
    void refresh();
    void showRun();
    void showAppended(RunId id, std::size_t first);
    void showFocus();
    void showPlace();
    void showProgress();
    void showDistribution();
    void showAbsence(const QString& sentence);
    void showMatches();
    void showAlternatives(int index);
    std::optional<ChainResult> applyTo(const LogitsPtr& row, std::size_t position);
    void restyle();

    Workbench& m_bench;
    std::optional<RunId> m_shownRun;
    std::optional<ChainResult> m_result;
    std::vector<float> m_rowBuffer;
    std::optional<int> m_alternativesWait; // for the row of this token
    bool m_stale = true;
    bool m_moving = false; // the strip is being told its focus, not by the user
    QTimer m_frame;
    QElapsedTimer m_sinceRefresh;

    TokenStrip* m_strip;
    QLabel* m_progress;
    QComboBox* m_mode;
    ColourLegend* m_legend;
    TimelinePlot* m_timeline;
    QLabel* m_place;
    TokenFinder* m_finder;
    ProbabilityBars* m_bars;
    DrawPanel* m_draw;
    StagePanel* m_stages;
    MicroscopePanel* m_microscope;
    ExplanationColumn* m_explanation;
    std::vector<Panel> m_panels;
};

} // namespace logitscope
