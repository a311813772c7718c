#include "ui/labs/compare/column_card.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chain_text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_button.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QVBoxLayout>

namespace logitscope {

namespace {

QString words(const char* text) { return QCoreApplication::translate("logitscope::ColumnCard", text); }

QString finishText(FinishReason finish) {
    switch (finish) {
    case FinishReason::EndToken:
        return words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "end token"));
    case FinishReason::StopText:
        return words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "stop text"));
    case FinishReason::Length:
        return words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "length limit"));
    case FinishReason::ContextFull:
        return words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "context full"));
    case FinishReason::Cancelled:
        return words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "stopped"));
    }
    return {};
}

} // namespace

QString columnStateText(const CompareRuns& runs, std::size_t column) {
    const ColumnText& text = runs.text(column);
    if (text.tokens.empty()) {
        return text.writing ? words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "waiting"))
                            : words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "not run yet"));
    }
    const QString tokens = words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "%1 tokens")).arg(text.tokens.size());
    if (runs.isStale(column) && !text.writing) {
        return tokens + QStringLiteral(" · ") +
               words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "settings changed since"));
    }
    return text.writing ? tokens + QStringLiteral(" · ") + words(QT_TRANSLATE_NOOP("logitscope::ColumnCard", "writing"))
           : text.finish ? tokens + QStringLiteral(" · ") + finishText(*text.finish)
                         : tokens;
}

ColumnCard::ColumnCard(QWidget* parent)
    : QFrame(parent), m_letter(new QLabel(this)), m_title(new ElidedLabel(this)), m_chain(new ElidedLabel(this)),
      m_state(new ElidedLabel(this)), m_edit(new GlyphButton(Glyph::Dots, tr("Edit the column"), this)),
      m_remove(new GlyphButton(Glyph::Close, tr("Remove the column"), this)) {
    m_letter->setAlignment(Qt::AlignCenter);
    m_letter->setAutoFillBackground(true);
    m_edit->setToolTip(tr("Chain, prompt and model of this column."));
    m_edit->setObjectName(QStringLiteral("edit"));
    m_remove->setToolTip(tr("Remove this column."));
    m_remove->setObjectName(QStringLiteral("remove"));
    m_state->setObjectName(QStringLiteral("state"));
    m_title->setObjectName(QStringLiteral("title"));
    for (QLabel* label :
         {static_cast<QLabel*>(m_title), static_cast<QLabel*>(m_chain), static_cast<QLabel*>(m_state)}) {
        label->setTextFormat(Qt::PlainText);
        label->setMinimumWidth(1); // six of them fit beside each other
    }
    auto* head = new QHBoxLayout;
    head->addWidget(m_letter);
    head->addWidget(m_title, 1);
    head->addWidget(m_edit);
    head->addWidget(m_remove);
    auto* column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_chain);
    column->addWidget(m_state);
    connect(m_edit, &QToolButton::clicked, this, &ColumnCard::editRequested);
    connect(m_remove, &QToolButton::clicked, this, &ColumnCard::removeRequested);
    connect(&Theme::instance(), &Theme::changed, this, &ColumnCard::restyle);
    setAutoFillBackground(true);
    restyle();
}

void ColumnCard::mouseDoubleClickEvent(QMouseEvent*) { emit editRequested(); }

void ColumnCard::show(const CompareRuns& runs, std::size_t column) {
    const ColumnSettings& settings = runs.columns().at(column);
    const ColumnRecipe recipe = runs.recipeOf(column);
    m_colour = settings.colour;
    m_letter->setText(columnLetter(column));
    m_title->setText(runs.titleOf(column));
    QStringList what{recipe.chain.stages.empty() ? tr("no stage") : chainOrderText(recipe.chain)};
    if (settings.slot == ModelSlot::Second) {
        what.prepend(recipe.model ? QString::fromStdString(recipe.model->info.displayName) : tr("no second model"));
    }
    if (settings.prompt) {
        what.prepend(tr("own prompt"));
    }
    m_chain->setText(what.join(QStringLiteral(" · ")));
    m_state->setText(columnStateText(runs, column));
    m_remove->setVisible(runs.columns().size() > fewestColumns);
    setAccessibleName(
        tr("Column %1: %2, %3, %4").arg(columnLetter(column), m_title->text(), m_chain->text(), m_state->text()));
    restyle();
}

void ColumnCard::restyle() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    layout()->setContentsMargins(theme.grid(1), theme.grid(0.5), theme.grid(0.5), theme.grid(0.75));
    layout()->setSpacing(theme.grid(0.25));
    const QColor colour = stageColour(m_colour);
    QPalette letter = palette();
    letter.setColor(QPalette::Window, colour);
    letter.setColor(QPalette::WindowText,
                    contrastRatio(colour, Qt::white) > contrastRatio(colour, Qt::black) ? Qt::white : Qt::black);
    m_letter->setPalette(letter);
    QFont bold = theme.font(TextSize::Small);
    bold.setBold(true);
    m_letter->setFont(bold);
    m_letter->setFixedSize(theme.grid(2.5), theme.grid(2.25));
    m_title->setFont(bold);
    m_chain->setFont(theme.font(TextSize::Small));
    m_state->setFont(theme.font(TextSize::Small));
    QPalette muted = palette();
    muted.setColor(QPalette::Window, tokens.surface);
    muted.setColor(QPalette::WindowText, tokens.textMuted);
    m_chain->setPalette(muted);
    m_state->setPalette(muted);
    QPalette ground = palette();
    ground.setColor(QPalette::Window, tokens.surface);
    ground.setColor(QPalette::WindowText, tokens.text);
    setPalette(ground);
}

} // namespace logitscope
