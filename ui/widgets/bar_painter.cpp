#include "ui/widgets/bar_painter.h"

#include "ui/theme/colours.h"
#include "ui/widgets/format.h"
#include "ui/widgets/visible_text.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace logitscope {

namespace {

constexpr double maximumLabelShare = 0.3;
constexpr int gridSteps = 4; // the scale is divided into quarters

Theme& theme() { return Theme::instance(); }

double px(double pixels) { return theme().scaled(pixels); }

double leastBarWidth() { return px(120.0); }

// The part of the row that the bars fill.
QRectF barRect(const QRectF& row, const BarColumns& columns, double share, double height) {
    return {row.left() + columns.bar, row.center().y() - height / 2.0, columns.barWidth * std::clamp(share, 0.0, 1.0),
            height};
}

void paintOutline(QPainter& painter, const QRectF& rect, const QColor& colour) {
    // On pixel centres, so that the line is one pixel sharp.
    const QRectF sharp(std::floor(rect.left()) + 0.5, std::floor(rect.top()) + 0.5,
                       std::max(0.0, std::round(rect.width()) - 1.0), std::round(rect.height()) - 1.0);
    painter.setPen(QPen(colour, 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(sharp);
}

void paintHatch(QPainter& painter, const QRectF& rect, const QColor& colour) {
    if (rect.width() < 1.0) {
        return;
    }
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, px(1.0)));
    const double step = px(5.0);
    QList<QLineF> lines;
    for (double x = rect.left() - rect.height(); x < rect.right(); x += step) {
        lines.append(QLineF(x, rect.bottom(), x + rect.height(), rect.top()));
    }
    painter.drawLines(lines);
    painter.restore();
}

} // namespace

BarPainter::BarPainter()
    : m_tokens(theme().tokens()), m_tokenFont(theme().numberFont(TextSize::Body)),
      m_captionFont(theme().font(TextSize::Small)), m_tokenMetrics(m_tokenFont), m_captionMetrics(m_captionFont),
      m_figureWidth(m_tokenMetrics.horizontalAdvance(percentText(0.000001))) {}

int BarPainter::rowHeight() { return theme().grid(3.0); }

int BarPainter::headerHeight() { return theme().grid(5.0); }

double BarPainter::labelWidth(const QString& label) const { return m_tokenMetrics.horizontalAdvance(label); }

double BarPainter::widthFor(double widestLabel, double barWidth) const {
    return px(24.0) + widestLabel + px(12.0) + barWidth + px(12.0) + m_figureWidth + px(12.0) + m_figureWidth +
           px(12.0);
}

BarColumns BarPainter::columns(double width, double widestLabel) const {
    BarColumns columns;
    columns.gutter = px(12.0);
    columns.label = px(24.0);
    columns.labelWidth =
        std::ceil(std::clamp(widestLabel + 1.0, px(48.0), std::max(px(48.0), width * maximumLabelShare)));
    columns.bar = std::round(columns.label + columns.labelWidth + px(12.0));
    const double figure = m_figureWidth + px(12.0);
    const double room = width - px(12.0) - columns.bar;
    // Where it is narrow, bars come before the raw figures: their outline says the same.
    columns.hasRaw = room - 2.0 * figure >= leastBarWidth();
    columns.rawRight = width - px(12.0);
    columns.finalRight = columns.hasRaw ? columns.rawRight - figure : columns.rawRight;
    columns.barWidth = std::max(0.0, columns.finalRight - figure - columns.bar);
    return columns;
}

