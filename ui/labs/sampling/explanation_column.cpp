#include "ui/labs/sampling/explanation_column.h"

#include "ui/theme/theme.h"

#include <QEvent>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace logitscope {

namespace {

// From this height on the first two panels can be read at once, in units of 8 pixels.
constexpr double roomForBoth = 62;

} // namespace

ExplanationColumn::ExplanationColumn(std::vector<Panel> panels, QWidget* parent)
    : QWidget(parent), m_panels(std::move(panels)), m_splitter(new QSplitter(Qt::Vertical, this)),
      m_tabs(new QTabBar(this)) {
    m_splitter->setObjectName(QStringLiteral("explanation"));
    m_splitter->setChildrenCollapsible(false);
    for (const Panel& panel : m_panels) {
        auto* place = new QWidget(m_splitter);
        auto* layout = new QVBoxLayout(place);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(panel.widget);
        m_splitter->addWidget(place);
        m_places.push_back(place);
        panel.widget->installEventFilter(this);
    }
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({320, 190});
    m_tabs->setObjectName(QStringLiteral("explanationTabs"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_splitter, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_front = m_pages[static_cast<std::size_t>(tab)].front();
        arrange();
        emit panelShown();
    });
    arrange();
}

void ExplanationColumn::reveal(const QWidget* panel) {
    for (std::size_t tab = 0; tab < m_pages.size(); ++tab) {
        for (const std::size_t i : m_pages[tab]) {
            if (m_panels[i].widget == panel) {
                m_tabs->setCurrentIndex(static_cast<int>(tab));
            }
        }
    }
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
    const bool roomy = height() >= Theme::instance().grid(roomForBoth);
    std::vector<std::vector<std::size_t>> pages;
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        if (m_panels[i].widget->isHidden()) {
            continue;
        }
        if (roomy && i == 1 && !pages.empty()) {
            pages.front().push_back(i);
        } else {
            pages.push_back({i});
        }
    }
    const auto holdsFront = [this](const std::vector<std::size_t>& page) {
        return std::ranges::find(page, m_front) != page.end();
    };
    const auto front = std::ranges::find_if(pages, holdsFront);
    const std::size_t shown = front == pages.end() ? 0 : static_cast<std::size_t>(front - pages.begin());
    if (pages != m_pages) {
        m_pages = pages;
        const QSignalBlocker quiet(m_tabs);
        while (m_tabs->count() > 0) {
            m_tabs->removeTab(m_tabs->count() - 1);
        }
        for (const std::vector<std::size_t>& page : m_pages) {
            QStringList names;
            for (const std::size_t i : page) {
                names << m_panels[i].name;
            }
            m_tabs->addTab(names.join(QStringLiteral(" · ")));
        }
        m_tabs->setCurrentIndex(static_cast<int>(shown));
    }
    m_tabs->setVisible(m_pages.size() > 1);
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        m_places[i]->setVisible(!m_pages.empty() && std::ranges::find(m_pages[shown], i) != m_pages[shown].end());
    }
    setVisible(!m_pages.empty());
}

} // namespace logitscope
