#include "ui/labs/sampling/stage_panel.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/parameter_value.h"
#include "ui/widgets/table_actions.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace logitscope {

namespace {

// The stage's name with its colour and setting in the first column, the removed share as a bar in the third.
class StageDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        const ThemeTokens& tokens = theme.tokens();
        const bool dimmed = index.data(StageTableModel::DimmedRole).toBool();
        const QRectF cell = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->fillRect(cell, tokens.selection);
        }
        const QColor stage = dimmed ? tokens.hairline : stageColour(index.data(StageTableModel::KindRole).toInt());
        if (index.column() == StageTableModel::Stage) {
            paintStage(*painter, cell, index, stage, dimmed);
        } else {
            if (index.column() == StageTableModel::Removed) {
                const double share = index.data(StageTableModel::ShareRole).toDouble();
                const double room = cell.width() - theme.grid(1);
                painter->fillRect(QRectF(cell.right() - room, cell.bottom() - theme.scaled(6), room, theme.scaled(3)),
                                  tokens.hover);
                painter->fillRect(
                    QRectF(cell.right() - room, cell.bottom() - theme.scaled(6), room * share, theme.scaled(3)), stage);
            }
            painter->setFont(theme.font(TextSize::Small));
            painter->setPen(dimmed ? tokens.textMuted : tokens.text);
            const QRectF place = cell.adjusted(theme.grid(0.5), 0, -theme.scaled(1), 0);
            // A row has two lines: what is too long for one breaks at a space.
            painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextWordWrap, index.data().toString());
        }
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(tokens.focusRing, theme.scaled(1.5)));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }

private:
    static void paintStage(QPainter& painter, const QRectF& cell, const QModelIndex& index, const QColor& stage,
                           bool dimmed) {
        const Theme& theme = Theme::instance();
        const ThemeTokens& tokens = theme.tokens();
        painter.setPen(Qt::NoPen);
        painter.setBrush(stage);
        painter.drawRoundedRect(QRectF(cell.left(), cell.top() + 3, theme.scaled(4), cell.height() - 6), 2, 2);
        const QRectF place = cell.adjusted(theme.grid(1.25), theme.scaled(1), 0, -theme.scaled(1));
        painter.setFont(theme.font(TextSize::Body));
        painter.setPen(dimmed ? tokens.textMuted : tokens.text);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignTop,
                         QFontMetrics(painter.font())
                             .elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(place.width())));
        painter.setFont(theme.numberFont(TextSize::Small));
        painter.setPen(tokens.textMuted);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignBottom,
                         painter.fontMetrics().elidedText(index.data(StageTableModel::ParametersRole).toString(),
                                                          Qt::ElideRight, static_cast<int>(place.width())));
    }
};

} // namespace

