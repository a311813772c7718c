// Where the chips of a token strip stand: tokens joined to chips, chips flowed into lines of one height.
//
// Tokens that are parts of one UTF-8 character share a chip. A line end in a token ends the line. Appending touches the
// last chip at most; a new width reuses all measured texts. Coordinates are content pixels, the origin above the first
// line. No painting; any thread, one at a time.
#pragma once

#include "ui/widgets/strip_token.h"

#include <QHash>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <functional>
#include <span>
#include <vector>

namespace logitscope {

struct StripChip {
    int first = 0, count = 0; // tokens
    QString text;             // visible
    double textWidth = 0.0;   // may be more than the chip holds: it is never wider than a line
    double x = 0.0, width = 0.0;
    int line = 0;
    bool endsLine = false;
};

// Pixels.
struct StripMeasures {
    double lineHeight = 30.0;
    double chipHeight = 22.0;
    double padding = 4.0;    // left and right of a chip's text
    double gap = 2.0;        // between chips
    double slotWidth = 10.0; // of the place after the last token
};

class StripLayout {
public:
    using TextWidth = std::function<double(const QString&)>;

    // Lays everything out anew.
    void setMeasures(const StripMeasures& measures, TextWidth textWidth);
    void setWidth(double width);

    void clear();
    // `tokens` are all tokens, those from tokenCount() on are new. Returns the first chip that changed.
    int append(std::span<const StripToken> tokens);
    // Keeps the first `count` tokens of `tokens` (all of them).
    void truncate(std::span<const StripToken> tokens, int count);

    int tokenCount() const { return static_cast<int>(m_chipOfToken.size()); }
    const std::vector<StripChip>& chips() const { return m_chips; }
    int chipOf(int token) const { return m_chipOfToken[static_cast<std::size_t>(token)]; }
    int lineCount() const;               // at least 1
    int firstChipOfLine(int line) const; // chips().size() beyond the last
    int lineAt(double y) const;          // clamped to the lines there are
    double height() const { return lineCount() * m_measures.lineHeight; }

    QRectF chipRect(int chip) const;
    // The token's share of its chip; for tokenCount() the place after the last token.
    QRectF tokenRect(int token) const;
    // The token whose cell holds the point, tokenCount() for the place after the last; -1: none.
    int tokenAt(const QPointF& point) const;
    // The token of `line` nearest to `x`.
    int nearestToken(int line, double x) const;

private:
    void place(StripChip& chip);
    void reflow();
    double widthOf(const QString& text);
    double lineTop(int line) const { return line * m_measures.lineHeight; }

    StripMeasures m_measures;
    TextWidth m_textWidth;
    double m_width = 0.0;
    std::vector<StripChip> m_chips;
    std::vector<int> m_chipOfToken;
    std::vector<int> m_firstOfLine; // chip index per line
    double m_x = 0.0;               // where the next chip would start
    bool m_open = false;            // the last chip ends inside a character
    QHash<QString, double> m_widths;
};

} // namespace logitscope
