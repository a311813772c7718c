// A small flat button with a drawn sign, so that no sign depends on the fonts of the machine.
#pragma once

#include <QToolButton>

namespace logitscope {

enum class Glyph { ChevronRight, ChevronDown, Reset, Dots, Die, Close };

class GlyphButton : public QToolButton {
    Q_OBJECT

public:
    // `name` is what a screen reader says; the tooltip is set by the caller.
    GlyphButton(Glyph glyph, const QString& name, QWidget* parent = nullptr);

    void setGlyph(Glyph glyph);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Glyph m_glyph;
};

} // namespace logitscope
