// The grid sweep: two parameters, their ranges, a figure; a heat map of it, whose cells open as columns. GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"
#include "ui/labs/compare/sweep_runs.h"

#include <QWidget>

#include <array>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace logitscope {

class HeatMapPlot;

class SweepPanel : public QWidget {
    Q_OBJECT

public:
    SweepPanel(CompareRuns& runs, Workbench& bench, QWidget* parent = nullptr);

    const SweepRuns& sweep() const { return *m_sweep; }
    HeatMapPlot& plot() const { return *m_plot; }
    void stop();

signals:
    void busyChanged();

private:
    struct AxisFields {
        QComboBox* parameter;
        QDoubleSpinBox* from;
        QDoubleSpinBox* to;
        QSpinBox* steps;
    };
    AxisFields makeAxis(const QString& name, SamplerKind kind);
    SweepAxis axisOf(const AxisFields& fields) const;
    void start();
    void openCell(int x, int y);
    void showColumns();
    void showSweep();
    void say(const QString& sentence, bool problem);
    void restyle();

    Workbench& m_bench;
    CompareRuns& m_runs;
    SweepRuns* m_sweep;
    std::vector<SweepAxis> m_axes;
    AxisFields m_x, m_y;
    QComboBox* m_base;
    QComboBox* m_figure;
    QSpinBox* m_texts;
    QPushButton* m_start;
    QLabel* m_state;
    HeatMapPlot* m_plot;
    bool m_problem = false;
};

} // namespace logitscope
