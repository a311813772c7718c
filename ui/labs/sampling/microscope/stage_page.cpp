#include "ui/labs/sampling/microscope/stage_page.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/labs/sampling/microscope/token_pairs_plot.h"
#include "ui/labs/sampling/stage_rows.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

StagePage::StagePage(QWidget* parent)
    : QWidget(parent), m_stage(new QComboBox(this)), m_sentence(new QLabel(this)),
      m_plot(new TokenPairsPlot(tr("Before and after a stage"), QStringLiteral("stage"), this)) {
    m_stage->setObjectName(QStringLiteral("stage"));
    m_stage->setAccessibleName(tr("Stage"));
    m_stage->setToolTip(tr("The stages that change something at these settings."));
    connect(m_stage, &QComboBox::currentIndexChanged, this, &StagePage::stageChosen);
    m_sentence->setObjectName(QStringLiteral("stageSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stage);
    column->addWidget(m_sentence);
    column->addWidget(m_plot, 1);
    connect(&Theme::instance(), &Theme::changed, this, &StagePage::restyle);
    restyle();
    setChain({});
}

void StagePage::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_stage->setFont(theme.font(TextSize::Small));
    m_sentence->setFont(theme.font(TextSize::Small));
}

void StagePage::setChain(const ChainSpec& chain) {
    const std::optional<int> before = chosen();
    const QSignalBlocker quiet(m_stage);
    m_stage->clear();
    const std::vector<StageRow> rows = stageRows(chain, {}, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].effect == StageEffect::Acts) {
            m_stage->addItem(QStringLiteral("%1 · %2").arg(rows[i].title, rows[i].parameters), static_cast<int>(i));
        }
    }
    if (before) {
        m_stage->setCurrentIndex(std::max(0, m_stage->findData(*before)));
    }
    const bool acts = m_stage->count() > 0;
    m_stage->setVisible(acts);
    m_sentence->setVisible(acts);
    if (!acts) {
        m_plot->setMessage(tr("At these settings no stage changes the softmax of the raw logits."));
    }
}

void StagePage::choose(int stageIndex) {
    if (const int row = m_stage->findData(stageIndex); row >= 0) {
        m_stage->setCurrentIndex(row);
    }
}

std::optional<int> StagePage::chosen() const {
    return m_stage->count() > 0 ? std::optional(m_stage->currentData().toInt()) : std::nullopt;
}

void StagePage::setView(const StageView& view, const ChainSpec& chain, const TokenLabel& label) {
    const StageTrace& trace = view.trace;
    const auto index = static_cast<std::size_t>(trace.stageIndex);
    const StageRow row = stageRows(chain, {trace}, view.countBefore)[index];
    const QString tokens =
        view.countAfter == view.countBefore
            ? tr("%1 tokens come in, all stay").arg(countText(view.countBefore))
            : tr("%1 tokens come in, %2 stay, %3 of the probability goes")
                  .arg(countText(view.countBefore), countText(view.countAfter), percentText(trace.removedMass));
    m_sentence->setText(
        tr("%1; entropy %2 → %3. Decided by: %4.")
            .arg(tokens, QString::number(trace.entropyBefore, 'f', 2), bitsText(trace.entropyBits), row.threshold));
    TokenPairs pairs;
    pairs.title = tr("Before and after %1").arg(row.title);
    pairs.firstName = tr("before");
    pairs.secondName = tr("after");
    pairs.secondColour = static_cast<int>(trace.kind);
    pairs.cutAfter = view.cutLine;
    for (const StageToken& token : view.tokens) {
        pairs.pairs.push_back({label(token.token), token.probabilityBefore, token.probabilityAfter,
                               token.kept ? QString() : tr("removed")});
    }
    m_plot->setPairs(std::move(pairs));
}

QString StagePage::sentence() const { return m_sentence->text(); }

} // namespace logitscope
