#include "ui/widgets/strip_painter.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/token_colours.h"
#include "ui/widgets/visible_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace logitscope {

namespace {

// More distinct texts than a screen holds many times over.
constexpr qsizetype mostShaped = 8192;

const ThemeTokens& tokensOfTheme() { return Theme::instance().tokens(); }

double px(double pixels) { return Theme::instance().scaled(pixels); }

bool isSpecial(const StripToken& token) {
    return token.kind == TokenKind::Control || token.kind == TokenKind::Unknown || token.kind == TokenKind::Unused;
}

} // namespace

void StripPainter::restyle() {
    const Theme& theme = Theme::instance();
    m_font = theme.numberFont(TextSize::Body);
    const QFontMetricsF metrics(m_font);
    m_ascent = metrics.ascent();
    m_height = metrics.height();
    m_measures.lineHeight = theme.grid(3.75);
    m_measures.chipHeight = theme.grid(2.75);
    m_measures.padding = px(3.0);
    m_measures.gap = std::round(px(2.0));
    m_measures.slotWidth = px(12.0);
    m_texts.clear();
}

double StripPainter::textWidth(const QString& text) const { return QFontMetricsF(m_font).horizontalAdvance(text); }

void StripPainter::paint(QPainter& painter, const QRectF& clip, const StripLayout& layout,
                         const std::vector<StripToken>& tokens, const StripLook& look) {
    painter.setFont(m_font);
    painter.setRenderHint(QPainter::Antialiasing);
    const int firstLine = layout.lineAt(clip.top()), lastLine = layout.lineAt(clip.bottom());
    for (int line = firstLine; line <= lastLine; ++line) {
        paintPromptBand(painter, line, layout, tokens);
        const int end = layout.firstChipOfLine(line + 1);
        for (int chip = layout.firstChipOfLine(line); chip < end; ++chip) {
            paintChip(painter, chip, layout, tokens, look);
        }
    }
    if (layout.tokenCount() > 0 && layout.tokenRect(layout.tokenCount()).intersects(clip)) {
        paintSlot(painter, layout, look);
    }
}

void StripPainter::paintPromptBand(QPainter& painter, int line, const StripLayout& layout,
                                   const std::vector<StripToken>& tokens) const {
    // One quiet band behind the prompt's chips of a line, gaps included: what was given, apart from what was written.
    QRectF band;
    const int end = layout.firstChipOfLine(line + 1);
    for (int chip = layout.firstChipOfLine(line); chip < end; ++chip) {
        if (tokens[static_cast<std::size_t>(layout.chips()[static_cast<std::size_t>(chip)].first)].isPrompt) {
            band = band.united(layout.chipRect(chip));
        }
    }
    if (!band.isNull()) {
        painter.setPen(QPen(tokensOfTheme().controlBorder, 1.0));
        painter.setBrush(tokensOfTheme().hover);
        const double across = px(1.5), along = px(3.0);
        painter.drawRoundedRect(band.adjusted(-across, -along, across, along), px(5.0), px(5.0));
    }
}

