// Paints rows of probability bars: the bars view and the alternatives popup look the same.
//
// Made for one paint event (it reads the theme); measures are those of the present theme and scale. GUI thread.
#pragma once

#include "ui/theme/theme.h"
#include "ui/widgets/bar_row.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QRectF>

class QPainter;

namespace logitscope {

// Where things stand in a row `width` wide, in pixels from its left end.
struct BarColumns {
    double gutter = 0.0; // centre of the mark of the taken token
    double label = 0.0, labelWidth = 0.0;
    double bar = 0.0, barWidth = 0.0;
    double finalRight = 0.0; // figures end here
    double rawRight = 0.0;
    bool hasRaw = true; // whether there is room for the raw figures
};

struct BarRowLook {
    double probability = 0.0, rawProbability = 0.0; // as far as the movement has come
    double scaleMaximum = 1.0;
    bool current = false, focused = false, hovered = false, taken = false;
};

class BarPainter {
    Q_DECLARE_TR_FUNCTIONS(BarPainter)

public:
    BarPainter();

    static int rowHeight();
    static int headerHeight();
    BarColumns columns(double width, double widestLabel) const;
    double labelWidth(const QString& label) const;
    double widthFor(double widestLabel, double barWidth) const; // of a whole row

    void paintHeader(QPainter& painter, const QRectF& rect, const BarColumns& columns, double scaleMaximum) const;
    void paintGrid(QPainter& painter, const QRectF& rect, const BarColumns& columns) const;
    void paintRow(QPainter& painter, const QRectF& rect, const BarColumns& columns, const BarRow& row,
                  const BarRowLook& look) const;
    // A remainder row: `text` beside the labels, a bar of `probability` and its figures.
    void paintRemainder(QPainter& painter, const QRectF& rect, const BarColumns& columns, const QString& text,
                        std::optional<double> probability, std::optional<double> rawProbability,
                        const BarRowLook& look) const;

private:
    void paintBackground(QPainter& painter, const QRectF& rect, const BarRowLook& look) const;
    void paintFigure(QPainter& painter, const QRectF& rect, double right, const QString& text,
                     const QColor& colour) const;

    const ThemeTokens& m_tokens;
    QFont m_tokenFont, m_captionFont;
    QFontMetricsF m_tokenMetrics, m_captionMetrics;
    double m_figureWidth;
};

// A token's visible text with its whitespace glyphs fainter; elided at the right when it does not fit.
void paintTokenText(QPainter& painter, const QRectF& rect, const QString& text, const QFontMetricsF& metrics,
                    const QColor& colour, const QColor& glyphColour);

} // namespace logitscope
