#include "ui/labs/sampling/draw_panel.h"

#include "ui/labs/sampling/seed_strip.h"
#include "ui/labs/sampling/unit_interval.h"
#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/glyph_button.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>

#include <utility>

namespace logitscope {

DrawPanel::DrawPanel(QWidget* parent)
    : QWidget(parent), m_pages(new QStackedWidget(this)), m_empty(new QLabel(m_pages)),
      m_reroll(new GlyphButton(Glyph::Die, tr("Draw again"), this)), m_interval(new UnitInterval(this)),
      m_sentence(new QLabel(this)), m_tabs(new QTabBar(this)), m_views(new QStackedWidget(this)),
      m_cumulative(new CumulativePlot(this)), m_seeds(new SeedStrip(this)) {
    setAccessibleName(tr("The draw"));
    m_reroll->setObjectName(QStringLiteral("reroll"));
    connect(m_reroll, &QToolButton::clicked, this, &DrawPanel::rerollRequested);
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_empty->setObjectName(QStringLiteral("empty"));
    m_empty->setText(tr("Run a prompt to see how a random number picks the token."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);

    m_tabs->addTab(tr("Cumulative"));
    m_tabs->addTab(tr("Seeds 1…100"));
    m_tabs->setTabToolTip(0, tr("How fast the probability adds up: Σ p over ranks, and where top-p cuts."));
    m_tabs->setTabToolTip(1, tr("What each of a hundred seeds would have drawn here, against the probabilities."));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("View of the draw"));
    m_views->addWidget(m_cumulative);
    m_views->addWidget(m_seeds);
    connect(m_tabs, &QTabBar::currentChanged, m_views, &QStackedWidget::setCurrentIndex);
    connect(m_seeds, &SeedStrip::seedChosen, this, &DrawPanel::seedChosen);
    auto* asTable = new QAction(tr("Show as table"), m_seeds);
    connect(asTable, &QAction::triggered, this, [this] { (new PlotTableDialog(m_seeds->table(), window()))->show(); });
    m_seeds->addAction(asTable);
    m_seeds->setContextMenuPolicy(Qt::ActionsContextMenu);

    auto* content = new QWidget;
    auto* body = new QVBoxLayout(content);
    body->setContentsMargins(0, 0, 0, 0);
    body->addWidget(m_interval);
    body->addWidget(m_sentence);
    body->addWidget(m_tabs);
    body->addWidget(m_views, 1);
    body->addStretch(0);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(content);

    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("The draw"), this));
    header->addStretch(1);
    header->addWidget(m_reroll);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addWidget(m_pages, 1);
    connect(&Theme::instance(), &Theme::changed, this, &DrawPanel::restyle);
    restyle();
    clear();
}

void DrawPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    // A curve of a few pixels says nothing: in a low panel the interval and its sentence stand alone.
    const bool room = height() >= Theme::instance().grid(36);
    m_tabs->setVisible(room);
    m_views->setVisible(room);
}

void DrawPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_pages->widget(1)->layout()->setSpacing(theme.grid(0.5));
    m_empty->setFont(theme.font(TextSize::Body));
    m_sentence->setFont(theme.font(TextSize::Body));
    QPalette muted = m_empty->palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_empty->setPalette(muted);
}

void DrawPanel::setDraw(const DrawViewData& draw, CumulativeViewData cumulative) {
    m_interval->setData(draw);
    m_seeds->setData(draw);
    m_cumulative->setData(std::move(cumulative));
    QString sentence = drawSentence(draw);
    if (draw.place.taken && *draw.place.taken != draw.hit.token) {
        sentence += QLatin1Char(' ') + tr("The text has “%1” here.").arg(draw.takenLabel);
    }
    m_sentence->setText(sentence);
    m_reroll->setEnabled(true);
    m_reroll->setToolTip(tr("Draw again: another random number u, the same distribution."));
    m_pages->setCurrentIndex(1);
}

void DrawPanel::clear() {
    m_cumulative->clear();
    m_pages->setCurrentIndex(0);
    m_reroll->setEnabled(false);
    m_reroll->setToolTip(tr("There is no draw to repeat yet: run a prompt first."));
}

QString DrawPanel::sentence() const { return m_sentence->text(); }

} // namespace logitscope
