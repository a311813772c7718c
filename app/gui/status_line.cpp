#include "app/gui/status_line.h"

#include "app/gui/model_button.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace logitscope {

StatusLine::StatusLine(QWidget* parent)
    : QWidget(parent), m_prefill(new QLabel(this)), m_decode(new QLabel(this)), m_memory(new QLabel(this)),
      m_source(new QLabel(this)) {
    m_prefill->setToolTip(tr("Prefill: tokens of the prompt that were read, and the time it took. Tokens found in the "
                             "cache are not read again."));
    m_decode->setToolTip(tr("Decode: tokens written one after the other, forward pass and sampling, per second."));
    m_memory->setToolTip(tr("KV cache: the keys and values that the model remembers of this text."));
    auto* row = new QHBoxLayout(this);
    row->addWidget(m_prefill);
    row->addWidget(m_decode);
    row->addWidget(m_memory);
    row->addStretch(1);
    row->addWidget(m_source);
    connect(&Theme::instance(), &Theme::changed, this, &StatusLine::restyle);
    restyle();
    showRun(nullptr);
}

void StatusLine::showRun(const Run* run) {
    m_prefill->clear();
    m_decode->clear();
    m_memory->clear();
    m_source->clear();
    if (!run) {
        return;
    }
    const RunFigures& figures = run->figures;
    if (run->phase == RunPhase::Reading) {
        m_prefill->setText(tr("reading the prompt: %1 of %2 tokens")
                               .arg(countText(static_cast<qint64>(run->prefillDone)),
                                    countText(static_cast<qint64>(run->prefillTotal))));
    } else if (figures.promptTokens > 0) {
        const std::size_t read = figures.promptTokens - figures.reusedTokens;
        QString text = tr("prefill %1 tok · %2")
                           .arg(countText(static_cast<qint64>(read)), millisecondsText(figures.prefillMilliseconds));
        if (figures.reusedTokens > 0) {
            text += tr(" · %1 from the cache").arg(countText(static_cast<qint64>(figures.reusedTokens)));
        }
        m_prefill->setText(text);
    }
    if (figures.decodedTokens > 0 && figures.decodeMilliseconds > 0.0) {
        m_decode->setText(
            tr("decode %1")
                .arg(rateText(static_cast<double>(figures.decodedTokens) * 1000.0 / figures.decodeMilliseconds)));
    }
    if (figures.keyValueBytes > 0) {
        m_memory->setText(tr("KV cache %1").arg(bytesText(figures.keyValueBytes)));
    }
    m_source->setText(tr("every number measured on %1").arg(modelSummary(run->model->info)));
}

void StatusLine::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setContentsMargins(theme.grid(2), theme.grid(0.5), theme.grid(2), theme.grid(0.5));
    layout()->setSpacing(theme.grid(3));
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme.tokens().textMuted);
    for (QLabel* label : {m_prefill, m_decode, m_memory, m_source}) {
        label->setFont(theme.font(TextSize::Small));
        label->setPalette(colours);
    }
}

} // namespace logitscope