void StripPainter::paintChip(QPainter& painter, int index, const StripLayout& layout,
                             const std::vector<StripToken>& tokens, const StripLook& look) {
    const ThemeTokens& theme = tokensOfTheme();
    const StripChip& chip = layout.chips()[static_cast<std::size_t>(index)];
    const QRectF whole = layout.chipRect(index);
    const double radius = px(3.0);
    bool special = false;
    for (int i = chip.first; i < chip.first + chip.count; ++i) {
        const StripToken& token = tokens[static_cast<std::size_t>(i)];
        const QRectF rect = layout.tokenRect(i);
        const bool selected = i >= look.selectionFirst && i < look.selectionEnd;
        special = special || isSpecial(token);
        if (selected || token.scores) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(selected ? theme.selection : chipColour(look.mode, *token.scores));
            if (chip.count == 1) {
                painter.drawRoundedRect(rect, radius, radius);
            } else {
                painter.drawRect(rect);
            }
        }
        if (isSpecial(token) || i == look.hovered) {
            painter.setPen(QPen(isSpecial(token) ? theme.controlBorder : theme.textMuted, 1.0));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        }
        if (token.scores) {
            const int step = surpriseStep(look.mode, *token.scores);
            if (step > 0) {
                const double weight = px(step);
                painter.fillRect(QRectF(rect.left() + px(2.0), rect.bottom() - weight, rect.width() - px(4.0), weight),
                                 theme.textMuted);
            }
        }
        if (token.isChosen) {
            // A turned corner: taken by hand.
            const double side = px(6.0);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.accent);
            painter.drawPolygon(
                QPolygonF{rect.topLeft(), rect.topLeft() + QPointF(side, 0.0), rect.topLeft() + QPointF(0.0, side)});
        }
        if (i > chip.first) {
            // Where one token of a character ends and the next begins.
            painter.setPen(QPen(theme.textMuted, 1.0));
            painter.drawLine(QLineF(rect.left(), whole.bottom() - px(6.0), rect.left(), whole.bottom()));
        }
    }
    paintText(painter, whole, chip, special);
    if (look.focused >= chip.first && look.focused < chip.first + chip.count) {
        const double width = px(look.keyboard ? 2.0 : 1.5);
        const QRectF ring = layout.tokenRect(look.focused).adjusted(-width / 2, -width / 2, width / 2, width / 2);
        painter.setPen(QPen(theme.focusRing, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(ring, radius + 1.0, radius + 1.0);
    }
}

void StripPainter::paintSlot(QPainter& painter, const StripLayout& layout, const StripLook& look) const {
    const ThemeTokens& theme = tokensOfTheme();
    const QRectF rect = layout.tokenRect(layout.tokenCount());
    const bool focused = look.focused == layout.tokenCount();
    if (look.writing) {
        painter.fillRect(QRectF(rect.left(), rect.top() + px(2.0), px(2.0), rect.height() - px(4.0)), theme.accent);
    } else {
        painter.setPen(QPen(focused ? theme.focusRing : theme.controlBorder, focused ? px(2.0) : 1.0,
                            focused ? Qt::SolidLine : Qt::DotLine));
        painter.setBrush(look.hovered == layout.tokenCount() ? QBrush(theme.hover) : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(rect.adjusted(1.0, 1.0, -1.0, -1.0), px(3.0), px(3.0));
    }
}

void StripPainter::paintText(QPainter& painter, const QRectF& rect, const StripChip& chip, bool special) {
    const ThemeTokens& theme = tokensOfTheme();
    const QColor colour = special ? theme.textMuted : theme.text;
    QColor faint = theme.text;
    faint.setAlphaF(0.45F);
    const double room = rect.width() - 2.0 * m_measures.padding;
    const double top = rect.top() + (rect.height() - m_height) / 2.0 - px(1.0);
    // A text longer than a line is elided; of parts of a character the text stands in the middle.
    const QString shown =
        chip.textWidth > room + 0.5 ? QFontMetricsF(m_font).elidedText(chip.text, Qt::ElideRight, room) : chip.text;
    double x = rect.left() + m_measures.padding + std::max(0.0, (room - chip.textWidth) / 2.0);
    for (qsizetype at = 0; at < shown.size();) {
        const bool glyph = isWhitespaceGlyph(shown[at]);
        qsizetype end = at + 1;
        while (end < shown.size() && isWhitespaceGlyph(shown[end]) == glyph) {
            ++end;
        }
        const QStaticText& run = shaped(shown.mid(at, end - at));
        painter.setPen(glyph ? faint : colour);
        painter.drawStaticText(QPointF(x, top), run);
        x += run.size().width();
        at = end;
    }
}

const QStaticText& StripPainter::shaped(const QString& text) {
    auto known = m_texts.find(text);
    if (known == m_texts.end()) {
        if (m_texts.size() >= mostShaped) {
            m_texts.clear();
        }
        QStaticText shape(text);
        shape.setTextFormat(Qt::PlainText);
        shape.setPerformanceHint(QStaticText::AggressiveCaching);
        shape.prepare({}, m_font);
        known = m_texts.insert(text, shape);
    }
    return known.value();
}

} // namespace logitscope