StagePanel::StagePanel(QWidget* parent)
    : QWidget(parent), m_model(new StageTableModel(this)), m_line(new ElidedLabel(this)), m_table(new QTableView(this)),
      m_fold(new QLabel(this)), m_empty(new QLabel(this)) {
    setAccessibleName(tr("Stages of the sampler chain"));
    m_line->setObjectName(QStringLiteral("survivors"));
    m_line->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_line->setToolTip(tr("Tokens left: the whole vocabulary, then after each stage that removed some."));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new StageDelegate(m_table));
    m_table->setAccessibleName(tr("What each stage did"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    // Fixed widths: figures change under a slider, columns must not.
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(StageTableModel::Threshold, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(0);
    m_table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_table->horizontalHeader()->setHighlightSections(false);
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit stageActivated(index.row()); });
    m_fold->setObjectName(QStringLiteral("fold"));
    m_fold->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_fold, &QLabel::linkActivated, this, [this] {
        m_unfolded = !m_unfolded;
        showFold();
    });
    m_empty->setObjectName(QStringLiteral("empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);

    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Stages"), this));
    header->addWidget(m_line, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(m_fold);
    connect(&Theme::instance(), &Theme::changed, this, &StagePanel::restyle);
    restyle();
    clear();
    addTableActions(
        *m_table, [this] { return stageTable(m_model->rows()); }, QStringLiteral("stages"));
}

void StagePanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_line->setFont(theme.numberFont(TextSize::Body));
    m_table->horizontalHeader()->setFont(theme.font(TextSize::Small));
    const QFontMetrics body(theme.font(TextSize::Body)), small(theme.font(TextSize::Small));
    int name = 0;
    for (const SamplerInfo& info : samplerCatalog()) {
        name = std::max(name, body.horizontalAdvance(samplerText(info.title)));
    }
    const auto figures = [&small, &theme](const QString& widest, const QString& heading) {
        return std::max(small.horizontalAdvance(widest), small.horizontalAdvance(heading)) + theme.grid(1.5);
    };
    const auto heading = [this](int column) { return m_model->headerData(column, Qt::Horizontal).toString(); };
    // The longest names end in "…" rather than take the room of what decided.
    m_table->setColumnWidth(StageTableModel::Stage, std::min(name, theme.grid(11.5)) + theme.grid(2));
    for (const auto& [column, widest] : {std::pair(StageTableModel::Kept, QStringLiteral("000 000")),
                                         std::pair(StageTableModel::Removed, QStringLiteral("<0.001 %")),
                                         std::pair(StageTableModel::Entropy, QStringLiteral("00.00 → 00.00"))}) {
        m_table->setColumnWidth(column, figures(widest, heading(column)));
    }
    m_table->verticalHeader()->setDefaultSectionSize(body.height() + small.height() + theme.grid(0.75));
    m_table->setMinimumHeight(2 * m_table->verticalHeader()->defaultSectionSize());
    m_fold->setFont(theme.font(TextSize::Small));
    m_empty->setFont(theme.font(TextSize::Body));
    QPalette muted = m_empty->palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_empty->setPalette(muted);
    m_fold->setPalette(muted);
}

void StagePanel::setStages(const ChainSpec& chain, const std::vector<StageTrace>& traces, int vocabularySize) {
    const std::vector<StageRow> rows = stageRows(chain, traces, vocabularySize);
    m_line->setText(survivorsLine(rows, vocabularySize));
    m_effects.clear();
    for (const StageRow& row : rows) {
        m_effects.push_back(row.effect);
    }
    m_model->setRows(rows);
    showFold();
}

void StagePanel::showFold() {
    QStringList folded;
    for (std::size_t i = 0; i < m_effects.size(); ++i) {
        const bool acts = m_effects[i] == StageEffect::Acts;
        m_table->setRowHidden(static_cast<int>(i), !acts && !m_unfolded);
        if (!acts) {
            folded.append(m_model->index(static_cast<int>(i), StageTableModel::Stage).data().toString());
        }
    }
    const bool nothing = folded.size() == static_cast<qsizetype>(m_effects.size());
    m_empty->setText(m_effects.empty()
                         ? tr("The chain has no stage: the token is drawn from the softmax of the raw logits.")
                         : tr("At these settings no stage changes the softmax of the raw logits."));
    m_empty->setVisible(nothing && !m_unfolded);
    m_table->setVisible(!m_effects.empty() && (!nothing || m_unfolded));
    m_table->updateGeometry();
    m_fold->setVisible(!folded.isEmpty());
    m_fold->setText(tr("Without effect: %1").arg(folded.join(QStringLiteral(", ")).toHtmlEscaped()) +
                    QStringLiteral(" · <a href=\"#\">%1</a>").arg(m_unfolded ? tr("hide") : tr("show")));
}

void StagePanel::clear() {
    m_line->clear();
    m_effects.clear();
    m_model->setRows({});
    m_table->hide();
    m_fold->hide();
    m_empty->setText(tr("Run a prompt to see what each stage of the chain removes."));
    m_empty->show();
}

} // namespace logitscope
