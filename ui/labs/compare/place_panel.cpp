#include "ui/labs/compare/place_panel.h"

#include "ui/labs/compare/column_figures.h"
#include "ui/labs/compare/distribution_plot.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_actions.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

namespace {

QString bits(double value) { return figureNumber(value, 3); }

} // namespace

PlacePanel::PlacePanel(QWidget* parent)
    : QWidget(parent), m_title(new QLabel(this)), m_note(new QLabel(this)), m_plot(new DistributionPlot(this)),
      m_table(new QTableWidget(0, 5, this)) {
    m_title->setObjectName(QStringLiteral("place"));
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("divergences"));
    m_table->setAccessibleName(tr("Divergences of the columns at this step, in bits"));
    m_table->setHorizontalHeaderLabels({tr("bits"), tr("JS"), tr("KL →"), tr("KL ←"), tr("JS raw")});
    const QString tips[] = {
        tr("The column in focus and another one."),
        tr("Jensen–Shannon divergence of what they draw from: 0 is the same, 1 bit nothing in common."),
        tr("Kullback–Leibler divergence from the first to the second: the bits lost by taking the second for the "
           "first; "
           "∞ when the second rules out a token that the first allows."),
        tr("Kullback–Leibler divergence from the second to the first."),
        tr("Jensen–Shannon divergence of the raw softmax (T = 1), before any chain: what the models or texts differ "
           "in.")};
    for (int i = 0; i < 5; ++i) {
        m_table->horizontalHeaderItem(i)->setToolTip(tips[i]);
    }
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(1);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    addTableActions(
        *m_table, [this] { return divergences(); }, QStringLiteral("divergences"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_plot, 1);
    column->addWidget(m_note);
    column->addWidget(m_table);
    connect(&Theme::instance(), &Theme::changed, this, &PlacePanel::restyle);
    restyle();
    showNothing();
}

void PlacePanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setContentsMargins(theme.grid(1), theme.grid(1), 0, 0);
    layout()->setSpacing(theme.grid(0.5));
    m_title->setFont(theme.font(TextSize::Small));
    m_note->setFont(theme.font(TextSize::Small));
    m_table->setFont(theme.numberFont(TextSize::Small));
    m_table->horizontalHeader()->setFont(theme.font(TextSize::Small));
    m_table->verticalHeader()->setDefaultSectionSize(theme.grid(3.0));
    fitTable();
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_note->setPalette(muted);
}

// As high as its rows, but never at the cost of the plot.
void PlacePanel::fitTable() {
    const Theme& theme = Theme::instance();
    const int rows = std::min(m_table->rowCount(), theme.isPresentation() ? 2 : 5);
    m_table->setFixedHeight(theme.grid(3.0) * rows + theme.grid(4));
}

void PlacePanel::showNothing() {
    m_title->clear();
    m_table->hide();
    m_note->clear();
    m_note->hide();
    m_table->setRowCount(0);
    m_plot->setMessage(tr("Run the columns, then point at a step to see what each drew from."));
}

void PlacePanel::showPlace(const PlaceDistributions& place) {
    m_title->setText(tr("Step %1: drawn from").arg(place.step + 1));
    QStringList notes;
    if (place.afterDifferentTexts) {
        notes << tr("The texts before this step differ, so the distributions follow different words.");
    }
    if (place.otherVocabularies) {
        notes << tr("A column with another vocabulary is left out: its token ids mean other tokens.");
    }
    if (place.missingRows) {
        notes << tr("A column is left out: memory let its logits go.");
    }
    m_note->setText(notes.join(QLatin1Char(' ')));
    m_note->setVisible(!notes.isEmpty());
    m_table->show();
    m_table->setRowCount(static_cast<int>(place.divergences.size()));
    fitTable();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const PlaceDivergence& pair = place.divergences[static_cast<std::size_t>(row)];
        const QString cells[] = {pair.pair, bits(pair.jsDrawn), bits(pair.klToOther), bits(pair.klToReference),
                                 bits(pair.jsRaw)};
        for (int column = 0; column < 5; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            item->setTextAlignment(Qt::AlignVCenter | (column == 0 ? Qt::AlignLeft : Qt::AlignRight));
            m_table->setItem(row, column, item);
        }
    }
    if (place.series.empty()) {
        m_plot->setMessage(tr("No column has a distribution at this step."));
    } else {
        m_plot->setPlace(place);
    }
}

PlotTable PlacePanel::divergences() const {
    PlotTable table{tr("Divergences of the columns at this step, in bits"), {}, {}};
    table.columns << tr("pair") << tr("JS (bits)") << tr("KL → (bits)") << tr("KL ← (bits)") << tr("JS raw (bits)");
    for (const PlaceDivergence& pair : m_plot->place().divergences) {
        table.rows.push_back({pair.pair, pair.jsDrawn, pair.klToOther, pair.klToReference, pair.jsRaw});
    }
    return table;
}

} // namespace logitscope
