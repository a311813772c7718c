// The Compare lab: two to six columns, each a chain (and, if wanted, a prompt and a model) of its own, written side by
// side; where they part, how far apart they are, how their texts measure up, and a sweep over a grid of settings.
//
// Whatever changes, the tables are made anew at most once per frame, and not at all while hidden. GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"
#include "ui/labs/compare/place_distributions.h"

#include <QElapsedTimer>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QTextBrowser;
class QToolButton;

namespace logitscope {

class ColumnCard;
class FiguresTable;
class PlacePanel;
class QualityPlot;
class StepsTable;
class SweepPanel;

class CompareView : public QWidget {
    Q_OBJECT

public:
    explicit CompareView(Workbench& bench, QWidget* parent = nullptr);

    CompareRuns& runs() const { return *m_runs; }
    StepsTable& steps() const { return *m_steps; }
    FiguresTable& figures() const { return *m_figures; }
    PlacePanel& place() const { return *m_place; }
    SweepPanel& sweep() const { return *m_sweep; }

    // What the window's commands do while the lab is in front.
    void run();
    void step();
    void stop();
    bool isBusy() const;

    // Does at once what waits for the next frame or for another thread.
    void refreshNow();

signals:
    void busyChanged();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildSettings();
    QWidget* buildTexts();
    QTabWidget* buildDetails();
    void connectParts();

    void openSecondModel();
    void editColumn(std::size_t column);
    void addColumn();
    void invalidate();
    void refresh();
    PlaceQuestion questionAt(std::size_t step, std::size_t reference) const;
    void askNext();
    void showColumns();
    void showState();
    void showSecondModel();
    void showPlace(const QModelIndex& index);
    void showQuality();
    void restyle();

    Workbench& m_bench;
    CompareRuns* m_runs;
    StepsTable* m_steps;
    FiguresTable* m_figures;
    QComboBox* m_dice;
    QComboBox* m_pace;
    QSpinBox* m_repeats;
    QToolButton* m_second;
    QToolButton* m_add;
    QLabel* m_state;
    QLabel* m_problem;
    QHBoxLayout* m_cardRow;
    std::vector<ColumnCard*> m_cards;
    QStackedWidget* m_texts;
    QLabel* m_empty;
    QTableView* m_table;
    QTabWidget* m_details;
    PlacePanel* m_place;
    QTextBrowser* m_reading;
    QTableView* m_figuresView;
    QualityPlot* m_quality;
    QComboBox* m_diversity;
    QComboBox* m_likelihood;
    SweepPanel* m_sweep;
    QTimer m_frame;
    QElapsedTimer m_sinceRefresh;
    QElapsedTimer m_sinceReading;
    bool m_stale = true;
    bool m_followed = false;                                          // the table went along with the newest step
    std::optional<std::pair<std::size_t, std::size_t>> m_placeWanted; // step and reference to be shown next
    bool m_asking = false;                                            // a question is with the worker
    QThreadPool m_workers;                                            // last: it waits for what still uses this
};

} // namespace logitscope
