#include "app/gui/prompt_panel.h"

#include "app/gui/icons.h"
#include "app/gui/notice.h"
#include "app/gui/prompt_edit.h"
#include "ui/bridge/prompt_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/format.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QToolButton>

namespace logitscope {

PromptPanel::PromptPanel(QWidget* parent)
    : QWidget(parent), m_pause(new QTimer(this)), m_edit(new PromptEdit(this)), m_examples(new QToolButton(this)),
      m_menu(new QMenu(m_examples)), m_chat(new QCheckBox(tr("as a chat message"), this)), m_count(new QLabel(this)),
      m_notice(new Notice(this)) {
    m_edit->setObjectName(QStringLiteral("prompt"));
    m_edit->setAccessibleName(tr("Prompt"));
    m_edit->setToolTip(tr("The text that the model continues, exactly as typed; Ctrl+Enter runs it."));
    m_edit->setPlaceholderText(tr("Type the beginning of a text"));
    m_examples->setText(tr("Examples"));
    m_examples->setToolTip(tr("Beginnings that suit this model."));
    m_examples->setIcon(themedIcon(QStringLiteral("chevron"), IconInk::Muted));
    m_examples->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_examples->setLayoutDirection(Qt::RightToLeft); // the arrow behind the word
    m_examples->setAutoRaise(true);
    connect(m_examples, &QToolButton::clicked, this,
            [this] { m_menu->popup(m_examples->mapToGlobal(QPoint(0, m_examples->height()))); });
    m_menu->setToolTipsVisible(true);
    m_count->setAccessibleName(tr("Length of the prompt"));
    m_chat->setObjectName(QStringLiteral("chat"));
    m_chat->hide();
    m_pause->setSingleShot(true);
    m_pause->setInterval(120);

    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Prompt"), this));
    header->addStretch(1);
    header->addWidget(m_examples);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addWidget(m_edit);
    column->addWidget(m_chat);
    column->addWidget(m_count);
    column->addWidget(m_notice);

    connect(m_edit, &PromptEdit::promptEdited, this, [this](const QString& prompt) {
        m_notice->clear();
        m_pause->start();
        emit promptChanged(prompt);
    });
    connect(m_chat, &QCheckBox::toggled, this, [this](bool asChat) {
        measure();
        emit asChatChanged(asChat);
    });
    connect(m_pause, &QTimer::timeout, this, &PromptPanel::measure);
    connect(&m_meter, &PromptMeter::counted, this, &PromptPanel::showCount);
    connect(&m_meter, &PromptMeter::failed, m_count, &QLabel::setText);
    connect(&Theme::instance(), &Theme::changed, this, &PromptPanel::restyle);
    restyle();
}

void PromptPanel::setExamples(const std::vector<CatalogExample>& examples) {
    m_menu->clear();
    for (const CatalogExample& example : examples) {
        const QString prompt = QString::fromStdString(example.prompt);
        QAction* action = m_menu->addAction(QString::fromStdString(example.title));
        action->setToolTip(prompt);
        connect(action, &QAction::triggered, this, [this, prompt] { emit exampleChosen(prompt); });
    }
    m_examples->setVisible(!examples.empty());
}

void PromptPanel::setModel(std::shared_ptr<const RunModel> model) {
    m_model = std::move(model);
    const bool ids = m_model && !m_model->tokenizer;
    m_edit->setPlaceholderText(ids ? tr("Token ids, such as 1 15 27") : tr("Type the beginning of a text"));
    m_notice->clear();
    const bool chats = m_model && m_model->tokenizer && m_model->info.chat;
    m_chat->setVisible(chats);
    if (chats) {
        m_chat->setToolTip(
            tr("Puts the prompt into the chat template of this model (%1), as what a user says; the text "
               "shows it with its special tokens. Off: the model continues the text as typed.")
                .arg(QString::fromUtf8(nameOf(m_model->info.chat->family).data(),
                                       static_cast<qsizetype>(nameOf(m_model->info.chat->family).size()))));
    }
    measure();
}

void PromptPanel::setAsChat(bool asChat) {
    const QSignalBlocker quiet(m_chat);
    m_chat->setChecked(asChat);
    measure();
}

void PromptPanel::setPrompt(const QString& prompt) { m_edit->setPrompt(prompt); }

void PromptPanel::setProblem(const QString& sentence) {
    if (sentence.isEmpty()) {
        m_notice->clear();
    } else {
        m_notice->say(Notice::Kind::Error, sentence);
    }
}

QString PromptPanel::problem() const { return m_notice->sentence(); }

void PromptPanel::measure() {
    if (m_model && m_model->tokenizer) {
        if (auto prompt = promptOf(*m_model, m_edit->prompt(), m_chat->isChecked())) {
            m_meter.count(m_model->tokenizer, std::move(*prompt));
        } else {
            m_count->setText(QString::fromStdString(prompt.error().message));
        }
    } else {
        m_count->setText(m_model ? tr("This file has no vocabulary: it reads token ids, not text.") : QString());
    }
}

void PromptPanel::showCount(std::size_t tokens) {
    const std::size_t context = m_model->info.config.contextLength;
    const bool over = tokens > context;
    m_count->setText(over ? tr("%1 tokens: %2 over the context of %3")
                                .arg(countText(static_cast<qint64>(tokens)),
                                     countText(static_cast<qint64>(tokens - context)),
                                     countText(static_cast<qint64>(context)))
                          : tr("%1 of %2 tokens of context")
                                .arg(countText(static_cast<qint64>(tokens)), countText(static_cast<qint64>(context))));
    QPalette colours = palette();
    const ThemeTokens& theme = Theme::instance().tokens();
    colours.setColor(QPalette::WindowText, over ? theme.error : theme.textMuted);
    m_count->setPalette(colours);
}

void PromptPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_count->setFont(theme.font(TextSize::Small));
    m_examples->setFont(theme.font(TextSize::Small));
    m_examples->setIconSize(QSize(theme.grid(1.75), theme.grid(1.75)));
    const int lines = theme.isPresentation() ? 3 : 4;
    m_edit->setFixedHeight(QFontMetrics(theme.font()).lineSpacing() * lines + theme.grid(2));
    measure();
}

} // namespace logitscope
