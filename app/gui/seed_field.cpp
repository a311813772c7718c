#include "app/gui/seed_field.h"

#include "app/gui/icons.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QToolButton>

namespace logitscope {

SeedField::SeedField(QWidget* parent)
    : QWidget(parent), m_label(new QLabel(tr("Seed"), this)), m_edit(new QLineEdit(this)),
      m_dice(new QToolButton(this)) {
    const QString tip =
        tr("The same seed, prompt and settings give the same text: u = uniform(seed, sequence, position).");
    m_label->setToolTip(tip);
    m_label->setBuddy(m_edit);
    m_edit->setToolTip(tip);
    m_edit->setAccessibleName(tr("Seed of the dice"));
    m_dice->setIcon(themedIcon(QStringLiteral("dice")));
    m_dice->setToolTip(tr("Throw a new seed and write the text again."));
    m_dice->setAccessibleName(tr("New seed"));
    m_dice->setAutoRaise(true);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_label);
    row->addWidget(m_edit);
    row->addWidget(m_dice);
    connect(m_edit, &QLineEdit::editingFinished, this, &SeedField::read);
    connect(m_dice, &QToolButton::clicked, this, [this] {
        setSeed(QRandomGenerator::global()->bounded(1, 10000)); // short enough to be told across a room
        emit seedChanged(m_seed);
        emit diceThrown();
    });
    connect(&Theme::instance(), &Theme::changed, this, &SeedField::restyle);
    restyle();
    setSeed(m_seed);
}

void SeedField::setSeed(std::uint64_t seed) {
    m_seed = seed;
    m_edit->setText(QString::number(seed));
}

void SeedField::read() {
    bool fits = false;
    const std::uint64_t seed = m_edit->text().trimmed().toULongLong(&fits);
    if (!fits) {
        emit refused(tr("\"%1\" is not a seed: it is a whole number from 0 to 18446744073709551615; %2 stays.")
                         .arg(m_edit->text().trimmed())
                         .arg(m_seed));
        setSeed(m_seed);
    } else if (seed != m_seed) {
        m_seed = seed;
        emit seedChanged(seed);
    }
}

void SeedField::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.75));
    m_edit->setFont(theme.numberFont());
    m_edit->setFixedWidth(QFontMetrics(theme.numberFont()).horizontalAdvance(QStringLiteral("000000")) +
                          theme.grid(2.5));
    m_dice->setIconSize(QSize(theme.grid(2.5), theme.grid(2.5)));
}

} // namespace logitscope
