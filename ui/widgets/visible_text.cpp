#include "ui/widgets/visible_text.h"

#include "core/base/utf8.h"

#include <QList>

namespace logitscope {

namespace {

QString numbered(const char* prefix, uint number, int digits) {
    return '<' + QString(prefix) + QString::number(number, 16).toUpper().rightJustified(digits, '0') + '>';
}

bool isMark(QChar::Category category) {
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_SpacingCombining ||
           category == QChar::Mark_Enclosing;
}

bool isUnseen(QChar::Category category) {
    switch (category) {
    case QChar::Separator_Space:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
        return true;
    default:
        return false;
    }
}

QString visibleCharacter(char32_t character, bool first) {
    switch (character) {
    case ' ':
        return QChar(0x2423);
    case '\n':
        return QChar(0x21B5);
    case '\t':
        return QChar(0x21E5);
    case 0x7F:
        return QChar(0x2421);
    default:
        break;
    }
    if (character < 0x20) {
        return QChar(static_cast<char16_t>(0x2400 + character));
    }
    const QChar::Category category = QChar::category(character);
    if (isUnseen(category)) {
        return numbered("U+", character, 4);
    }
    const QString text = QString::fromUcs4(&character, 1);
    return first && isMark(category) ? QChar(0x25CC) + text : text;
}

bool isRightToLeft(char32_t character) {
    const QChar::Direction direction = QChar::direction(character);
    return direction == QChar::DirR || direction == QChar::DirAL;
}

} // namespace

QString visibleText(std::string_view bytes) {
    QString text;
    bool rightToLeft = false;
    while (!bytes.empty()) {
        const Utf8Step step = nextUtf8(bytes);
        if (step.state == Utf8State::Complete) {
            const QString decoded = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(step.length));
            const char32_t character = decoded.toUcs4().constFirst();
            rightToLeft = rightToLeft || isRightToLeft(character);
            text += visibleCharacter(character, text.isEmpty());
        } else {
            for (const char byte : bytes.substr(0, step.length)) {
                text += numbered("0x", static_cast<unsigned char>(byte), 2);
            }
        }
        bytes.remove_prefix(step.length);
    }
    return rightToLeft ? QChar(0x2068) + text + QChar(0x2069) : text;
}

QString visibleToken(std::string_view bytes, std::string_view piece, TokenKind kind) {
    const bool named = kind == TokenKind::Control || kind == TokenKind::Unknown || kind == TokenKind::Unused;
    return visibleText(named || bytes.empty() ? piece : bytes);
}

bool isWhitespaceGlyph(QChar glyph) {
    return glyph == QChar(0x2423) || glyph == QChar(0x21B5) || glyph == QChar(0x21E5) || glyph == QChar(0x240D);
}

} // namespace logitscope
