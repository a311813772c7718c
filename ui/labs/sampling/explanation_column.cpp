#include "ui/labs/sampling/explanation_column.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

namespace logitscope {

namespace {

// From this height on both panels can be read at once, in units of 8 pixels.
constexpr double roomForBoth = 62;

} // namespace

ExplanationColumn::ExplanationColumn(QWidget* upper, const QString& upperName, QWidget* lower, const QString& lowerName,
                                     QWidget* parent)
    : QWidget(parent), m_panels{upper, lower}, m_splitter(new QSplitter(Qt::Vertical, this)),
      m_tabs(new QTabBar(this)) {
    m_splitter->setObjectName(QStringLiteral("explanation"));
    m_splitter->setChildrenCollapsible(false);
    for (int i = 0; i < 2; ++i) {
        m_places[i] = new QWidget(m_splitter);
        auto* layout = new QVBoxLayout(m_places[i]);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(m_panels[i]);
        m_splitter->addWidget(m_places[i]);
        m_panels[i]->installEventFilter(this);
    }
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({320, 190});
    m_tabs->addTab(upperName);
    m_tabs->addTab(lowerName);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_splitter, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this] {
        arrange();
        emit panelShown();
    });
    arrange();
}

void ExplanationColumn::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

bool ExplanationColumn::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent) {
        arrange();
        emit panelShown();
    }
    return QWidget::eventFilter(watched, event);
}

void ExplanationColumn::arrange() {
    const bool both = !m_panels[0]->isHidden() && !m_panels[1]->isHidden();
    const bool tabbed = both && height() < Theme::instance().grid(roomForBoth);
    m_tabs->setVisible(tabbed);
    for (int i = 0; i < 2; ++i) {
        m_places[i]->setVisible(tabbed ? m_tabs->currentIndex() == i : !m_panels[i]->isHidden());
    }
    setVisible(!m_panels[0]->isHidden() || !m_panels[1]->isHidden());
}

} // namespace logitscope