void BarPainter::paintHeader(QPainter& painter, const QRectF& rect, const BarColumns& columns,
                             double scaleMaximum) const {
    painter.setFont(m_captionFont);
    const double line = rect.height() / 2.0;
    const QRectF upper(rect.left(), rect.top() + px(2.0), rect.width(), line),
        lower(rect.left(), rect.top() + line, rect.width(), line);

    // The legend: a swatch and a word each, as far as they fit.
    double x = rect.left() + columns.label;
    const double swatch = px(14.0), height = px(8.0);
    const auto entry = [&](const QString& word, const auto& paintSwatch) {
        const double width = swatch + px(5.0) + m_captionMetrics.horizontalAdvance(word);
        if (x + width > rect.right()) {
            return;
        }
        paintSwatch(QRectF(x, upper.center().y() - height / 2.0, swatch, height));
        painter.setPen(m_tokens.textMuted);
        painter.drawText(QRectF(x + swatch + px(5.0), upper.top(), width, line), Qt::AlignLeft | Qt::AlignVCenter,
                         word);
        x += width + px(14.0);
    };
    entry(tr("final"), [&](const QRectF& at) { painter.fillRect(at, m_tokens.accent); });
    entry(tr("raw softmax, T = 1"), [&](const QRectF& at) { paintOutline(painter, at, m_tokens.ghost); });
    entry(tr("cut"), [&](const QRectF& at) {
        paintHatch(painter, at, m_tokens.cut);
        paintOutline(painter, at, m_tokens.cut);
    });

    painter.setPen(m_tokens.textMuted);
    paintFigure(painter, lower, columns.finalRight, tr("final"), m_tokens.textMuted);
    if (columns.hasRaw) {
        paintFigure(painter, lower, columns.rawRight, tr("raw"), m_tokens.textMuted);
    }
    painter.setFont(m_captionFont);
    // Round figures: no decimals that say nothing.
    const auto tick = [&](double share) {
        const double at = rect.left() + columns.bar + columns.barWidth * share;
        const QString text = QString::number(scaleMaximum * share * 100.0, 'g', 3) + QChar(0x00A0) + '%';
        painter.drawText(QRectF(at - px(60.0), lower.top(), px(120.0), line), Qt::AlignHCenter | Qt::AlignVCenter,
                         text);
    };
    if (columns.barWidth > px(150.0)) {
        tick(0.0);
        tick(0.5);
        tick(1.0);
    }
    painter.setPen(m_tokens.hairline);
    painter.drawLine(QLineF(rect.left(), rect.bottom() - 0.5, rect.right(), rect.bottom() - 0.5));
}

void BarPainter::paintGrid(QPainter& painter, const QRectF& rect, const BarColumns& columns) const {
    painter.setPen(QPen(m_tokens.hairline, 1.0));
    for (int i = 0; i <= gridSteps; ++i) {
        const double x = std::round(rect.left() + columns.bar + columns.barWidth * i / gridSteps) + 0.5;
        painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()));
    }
}

void BarPainter::paintBackground(QPainter& painter, const QRectF& rect, const BarRowLook& look) const {
    if (look.current || look.hovered) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(look.current && look.focused ? QPen(m_tokens.focusRing, px(1.5)) : QPen(Qt::NoPen));
        painter.setBrush(look.current ? m_tokens.accentSoft : m_tokens.hover);
        const double inset = px(1.5);
        painter.drawRoundedRect(rect.adjusted(px(4.0), inset / 2.0, -px(4.0), -inset / 2.0), px(4.0), px(4.0));
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
}

void BarPainter::paintFigure(QPainter& painter, const QRectF& rect, double right, const QString& text,
                             const QColor& colour) const {
    painter.setPen(colour);
    painter.drawText(QRectF(rect.left() + right - px(120.0), rect.top(), px(120.0), rect.height()),
                     Qt::AlignRight | Qt::AlignVCenter, text);
}

