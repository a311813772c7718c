#include "ui/widgets/list_field.h"

#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/format.h"
#include "ui/widgets/glyph_button.h"
#include "ui/widgets/list_value.h"
#include "ui/widgets/parameter_value.h"
#include "ui/widgets/token_search.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStringListModel>
#include <QTimer>

#include <utility>

namespace logitscope {

namespace {

constexpr int typingMilliseconds = 120; // a vocabulary is searched at most this often while somebody types
constexpr std::size_t listedMatches = 12;
constexpr std::size_t listedEntries = 40; // a longer list comes from a file
constexpr double firstBias = 1.0;

} // namespace

ListField::ListField(const SamplerInfo& sampler, const ListInfo& list, QWidget* parent)
    : QWidget(parent), m_sampler(sampler), m_list(list), m_value(list.get(sampler.neutralOptions)),
      m_label(new QLabel(samplerText(list.label), this)), m_column(new QVBoxLayout(this)), m_add(new QLineEdit(this)),
      m_completer(new QCompleter(this)), m_words(new QStringListModel(this)), m_pause(new QTimer(this)),
      m_error(new QLabel(this)) {
    const QString summary = samplerText(list.summary);
    m_label->setToolTip(summary);
    m_add->setObjectName(QStringLiteral("add"));
    m_add->setAccessibleName(tr("%1: add to %2").arg(samplerText(sampler.title), samplerText(list.label)));
    m_add->setPlaceholderText(ofTexts() ? tr("Add a text; \\n is a newline") : tr("Add a token: type its text"));
    m_add->setToolTip(summary);
    m_error->setObjectName(QStringLiteral("error"));
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->hide();
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->addWidget(m_label);
    m_column->addWidget(m_add);
    m_column->addWidget(m_error);

    connect(m_add, &QLineEdit::returnPressed, this, &ListField::addTyped);
    if (!ofTexts()) {
        m_completer->setModel(m_words);
        m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
        m_completer->setMaxVisibleItems(static_cast<int>(listedMatches));
        m_completer->setWidget(m_add); // and not setCompleter(): the line keeps what was typed
        m_pause->setSingleShot(true);
        m_pause->setInterval(typingMilliseconds);
        connect(m_pause, &QTimer::timeout, this, &ListField::showMatches);
        connect(m_add, &QLineEdit::textEdited, m_pause, qOverload<>(&QTimer::start));
        connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
                [this](const QModelIndex& index) { addToken(m_matches.at(static_cast<std::size_t>(index.row()))); });
    }
    connect(&Theme::instance(), &Theme::changed, this, &ListField::restyle);
    restyle();
    showEntries();
}

void ListField::restyle() {
    const Theme& theme = Theme::instance();
    m_column->setSpacing(theme.grid(0.5));
    for (QWidget* part : std::initializer_list<QWidget*>{m_label, m_add, m_error}) {
        part->setFont(theme.font(TextSize::Small));
    }
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_label->setPalette(muted);
    QPalette alarming = palette();
    alarming.setColor(QPalette::WindowText, theme.tokens().error);
    m_error->setPalette(alarming);
    showEntries();
}

void ListField::setValue(const ListValue& value) {
    if (!(value == m_value)) {
        m_value = value;
        showEntries();
    }
}

void ListField::setVocabulary(std::shared_ptr<const Tokenizer> tokenizer, std::size_t size) {
    m_tokenizer = std::move(tokenizer);
    m_vocabularySize = size;
    showEntries();
}

QString ListField::errorText() const { return m_error->isHidden() ? QString() : m_error->text(); }

void ListField::showEntries() {
    delete std::exchange(m_entries, new QWidget(this));
    auto* rows = new QVBoxLayout(m_entries);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    const std::size_t size = listSize(m_value);
    for (std::size_t i = 0; i < std::min(size, listedEntries); ++i) {
        rows->addWidget(makeEntry(i));
    }
    if (size > listedEntries) {
        rows->addWidget(
            new QLabel(tr("and %1 more").arg(countText(static_cast<qint64>(size - listedEntries))), m_entries));
    }
    m_entries->setVisible(size > 0);
    m_column->insertWidget(1, m_entries);
}

