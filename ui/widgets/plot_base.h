// What every plot can do: the theme's look, zoom (wheel, +/-), pan (drag, arrows), reset (double click, 0), values
// under the pointer, copy, save as PNG, SVG or PDF, the data as CSV or as a table.
//
// A plot keeps its data as a value and draws from it in fill(). invalidate() is cheap and may be called for every
// arriving token: the plot is filled and drawn at most once per frame, and not at all while hidden. GUI thread.
#pragma once

#include "core/base/result.h"
#include "ui/widgets/plot_table.h"

#include <QColor>
#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <vector>

class QCPItemText;
class QCustomPlot;
class QLabel;
class QMouseEvent;

namespace logitscope {

class PlotBase : public QWidget {
    Q_OBJECT

public:
    // `title` names the plot for screen readers and in its table; `fileName` is what saving suggests, without suffix.
    PlotBase(const QString& title, const QString& fileName, QWidget* parent = nullptr);

    virtual PlotTable table() const = 0; // every number that is drawn

    // Writes what is seen; the suffix (png, svg, pdf, csv) chooses the form. A failure also appears under the plot.
    Status saveTo(const QString& path);
    void copyImage();
    void showTable();
    void resetView(); // all of the data
    bool isZoomed() const { return m_zoomed; }

    QString errorText() const;
    // Draws at once what is pending, shown or not.
    void drawNow();

protected:
    struct View {
        double left = 0.0, right = 1.0, bottom = 0.0, top = 1.0;
    };

    struct LegendEntry {
        QString text; // with its sign: "— entropy"
        QColor colour;
    };

    virtual void fill() = 0;       // data to graphs, and setWholeView()
    virtual void applyTheme() = 0; // pens and brushes of what the plot owns; axes, grid and ground are done
    virtual QString tipAt(const QPointF& pixel) const = 0; // values under the pointer; empty where there are none
    virtual void clicked(const QPointF& /*pixel*/) {}      // a press and release in one place

    QCustomPlot& plot() const { return *m_plot; }
    void invalidate();                   // the data changed
    void setWholeView(const View& view); // what reset shows, and how far pan and zoom go
    void setLogarithmicUp(bool on);      // the scale of the vertical axis; to be called by fill()
    // What the lines are called, left to right, in a row above the right end of the plot.
    void setLegend(const std::vector<LegendEntry>& entries);
    void setEmptySentence(const QString& sentence); // shown instead of the plot while not empty

    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildActions();
    void saveAs(const QString& suffix);
    void showView();
    void keepInside();
    void chooseTicks();
    void zoomBy(double factor);
    void panBy(double share);
    void restyle();
    void showError(const QString& sentence);

    QString m_title, m_fileName;
    QCustomPlot* m_plot;
    std::vector<QCPItemText*> m_legend; // right to left
    QLabel* m_empty;
    QLabel* m_error;
    QTimer m_frame;
    QElapsedTimer m_lastFrame;
    View m_whole;
    bool m_stale = true;   // the data changed since fill()
    bool m_zoomed = false; // by the user
    bool m_moving = false; // the view is being set, not by the user
    QPointF m_pressed;
};

} // namespace logitscope
