#include "ui/widgets/strip_layout.h"

#include "core/base/utf8.h"
#include "ui/widgets/visible_text.h"

#include <algorithm>

namespace logitscope {

namespace {

bool isText(const StripToken& token) {
    return token.kind == TokenKind::Normal || token.kind == TokenKind::UserDefined || token.kind == TokenKind::Byte;
}

// Whether `bytes` end inside a character that is valid so far.
bool endsInsideCharacter(std::string_view bytes) {
    while (!bytes.empty()) {
        const Utf8Step step = nextUtf8(bytes);
        if (step.state == Utf8State::Unfinished) {
            return true;
        }
        bytes.remove_prefix(step.length);
    }
    return false;
}

// Whether `bytes`, which end inside a character, go on with `next`.
bool continues(std::string_view bytes, std::string_view next) {
    while (!bytes.empty()) {
        const Utf8Step step = nextUtf8(bytes);
        if (step.state == Utf8State::Unfinished) {
            const std::string joined = std::string(bytes) + std::string(next);
            return nextUtf8(joined).length > bytes.size();
        }
        bytes.remove_prefix(step.length);
    }
    return false;
}

std::string bytesOf(std::span<const StripToken> tokens) {
    std::string bytes;
    for (const StripToken& token : tokens) {
        bytes += token.bytes;
    }
    return bytes;
}

} // namespace

void StripLayout::setMeasures(const StripMeasures& measures, TextWidth textWidth) {
    m_measures = measures;
    m_textWidth = std::move(textWidth);
    m_widths.clear();
    reflow();
}

void StripLayout::setWidth(double width) {
    if (width != m_width) {
        m_width = width;
        reflow();
    }
}

void StripLayout::clear() {
    m_chips.clear();
    m_chipOfToken.clear();
    m_firstOfLine.clear();
    m_x = 0.0;
    m_open = false;
}

int StripLayout::append(std::span<const StripToken> tokens) {
    int changed = static_cast<int>(m_chips.size());
    for (auto at = m_chipOfToken.size(); at < tokens.size(); ++at) {
        const StripToken& token = tokens[at];
        if (m_open && isText(token) && !token.bytes.empty()) {
            StripChip& last = m_chips.back();
            const std::string before =
                bytesOf(tokens.subspan(static_cast<std::size_t>(last.first), static_cast<std::size_t>(last.count)));
            if (continues(before, token.bytes)) {
                // The last chip grows: take it out and place it again.
                StripChip chip = last;
                m_chips.pop_back();
                if (m_firstOfLine.back() == static_cast<int>(m_chips.size())) {
                    m_firstOfLine.pop_back();
                }
                m_x = m_chips.empty() ? 0.0 : m_chips.back().x + m_chips.back().width + m_measures.gap;
                const std::string bytes = before + token.bytes;
                ++chip.count;
                chip.text = visibleText(bytes);
                chip.endsLine = chip.endsLine || token.bytes.find('\n') != std::string::npos;
                m_open = endsInsideCharacter(bytes);
                m_chipOfToken.push_back(static_cast<int>(m_chips.size()));
                place(chip);
                m_chips.push_back(std::move(chip));
                changed = std::min(changed, static_cast<int>(m_chips.size()) - 1);
                continue;
            }
        }
        StripChip chip;
        chip.first = static_cast<int>(at);
        chip.count = 1;
        chip.text = visibleToken(token.bytes, token.piece, token.kind);
        m_open = isText(token) && endsInsideCharacter(token.bytes);
        chip.endsLine = isText(token) && token.bytes.find('\n') != std::string::npos;
        m_chipOfToken.push_back(static_cast<int>(m_chips.size()));
        place(chip);
        m_chips.push_back(std::move(chip));
    }
    return changed;
}

void StripLayout::truncate(std::span<const StripToken> tokens, int count) {
    if (count >= tokenCount()) {
        return;
    }
    // A chip that would be cut in two is laid out again from its first token.
    int keep = std::max(0, count);
    while (keep > 0 &&
           m_chipOfToken[static_cast<std::size_t>(keep)] == m_chipOfToken[static_cast<std::size_t>(keep) - 1]) {
        --keep;
    }
    const auto chips = keep == 0 ? 0 : static_cast<std::size_t>(chipOf(keep - 1)) + 1;
    m_chips.resize(chips);
    m_chipOfToken.resize(static_cast<std::size_t>(keep));
    while (!m_firstOfLine.empty() && m_firstOfLine.back() >= static_cast<int>(chips)) {
        m_firstOfLine.pop_back();
    }
    m_x = m_chips.empty() ? 0.0 : m_chips.back().x + m_chips.back().width + m_measures.gap;
    m_open = false;
    if (!m_chips.empty()) {
        const StripChip& last = m_chips.back();
        const auto group = tokens.subspan(static_cast<std::size_t>(last.first), static_cast<std::size_t>(last.count));
        m_open = isText(group.back()) && endsInsideCharacter(bytesOf(group));
    }
    append(tokens.first(static_cast<std::size_t>(std::max(0, count))));
}

int StripLayout::lineCount() const {
    const int lines = std::max<int>(1, static_cast<int>(m_firstOfLine.size()));
    // The place after the last token may open a line of its own.
    const bool slotOnNewLine = !m_chips.empty() && (m_chips.back().endsLine || m_x + m_measures.slotWidth > m_width);
    return slotOnNewLine ? lines + 1 : lines;
}

int StripLayout::firstChipOfLine(int line) const {
    return line < static_cast<int>(m_firstOfLine.size()) ? m_firstOfLine[static_cast<std::size_t>(line)]
                                                         : static_cast<int>(m_chips.size());
}

int StripLayout::lineAt(double y) const {
    return std::clamp(static_cast<int>(y / m_measures.lineHeight), 0, lineCount() - 1);
}

QRectF StripLayout::chipRect(int chip) const {
    const StripChip& c = m_chips[static_cast<std::size_t>(chip)];
    return {c.x, lineTop(c.line) + (m_measures.lineHeight - m_measures.chipHeight) / 2.0, c.width,
            m_measures.chipHeight};
}

QRectF StripLayout::tokenRect(int token) const {
    if (token >= tokenCount()) {
        const int line = lineCount() - 1;
        const bool below = line >= static_cast<int>(m_firstOfLine.size());
        return {below ? 0.0 : m_x, lineTop(line) + (m_measures.lineHeight - m_measures.chipHeight) / 2.0,
                m_measures.slotWidth, m_measures.chipHeight};
    }
    const int index = chipOf(token);
    const StripChip& chip = m_chips[static_cast<std::size_t>(index)];
    const QRectF rect = chipRect(index);
    const double share = rect.width() / chip.count;
    return {rect.left() + share * (token - chip.first), rect.top(), share, rect.height()};
}

int StripLayout::tokenAt(const QPointF& point) const {
    if (point.y() < 0.0 || point.y() >= height() || point.x() < 0.0) {
        return -1;
    }
    const int line = lineAt(point.y());
    const int token = nearestToken(line, point.x());
    const QRectF rect = tokenRect(token);
    // The gap to the right of a chip belongs to it, so that no pixel inside a line is dead.
    return point.x() < rect.right() + m_measures.gap && point.x() >= rect.left() - m_measures.gap ? token : -1;
}

int StripLayout::nearestToken(int line, double x) const {
    const int begin = firstChipOfLine(line), end = firstChipOfLine(line + 1);
    if (begin >= end) {
        return tokenCount();
    }
    const auto first = m_chips.begin() + begin, last = m_chips.begin() + end;
    // The first chip that begins right of x; the one before it holds x.
    auto at = std::upper_bound(first, last, x, [](double value, const StripChip& chip) { return value < chip.x; });
    if (at != first) {
        --at;
    }
    const bool beyondLast = at + 1 == m_chips.end() && x >= at->x + at->width + m_measures.gap;
    if (beyondLast && lineCount() - 1 == line) {
        return tokenCount();
    }
    const double share = at->width / at->count;
    const int part = std::clamp(static_cast<int>((x - at->x) / share), 0, at->count - 1);
    return at->first + part;
}

void StripLayout::place(StripChip& chip) {
    // Parts of a character are never narrower than a finger's width of pixels each.
    const double least = m_measures.padding * 2.0 * chip.count;
    chip.textWidth = widthOf(chip.text);
    chip.width = std::max(chip.textWidth + 2.0 * m_measures.padding, least);
    chip.width = std::min(chip.width, std::max(m_width, m_measures.padding * 4.0));
    const bool first = m_chips.empty();
    if (first || m_chips.back().endsLine || (m_x > 0.0 && m_x + chip.width > m_width)) {
        m_firstOfLine.push_back(static_cast<int>(m_chips.size()));
        m_x = 0.0;
    }
    chip.line = static_cast<int>(m_firstOfLine.size()) - 1;
    chip.x = m_x;
    m_x += chip.width + m_measures.gap;
}

void StripLayout::reflow() {
    std::vector<StripChip> chips;
    chips.swap(m_chips);
    m_chips.reserve(chips.size());
    m_firstOfLine.clear();
    m_x = 0.0;
    for (StripChip& chip : chips) {
        place(chip);
        m_chips.push_back(std::move(chip));
    }
}

double StripLayout::widthOf(const QString& text) {
    if (!m_textWidth) {
        return 0.0;
    }
    auto known = m_widths.constFind(text);
    if (known == m_widths.constEnd()) {
        known = m_widths.insert(text, m_textWidth(text));
    }
    return known.value();
}

} // namespace logitscope