QWidget* ListField::makeEntry(std::size_t index) {
    const Theme& theme = Theme::instance();
    auto* row = new QWidget(m_entries);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(theme.grid(0.5), 0, 0, 0);
    line->setSpacing(theme.grid(0.5));
    const QString name = entryText(m_value, index, m_tokenizer.get());
    auto* label = new ElidedLabel(name, row);
    label->setTextFormat(Qt::PlainText);
    label->setFont(theme.numberFont(TextSize::Small));
    line->addWidget(label, 1);
    if (const auto* biases = std::get_if<std::vector<TokenBias>>(&m_value)) {
        auto* number = new QLineEdit(QString::number(biases->at(index).bias, 'g', QLocale::FloatingPointShortest), row);
        number->setObjectName(QStringLiteral("bias"));
        number->setAccessibleName(tr("Bias of %1").arg(name));
        number->setToolTip(tr("What is added to the logit of this token."));
        number->setFont(theme.numberFont(TextSize::Small));
        number->setAlignment(Qt::AlignRight);
        number->setFixedWidth(theme.grid(8));
        connect(number, &QLineEdit::editingFinished, this, [this, index, number] { setBias(index, number); });
        line->addWidget(number);
    }
    auto* remove = new GlyphButton(Glyph::Close, tr("Remove %1").arg(name), row);
    remove->setObjectName(QStringLiteral("remove"));
    remove->setToolTip(tr("Remove %1").arg(name));
    connect(remove, &QToolButton::clicked, this, [this, index] { take(without(m_value, index)); });
    line->addWidget(remove);
    return row;
}

void ListField::take(const ListValue& value) {
    if (const Status status = checkList(m_sampler, m_list, value); !status) {
        showError(QString::fromStdString(status.error().message));
        return;
    }
    showError({});
    m_value = value;
    // Not from within the signal of a part that goes.
    QTimer::singleShot(0, this, &ListField::showEntries);
    emit valueChanged(m_value);
}

void ListField::addTyped() {
    if (m_add->text().isEmpty()) {
        return;
    }
    if (ofTexts()) {
        const auto more = withText(m_value, m_add->text());
        if (!more) {
            showError(QString::fromStdString(more.error().message));
            return;
        }
        take(*more);
        if (errorText().isEmpty()) {
            m_add->clear();
        }
        return;
    }
    if (m_completer->popup()->isVisible() && m_completer->popup()->currentIndex().isValid()) {
        return; // the list's own choice follows
    }
    const std::vector<TokenId> found = nearestTokens(m_tokenizer.get(), m_vocabularySize, m_add->text(), 1);
    if (found.empty()) {
        showError(m_vocabularySize == 0
                      ? tr("No model is loaded, so there is no vocabulary to pick from.")
                      : tr("No token of the vocabulary contains “%1”. A longer text is made of several tokens: try its "
                           "beginning.")
                            .arg(m_add->text()));
        return;
    }
    addToken(found.front());
}

void ListField::addToken(TokenId token) {
    m_completer->popup()->hide();
    take(withToken(m_value, token, firstBias));
    if (errorText().isEmpty()) {
        m_add->clear();
    }
}

void ListField::setBias(std::size_t index, QLineEdit* edit) {
    auto biases = std::get<std::vector<TokenBias>>(m_value);
    bool isNumber = false;
    const double bias = QString(edit->text().trimmed()).replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&isNumber);
    if (!isNumber) {
        showError(tr("“%1” is not a number.").arg(edit->text()));
    } else if (bias != biases.at(index).bias) {
        biases[index].bias = bias;
        take(biases);
    } else {
        showError({});
    }
}

void ListField::showMatches() {
    m_matches = m_add->text().isEmpty()
                    ? std::vector<TokenId>()
                    : nearestTokens(m_tokenizer.get(), m_vocabularySize, m_add->text(), listedMatches);
    QStringList words;
    for (const TokenId token : m_matches) {
        words.append(entryText(std::vector<TokenId>{token}, 0, m_tokenizer.get()));
    }
    m_words->setStringList(words);
    if (words.isEmpty() || !m_add->hasFocus()) {
        m_completer->popup()->hide();
    } else {
        m_completer->complete();
    }
}

void ListField::showError(const QString& sentence) {
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
    m_add->setAccessibleDescription(sentence);
}

} // namespace logitscope
