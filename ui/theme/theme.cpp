#include "ui/theme/theme.h"

#include "ui/theme/control_style.h"
#include "ui/theme/palette.h"

#include <QApplication>
#include <QToolTip>

#include <cmath>

namespace logitscope {

namespace {

// Preferred first; Qt falls back glyph by glyph, so Korean is drawn whatever the Latin comes from.
const QStringList& textFamilies() {
    static const QStringList families{"Inter",         "Noto Sans",   "Noto Sans CJK KR",
                                      "Source Sans 3", "DejaVu Sans", "sans-serif"};
    return families;
}

const QStringList& numberFamilies() {
    static const QStringList families{"JetBrains Mono",   "Noto Sans Mono",        "Source Code Pro",
                                      "DejaVu Sans Mono", "Noto Sans Mono CJK KR", "monospace"};
    return families;
}

} // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme() = default;

void Theme::apply(QApplication& application) {
    if (m_application == nullptr) {
        // Qt 6.4 has no colour scheme to ask: the platform's palette, before ours replaces it, tells.
        m_systemDark = QApplication::palette().color(QPalette::Window).lightnessF() < 0.5F;
        m_application = &application;
    }
    restyle();
}

void Theme::setChoice(ThemeChoice choice) {
    if (m_choice != choice) {
        m_choice = choice;
        restyle();
    }
}

bool Theme::isDark() const {
    return m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_systemDark);
}

void Theme::setPresentation(bool on) {
    if (m_presentation != on) {
        m_presentation = on;
        restyle();
    }
}

void Theme::setReduceMotion(bool on) {
    if (m_reduceMotion != on) {
        m_reduceMotion = on;
        restyle();
    }
}

int Theme::grid(double units) const { return static_cast<int>(std::lround(units * 8.0 * scale())); }

QFont Theme::font(TextSize size) const {
    QFont font;
    font.setFamilies(textFamilies());
    font.setStyleHint(QFont::SansSerif);
    font.setPixelSize(static_cast<int>(std::lround(static_cast<int>(size) * scale())));
    return font;
}

QFont Theme::numberFont(TextSize size) const {
    QFont font = this->font(size);
    font.setFamilies(numberFamilies());
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

void Theme::restyle() {
    if (m_application != nullptr) {
        // A new style object makes every widget measure itself again.
        QApplication::setStyle(new ControlStyle);
        const QPalette palette = paletteOf(tokens());
        QApplication::setPalette(palette);
        QToolTip::setPalette(palette);
        QApplication::setFont(font(TextSize::Body));
        QToolTip::setFont(font(TextSize::Small));
    }
    emit changed();
}

} // namespace logitscope
