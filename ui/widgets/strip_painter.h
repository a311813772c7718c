// Paints the lines of a token strip. Keeps shaped texts from one paint to the next. GUI thread.
#pragma once

#include "ui/widgets/strip_layout.h"

#include <QFont>
#include <QHash>
#include <QStaticText>

class QPainter;

namespace logitscope {

struct StripLook {
    ColourMode mode = ColourMode::Probability;
    int focused = -1, hovered = -1;           // tokens
    int selectionFirst = 0, selectionEnd = 0; // tokens [first, end)
    bool keyboard = false;                    // the strip has the keyboard
    bool writing = false;
};

class StripPainter {
public:
    // Reads font and measures of the present theme.
    void restyle();
    const StripMeasures& measures() const { return m_measures; }
    double textWidth(const QString& text) const;

    // The lines that `clip` touches; all in content coordinates.
    void paint(QPainter& painter, const QRectF& clip, const StripLayout& layout, const std::vector<StripToken>& tokens,
               const StripLook& look);

private:
    void paintPromptBand(QPainter& painter, int line, const StripLayout& layout,
                         const std::vector<StripToken>& tokens) const;
    void paintChip(QPainter& painter, int index, const StripLayout& layout, const std::vector<StripToken>& tokens,
                   const StripLook& look);
    void paintSlot(QPainter& painter, const StripLayout& layout, const StripLook& look) const;
    void paintText(QPainter& painter, const QRectF& rect, const StripChip& chip, bool special);
    const QStaticText& shaped(const QString& text);

    StripMeasures m_measures;
    QFont m_font;
    double m_ascent = 0.0, m_height = 0.0;
    QHash<QString, QStaticText> m_texts;
};

} // namespace logitscope
