#include "app/gui/stop_panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace logitscope {

QString stopTextsAsLine(const std::vector<std::string>& texts) {
    QStringList parts;
    for (const std::string& text : texts) {
        QString part = QString::fromStdString(text);
        part.replace(QLatin1Char('\\'), QStringLiteral("\\\\"));
        part.replace(QLatin1Char('|'), QStringLiteral("\\|"));
        part.replace(QLatin1Char('\n'), QStringLiteral("\\n"));
        part.replace(QLatin1Char('\t'), QStringLiteral("\\t"));
        parts << part;
    }
    return parts.join(QLatin1Char('|'));
}

std::vector<std::string> stopTextsFromLine(const QString& line) {
    std::vector<std::string> texts;
    QString part;
    const auto finishPart = [&] {
        if (!part.isEmpty()) {
            texts.push_back(part.toStdString());
        }
        part.clear();
    };
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == QLatin1Char('|')) {
            finishPart();
        } else if (line[i] == QLatin1Char('\\') && i + 1 < line.size()) {
            const QChar next = line[++i];
            part += next == QLatin1Char('n') ? QChar(u'\n') : next == QLatin1Char('t') ? QChar(u'\t') : next;
        } else {
            part += line[i];
        }
    }
    finishPart();
    return texts;
}

StopPanel::StopPanel(QWidget* parent)
    : QWidget(parent), m_length(new QSpinBox(this)), m_texts(new QLineEdit(this)),
      m_endToken(new QCheckBox(tr("or at the model's end token"), this)) {
    m_length->setRange(1, 1'000'000);
    m_length->setGroupSeparatorShown(true);
    m_length->setSuffix(tr(" tokens"));
    m_length->setKeyboardTracking(false);
    m_length->setToolTip(tr("The most tokens that a run writes; the context of the model bounds it too."));
    m_length->setAccessibleName(tr("Length limit in tokens"));
    m_texts->setPlaceholderText(tr("or at these texts"));
    m_texts->setToolTip(
        tr("A run ends when one of these texts appears, also across tokens; separate them by |, \\n is a line end."));
    m_texts->setAccessibleName(tr("Stop texts"));
    m_endToken->setToolTip(tr("A run ends when the model draws its end-of-text token."));

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* limit = new QHBoxLayout;
    limit->addWidget(new Caption(tr("Stop after"), this));
    limit->addStretch(1);
    limit->addWidget(m_length);
    column->addLayout(limit);
    column->addWidget(m_texts);
    column->addWidget(m_endToken);

    connect(m_length, &QSpinBox::valueChanged, this, &StopPanel::read);
    connect(m_texts, &QLineEdit::editingFinished, this, &StopPanel::read);
    connect(m_endToken, &QCheckBox::toggled, this, &StopPanel::read);
    connect(&Theme::instance(), &Theme::changed, this, &StopPanel::restyle);
    restyle();
    setRules(m_rules);
}

void StopPanel::setRules(const StopRules& rules) {
    m_rules = rules;
    const QSignalBlocker length(m_length), endToken(m_endToken);
    m_length->setValue(rules.maxTokens);
    m_texts->setText(stopTextsAsLine(rules.texts));
    m_endToken->setChecked(rules.atEndToken);
}

void StopPanel::read() {
    m_rules.maxTokens = m_length->value();
    m_rules.texts = stopTextsFromLine(m_texts->text());
    m_rules.atEndToken = m_endToken->isChecked();
    emit rulesChanged(m_rules);
}

void StopPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.75));
    m_length->setFont(theme.numberFont());
    m_texts->setFont(theme.numberFont());
}

} // namespace logitscope
