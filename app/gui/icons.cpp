#include "app/gui/icons.h"

#include "ui/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace logitscope {

namespace {

class ThemedIconEngine final : public QIconEngine {
public:
    ThemedIconEngine(QByteArray drawing, IconInk ink) : m_drawing(std::move(drawing)), m_ink(ink) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        // The drawings are black; the theme's ink takes its place.
        QByteArray drawing = m_drawing;
        drawing.replace("#000", inkFor(mode).name().toLatin1());
        QSvgRenderer(drawing).render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_drawing, m_ink); }

private:
    QColor inkFor(QIcon::Mode mode) const {
        const ThemeTokens& tokens = Theme::instance().tokens();
        if (mode == QIcon::Disabled) {
            return tokens.textDisabled;
        }
        switch (m_ink) {
        case IconInk::Text:
            return tokens.text;
        case IconInk::Muted:
            return tokens.textMuted;
        case IconInk::OnAccent:
            return tokens.accentText;
        case IconInk::Accent:
            return tokens.accent;
        case IconInk::Error:
            return tokens.error;
        case IconInk::Warning:
            return tokens.warning;
        }
        return tokens.text;
    }

    QByteArray m_drawing;
    IconInk m_ink;
};

} // namespace

QIcon themedIcon(const QString& name, IconInk ink) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? QIcon(new ThemedIconEngine(file.readAll(), ink)) : QIcon();
}

} // namespace logitscope
