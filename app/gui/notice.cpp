#include "app/gui/notice.h"

#include "app/gui/icons.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace logitscope {

Notice::Notice(QWidget* parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_close(new QToolButton(this)) {
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard |
                                    Qt::TextSelectableByMouse);
    m_close->setAutoRaise(true);
    m_close->setIcon(themedIcon(QStringLiteral("close"), IconInk::Muted));
    m_close->setToolTip(tr("Close this message."));
    m_close->setAccessibleName(tr("Close this message"));

    auto* row = new QHBoxLayout(this);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);

    connect(m_close, &QToolButton::clicked, this, &Notice::clear);
    connect(m_text, &QLabel::linkActivated, this, [this] { emit actionTriggered(); });
    connect(&Theme::instance(), &Theme::changed, this, &Notice::restyle);
    restyle();
    hide();
}

void Notice::say(Kind kind, const QString& sentence, const QString& action) {
    m_kind = kind;
    m_sentence = sentence;
    m_action = action;
    restyle();
    show();
    setAccessibleName(sentence);
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Notice::clear() {
    m_sentence.clear();
    hide();
}

void Notice::restyle() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    const bool error = m_kind == Kind::Error;
    const int side = theme.grid(2);
    m_icon->setPixmap(
        themedIcon(error ? QStringLiteral("problem") : QStringLiteral("info"), error ? IconInk::Error : IconInk::Accent)
            .pixmap(QSize(side, side), devicePixelRatioF()));
    QString html = m_sentence.toHtmlEscaped();
    if (!m_action.isEmpty()) {
        html += QStringLiteral(" <a href=\"#\" style=\"color:%1\">%2</a>")
                    .arg(tokens.accent.name(), m_action.toHtmlEscaped());
    }
    m_text->setText(html);
    m_text->setFont(theme.font(TextSize::Small));
    m_close->setIconSize(QSize(side, side));
    layout()->setContentsMargins(theme.grid(1), theme.grid(0.75), theme.grid(0.5), theme.grid(0.75));
    layout()->setSpacing(theme.grid(1));

    QPalette colours = palette();
    colours.setColor(QPalette::Window, error ? tokens.errorSoft : tokens.accentSoft);
    colours.setColor(QPalette::WindowText, tokens.text);
    setPalette(colours);
    setAutoFillBackground(true);
}

} // namespace logitscope
