#include "app/gui/window_menu.h"

#include <QActionGroup>
#include <QThread>

namespace logitscope {

WindowMenu::WindowMenu(Preferences& preferences, const QList<QAction*>& session, QAction* presentation, QAction* keys,
                       QWidget* parent)
    : QMenu(parent), m_preferences(preferences), m_menu(new QMenu(tr("Panels"), this)) {
    addSection(tr("Session"));
    addActions(session);
    buildAppearance(presentation);
    addMenu(m_menu);
    addSeparator();
    buildLanguage();
    buildArithmetic();
    buildMemory();
    addSeparator();
    addAction(keys);
}

void WindowMenu::buildAppearance(QAction* presentation) {
    auto* group = new QActionGroup(this);
    addSection(tr("Appearance"));
    const std::pair<QString, ThemeChoice> themes[] = {
        {tr("As the system"), ThemeChoice::System}, {tr("Light"), ThemeChoice::Light}, {tr("Dark"), ThemeChoice::Dark}};
    for (const auto& [name, choice] : themes) {
        QAction* action = addAction(name);
        action->setCheckable(true);
        action->setChecked(m_preferences.theme == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] {
            m_preferences.theme = chosen;
            Theme::instance().setChoice(chosen);
            emit preferencesChanged();
        });
    }
    addSeparator();
    addAction(presentation);
    connect(presentation, &QAction::toggled, this, [this](bool on) {
        m_preferences.presentation = on;
        Theme::instance().setPresentation(on);
        showPanels();
        emit preferencesChanged();
    });
    QAction* still = addAction(tr("Reduce motion"));
    still->setCheckable(true);
    still->setChecked(m_preferences.reduceMotion);
    connect(still, &QAction::toggled, this, [this](bool on) {
        m_preferences.reduceMotion = on;
        Theme::instance().setReduceMotion(on);
        emit preferencesChanged();
    });
}

void WindowMenu::addPanel(const QString& name, QWidget* panel, bool whenPresenting) {
    QAction* action = m_menu->addAction(name);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, panel](bool on) {
        panel->setVisible(on);
        m_preferences.hiddenPanels.removeAll(panel->objectName());
        if (!on) {
            m_preferences.hiddenPanels << panel->objectName();
        }
        emit preferencesChanged();
    });
    m_panels.push_back({panel, whenPresenting, action});
    showPanels();
}

void WindowMenu::showPanels() {
    const bool presenting = Theme::instance().isPresentation();
    for (const Panel& panel : m_panels) {
        const bool wanted = !m_preferences.hiddenPanels.contains(panel.widget->objectName());
        const bool shown = wanted && (panel.whenPresenting || !presenting);
        panel.widget->setVisible(shown);
        panel.action->setChecked(shown);
    }
}

void WindowMenu::buildLanguage() {
    QMenu* menu = addMenu(tr("Language"));
    auto* group = new QActionGroup(this);
    // A language is called by its own name, whatever the language of the window.
    const std::pair<QString, QString> languages[] = {{tr("As the system"), QString()},
                                                     {QStringLiteral("English"), QStringLiteral("en")},
                                                     {QStringLiteral("한국어"), QStringLiteral("ko")}};
    for (const auto& [name, code] : languages) {
        QAction* action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_preferences.language == code);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = code] {
            m_preferences.language = chosen;
            emit preferencesChanged();
            emit restartNeeded();
        });
    }
}

void WindowMenu::buildArithmetic() {
    QMenu* menu = addMenu(tr("Threads"));
    auto* group = new QActionGroup(this);
    const int cores = QThread::idealThreadCount();
    std::vector<int> counts{0};
    for (int count = 1; count <= cores; count *= 2) {
        counts.push_back(count);
    }
    for (const int count : counts) {
        QAction* action = menu->addAction(count == 0 ? tr("All cores (%1)").arg(cores) : QString::number(count));
        action->setCheckable(true);
        action->setChecked(m_preferences.threads == count);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, count] {
            m_preferences.threads = count;
            emit preferencesChanged();
            emit restartNeeded();
        });
    }
    setToolTipsVisible(true);
    QAction* precise = addAction(tr("Precise arithmetic"));
    precise->setToolTip(tr("For quantised models: does not round activations to 8 bits; slower."));
    precise->setCheckable(true);
    precise->setChecked(m_preferences.precise);
    connect(precise, &QAction::toggled, this, [this](bool on) {
        m_preferences.precise = on;
        emit preferencesChanged();
        emit restartNeeded();
    });
}

void WindowMenu::buildMemory() {
    QMenu* menu = addMenu(tr("Memory for distributions"));
    menu->setToolTipsVisible(true);
    auto* group = new QActionGroup(this);
    for (const int megabytes : {64, 128, 256, 512, 1024, 2048, 4096, 8192}) {
        QAction* action =
            menu->addAction(megabytes < 1024 ? tr("%1 MB").arg(megabytes) : tr("%1 GB").arg(megabytes / 1024));
        action->setToolTip(tr("Distributions of earlier places beyond this are computed again when you look at them."));
        action->setCheckable(true);
        action->setChecked(m_preferences.logitMegabytes == megabytes);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, megabytes] {
            m_preferences.logitMegabytes = megabytes;
            emit logitMemoryChanged();
            emit preferencesChanged();
        });
    }
}

} // namespace logitscope
