// How the program looks: one table of colours per theme, the type scale, the grid, the motion.
//
// One instance for the application, GUI thread only. Widgets read it while painting and repaint (and measure again) on
// changed(). Setters before apply() only set the state; after it they restyle the whole application at once.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <QPointer>

#include <optional>

class QApplication;

namespace logitscope {

enum class ThemeChoice { System, Light, Dark };

// Sizes in pixels at scale 1.
enum class TextSize { Small = 12, Body = 14, Large = 18, Title = 24 };

// Text colours hold 4.5:1 on ground, surface and raised; borders of controls, the focus ring and marks 3:1 (WCAG 2.1
// AA).
struct ThemeTokens {
    QColor ground;        // behind the data
    QColor surface;       // side panels, bars, the window's frame
    QColor raised;        // inputs, cards, popups
    QColor hairline;      // separators; decoration only
    QColor controlBorder; // outline of a control
    QColor text;
    QColor textMuted;    // captions, units, secondary figures
    QColor textDisabled; // never the only carrier of a fact
    QColor accent;       // the one colour of action and focus
    QColor accentText;   // on accent
    QColor accentSoft;   // tint behind a selected or active thing; text stays readable on it
    QColor selection;    // behind selected text and rows
    QColor focusRing;
    QColor hover; // opaque, behind a thing under the pointer
    QColor ghost; // outline of the raw distribution
    QColor cut;   // what a stage removed
    QColor warning;
    QColor warningSoft; // background of a warning line
    QColor error;
    QColor errorSoft; // background of an error line
    QColor shadow;    // with alpha
};

const ThemeTokens& lightTokens();
const ThemeTokens& darkTokens();

class Theme : public QObject {
    Q_OBJECT

public:
    static Theme& instance();

    // Takes over style, palette and fonts of the application. Call once, before the first window.
    void apply(QApplication& application);

    void setChoice(ThemeChoice choice);
    ThemeChoice choice() const { return m_choice; }
    bool isDark() const;
    const ThemeTokens& tokens() const { return isDark() ? darkTokens() : lightTokens(); }

    // For a projector: everything half as large again.
    void setPresentation(bool on);
    bool isPresentation() const { return m_presentation; }
    double scale() const { return m_presentation ? 1.5 : 1.0; }

    void setReduceMotion(bool on);
    bool reduceMotion() const { return m_reduceMotion; }
    // Length of a movement; 0 with reduced motion.
    int animationMilliseconds() const { return m_reduceMotion ? 0 : 160; }

    // `units` of 8 pixels at the present scale.
    int grid(double units) const;
    // A length in pixels at scale 1, at the present scale (hairlines stay hairlines: use 1).
    double scaled(double pixels) const { return pixels * scale(); }

    QFont font(TextSize size = TextSize::Body) const;
    // Every digit as wide as the next, for figures and tokens.
    QFont numberFont(TextSize size = TextSize::Body) const;

signals:
    void changed(); // colours or scale

private:
    Theme();
    void restyle();

    QPointer<QApplication> m_application;
    ThemeChoice m_choice = ThemeChoice::System;
    bool m_systemDark = false;
    bool m_presentation = false;
    bool m_reduceMotion = false;
};

} // namespace logitscope
