#include "app/gui/top_bar.h"

#include "app/gui/icons.h"
#include "app/gui/model_button.h"
#include "app/gui/seed_field.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>
#include <QToolButton>

namespace logitscope {

TopBar::TopBar(QWidget* parent)
    : QWidget(parent), m_model(new ModelButton(this)), m_cancel(new QToolButton(this)), m_labs(new QTabBar(this)),
      m_run(new QPushButton(tr("Run"), this)), m_step(new QPushButton(tr("Step"), this)),
      m_stop(new QPushButton(tr("Stop"), this)), m_seed(new SeedField(this)), m_menu(new QToolButton(this)) {
    m_cancel->setIcon(themedIcon(QStringLiteral("close"), IconInk::Muted));
    m_cancel->setToolTip(tr("Cancel loading; the model in use stays."));
    m_cancel->setAccessibleName(tr("Cancel loading"));
    m_cancel->setAutoRaise(true);
    m_cancel->hide();
    m_labs->setDrawBase(false);
    m_labs->setExpanding(false);
    m_run->setObjectName(QStringLiteral("run"));
    m_step->setObjectName(QStringLiteral("step"));
    m_stop->setObjectName(QStringLiteral("stop"));
    m_step->setAccessibleName(tr("Step"));
    m_stop->setAccessibleName(tr("Stop"));
    m_run->setDefault(true);
    m_menu->setIcon(themedIcon(QStringLiteral("menu")));
    m_menu->setToolTip(tr("Appearance, language, keys."));
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setAutoRaise(true);
    // A click leaves the keyboard where it was, so that Space goes on stepping.
    for (QPushButton* button : {m_run, m_step, m_stop}) {
        button->setFocusPolicy(Qt::TabFocus);
    }

    auto* row = new QHBoxLayout(this);
    row->addWidget(m_model);
    row->addWidget(m_cancel);
    row->addSpacing(0);
    row->addWidget(m_labs, 0, Qt::AlignBottom);
    row->addStretch(1);
    row->addWidget(m_run);
    row->addWidget(m_step);
    row->addWidget(m_stop);
    row->addWidget(m_seed);
    row->addWidget(m_menu);

    connect(m_run, &QPushButton::clicked, this, &TopBar::runRequested);
    connect(m_step, &QPushButton::clicked, this, &TopBar::stepRequested);
    connect(m_stop, &QPushButton::clicked, this, &TopBar::stopRequested);
    connect(m_cancel, &QToolButton::clicked, this, &TopBar::cancelLoadRequested);
    connect(&Theme::instance(), &Theme::changed, this, &TopBar::restyle);
    restyle();
    setCommands(Commands::NoModel);
}

void TopBar::setCommands(Commands commands) {
    m_run->setEnabled(commands != Commands::NoModel);
    m_step->setEnabled(commands == Commands::Ready);
    m_stop->setEnabled(commands == Commands::Busy);
    const QString noModel = tr("There is no model yet: open one with the button on the left.");
    m_run->setToolTip(commands == Commands::NoModel ? noModel : tr("Write a new text from the prompt (Ctrl+Enter)."));
    m_step->setToolTip(commands == Commands::NoModel ? noModel
                       : commands == Commands::Busy  ? tr("A text is being written; stop it to go on by single tokens.")
                                                     : tr("Write one token more (Space)."));
    m_stop->setToolTip(commands == Commands::Busy ? tr("Stop writing; what is there stays (Esc).")
                                                  : tr("Nothing is being written."));
}

void TopBar::setLoading(bool loading) { m_cancel->setVisible(loading); }

void TopBar::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setContentsMargins(theme.grid(1.5), theme.grid(1), theme.grid(1.5), theme.grid(1));
    layout()->setSpacing(theme.grid(1));
    const QSize icon(theme.grid(2), theme.grid(2));
    m_run->setIcon(themedIcon(QStringLiteral("run"), IconInk::OnAccent));
    m_step->setIcon(themedIcon(QStringLiteral("step")));
    m_stop->setIcon(themedIcon(QStringLiteral("stop")));
    // On a projector the labs need the room.
    m_step->setText(theme.isPresentation() ? QString() : tr("Step"));
    m_stop->setText(theme.isPresentation() ? QString() : tr("Stop"));
    for (QPushButton* button : {m_run, m_step, m_stop}) {
        button->setIconSize(icon);
        button->setMinimumHeight(theme.grid(4.5));
    }
    m_menu->setIconSize(QSize(theme.grid(2.5), theme.grid(2.5)));
    m_cancel->setIconSize(icon);
}

void TopBar::paintEvent(QPaintEvent*) {
    const ThemeTokens& tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);
}

} // namespace logitscope
