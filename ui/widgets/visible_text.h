// The text of a token so that every byte of it can be seen and none can do harm to the line it stands in.
//
// Spaces, tabs and line ends become ␣ ⇥ ↵ ␍, other control characters their pictures (␀), invisible, direction-changing
// and unassigned ones their number ("<U+202E>"), bytes that are no character "<0xE2>"; a combining mark at the start
// sits on ◌. Text with right-to-left letters is isolated, so it does not reorder its neighbours. Pure functions.
#pragma once

#include "core/text/tokenizer.h"

#include <QString>

#include <string_view>

namespace logitscope {

QString visibleText(std::string_view bytes);

// The token as the screen names it: control, unknown and unused tokens by their piece ("</s>"), the others by their
// text.
QString visibleToken(std::string_view bytes, std::string_view piece, TokenKind kind);

// Whether a character of visibleText() stands for one that would not be seen: drawn fainter than the text.
bool isWhitespaceGlyph(QChar glyph);

} // namespace logitscope
