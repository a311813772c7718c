#include "ui/labs/sampling/microscope/why_panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

namespace logitscope {

WhyPanel::WhyPanel(QWidget* parent) : QWidget(parent), m_text(new QLabel(this)), m_table(new QTableWidget(0, 3, this)) {
    setAccessibleName(tr("Why not this token?"));
    m_text->setObjectName(QStringLiteral("why"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table->setObjectName(QStringLiteral("stagesOfToken"));
    m_table->setAccessibleName(tr("The token after each stage"));
    m_table->setHorizontalHeaderLabels({tr("After"), tr("Logit"), tr("Probability")});
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    column->addWidget(m_table, 1);
    connect(&Theme::instance(), &Theme::changed, this, &WhyPanel::restyle);
    restyle();
}

void WhyPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_text->setFont(theme.font(TextSize::Body));
    m_table->setFont(theme.numberFont(TextSize::Small));
    m_table->horizontalHeader()->setFont(theme.font(TextSize::Small));
    m_table->verticalHeader()->setMinimumSectionSize(theme.grid(2));
    m_table->verticalHeader()->setDefaultSectionSize(theme.grid(2.75));
    m_table->setMinimumHeight(theme.grid(8));
    showRows();
}

void WhyPanel::setView(const WhyView& view) {
    m_view = view;
    m_text->setText(view.sentences.join(QLatin1Char('\n')));
    showRows();
}

void WhyPanel::showRows() {
    const ThemeTokens& tokens = Theme::instance().tokens();
    m_table->setRowCount(static_cast<int>(m_view.rows.size()));
    for (int i = 0; i < m_table->rowCount(); ++i) {
        const WhyRow& row = m_view.rows[static_cast<std::size_t>(i)];
        const QString cells[] = {row.stage, logitText(row.logit),
                                 row.inPlay ? percentText(row.probability) : tr("removed")};
        for (int column = 0; column < 3; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setTextAlignment(Qt::AlignVCenter | (column == 0 ? Qt::AlignLeft : Qt::AlignRight));
            if (!row.inPlay) {
                item->setForeground(tokens.error);
            }
            m_table->setItem(i, column, item);
        }
    }
}

QString WhyPanel::text() const { return m_text->text(); }

} // namespace logitscope
