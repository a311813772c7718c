#include "ui/theme/palette.h"

namespace logitscope {

const ThemeTokens& lightTokens() {
    static const ThemeTokens tokens{
        .ground = QColor(0xFFFFFF),
        .surface = QColor(0xF5F6F8),
        .raised = QColor(0xFFFFFF),
        .hairline = QColor(0xE1E4E9),
        .controlBorder = QColor(0x868E9C),
        .text = QColor(0x161A22),
        .textMuted = QColor(0x596272),
        .textDisabled = QColor(0x9AA1AD),
        .accent = QColor(0x2B59C3),
        .accentText = QColor(0xFFFFFF),
        .accentSoft = QColor(0xE6EDFB),
        .selection = QColor(0xCBDAF8),
        .focusRing = QColor(0x2B59C3),
        .hover = QColor(0xECEFF3),
        .ghost = QColor(0x6E7787),
        .cut = QColor(0x7A8290),
        .warning = QColor(0x8A5000),
        .warningSoft = QColor(0xFFF4DF),
        .error = QColor(0xB3261E),
        .errorSoft = QColor(0xFDECEA),
        .shadow = QColor(20, 26, 40, 46),
    };
    return tokens;
}

const ThemeTokens& darkTokens() {
    static const ThemeTokens tokens{
        .ground = QColor(0x101216),
        .surface = QColor(0x16191F),
        .raised = QColor(0x1D2129),
        .hairline = QColor(0x2B303A),
        .controlBorder = QColor(0x6C7585),
        .text = QColor(0xE7EAEF),
        .textMuted = QColor(0xA0A8B6),
        .textDisabled = QColor(0x5F6775),
        .accent = QColor(0x8DB0FF),
        .accentText = QColor(0x0B1122),
        .accentSoft = QColor(0x1C2947),
        .selection = QColor(0x2C4278),
        .focusRing = QColor(0x8DB0FF),
        .hover = QColor(0x252A34),
        .ghost = QColor(0x8F98A8),
        .cut = QColor(0x7B8494),
        .warning = QColor(0xF2B95F),
        .warningSoft = QColor(0x332811),
        .error = QColor(0xFF9389),
        .errorSoft = QColor(0x3A1A18),
        .shadow = QColor(0, 0, 0, 140),
    };
    return tokens;
}

QPalette paletteOf(const ThemeTokens& tokens) {
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& active, const QColor& disabled) {
        palette.setColor(QPalette::Active, role, active);
        palette.setColor(QPalette::Inactive, role, active);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, tokens.surface, tokens.surface);
    set(QPalette::WindowText, tokens.text, tokens.textDisabled);
    set(QPalette::Base, tokens.ground, tokens.surface);
    set(QPalette::AlternateBase, tokens.surface, tokens.surface);
    set(QPalette::Text, tokens.text, tokens.textDisabled);
    set(QPalette::PlaceholderText, tokens.textMuted, tokens.textDisabled);
    set(QPalette::Button, tokens.raised, tokens.surface);
    set(QPalette::ButtonText, tokens.text, tokens.textDisabled);
    set(QPalette::BrightText, tokens.accentText, tokens.textDisabled);
    set(QPalette::ToolTipBase, tokens.raised, tokens.raised);
    set(QPalette::ToolTipText, tokens.text, tokens.text);
    set(QPalette::Highlight, tokens.selection, tokens.hairline);
    set(QPalette::HighlightedText, tokens.text, tokens.textDisabled);
    set(QPalette::Link, tokens.accent, tokens.textDisabled);
    set(QPalette::LinkVisited, tokens.accent, tokens.textDisabled);
    set(QPalette::Light, tokens.raised, tokens.raised);
    set(QPalette::Midlight, tokens.hover, tokens.hover);
    set(QPalette::Mid, tokens.hairline, tokens.hairline);
    set(QPalette::Dark, tokens.controlBorder, tokens.hairline);
    set(QPalette::Shadow, tokens.controlBorder, tokens.hairline);
    return palette;
}

} // namespace logitscope