void BarPainter::paintRow(QPainter& painter, const QRectF& rect, const BarColumns& columns, const BarRow& row,
                          const BarRowLook& look) const {
    paintBackground(painter, rect, look);
    if (look.taken) {
        const QPointF centre(rect.left() + columns.gutter, rect.center().y());
        const double r = px(4.0);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_tokens.accent);
        painter.drawPolygon(QPolygonF{centre + QPointF(-r, -r), centre + QPointF(r, 0.0), centre + QPointF(-r, r)});
        painter.setRenderHint(QPainter::Antialiasing, false);
    }

    QFont labelFont = m_tokenFont;
    labelFont.setBold(look.taken);
    painter.setFont(labelFont);
    const QRectF label(rect.left() + columns.label, rect.top(), columns.labelWidth, rect.height());
    paintTokenText(painter, label, row.label, m_tokenMetrics, row.cut ? m_tokens.textMuted : m_tokens.text,
                   m_tokens.ghost);

    const double solidHeight = px(10.0), ghostHeight = px(14.0);
    const QRectF ghost = barRect(rect, columns, look.rawProbability / look.scaleMaximum, ghostHeight);
    if (row.cut) {
        paintHatch(painter, ghost, m_tokens.cut);
        paintOutline(painter, ghost, m_tokens.cut);
        const double left = ghost.right() + px(8.0), dot = px(8.0);
        // A cut token has no final figure: the words have its place too.
        const double room = rect.left() + columns.finalRight - left - dot - px(5.0);
        painter.setFont(m_captionFont);
        const QString words = tr("cut by %1").arg(row.cut->name);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(stageColour(row.cut->kindIndex));
        painter.drawEllipse(QRectF(left, rect.center().y() - dot / 2.0, dot, dot));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(m_tokens.textMuted);
        painter.drawText(QRectF(left + dot + px(5.0), rect.top(), std::max(0.0, room), rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, m_captionMetrics.elidedText(words, Qt::ElideRight, room));
    } else {
        // A pixel at least: a kept token is never without a bar.
        QRectF solid = barRect(rect, columns, look.probability / look.scaleMaximum, solidHeight);
        solid.setWidth(std::max(solid.width(), look.probability > 0.0 ? 1.0 : 0.0));
        painter.fillRect(solid, m_tokens.accent);
        paintOutline(painter, ghost, m_tokens.ghost);
    }
    painter.setFont(m_tokenFont);
    if (!row.cut) {
        paintFigure(painter, rect, columns.finalRight, percentText(row.probability), m_tokens.text);
    }
    if (columns.hasRaw) {
        paintFigure(painter, rect, columns.rawRight, percentText(row.rawProbability), m_tokens.textMuted);
    }
}

void BarPainter::paintRemainder(QPainter& painter, const QRectF& rect, const BarColumns& columns, const QString& text,
                                std::optional<double> probability, std::optional<double> rawProbability,
                                const BarRowLook& look) const {
    paintBackground(painter, rect, look);
    painter.setFont(m_captionFont);
    painter.setPen(m_tokens.textMuted);
    const double width = columns.finalRight - m_figureWidth - px(8.0) - columns.label;
    painter.drawText(QRectF(rect.left() + columns.label, rect.top(), width, rect.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, m_captionMetrics.elidedText(text, Qt::ElideRight, width));
    painter.setFont(m_tokenFont);
    if (probability) {
        paintFigure(painter, rect, columns.finalRight, percentText(*probability), m_tokens.textMuted);
    }
    if (rawProbability && columns.hasRaw) {
        paintFigure(painter, rect, columns.rawRight, percentText(*rawProbability), m_tokens.textMuted);
    }
}

void paintTokenText(QPainter& painter, const QRectF& rect, const QString& text, const QFontMetricsF& metrics,
                    const QColor& colour, const QColor& glyphColour) {
    const QString shown = metrics.horizontalAdvance(text) <= rect.width() + 0.5
                              ? text
                              : metrics.elidedText(text, Qt::ElideRight, rect.width());
    const double baseline = rect.top() + (rect.height() - metrics.height()) / 2.0 + metrics.ascent();
    double x = rect.left();
    for (qsizetype at = 0; at < shown.size();) {
        const bool glyph = isWhitespaceGlyph(shown[at]);
        qsizetype end = at + 1;
        while (end < shown.size() && isWhitespaceGlyph(shown[end]) == glyph) {
            ++end;
        }
        const QString run = shown.mid(at, end - at);
        painter.setPen(glyph ? glyphColour : colour);
        painter.drawText(QPointF(x, baseline), run);
        x += metrics.horizontalAdvance(run);
        at = end;
    }
}

} // namespace logitscope
