#include "ui/widgets/parameter_field.h"

#include "ui/theme/theme.h"
#include "ui/widgets/glyph_button.h"
#include "ui/widgets/mark_slider.h"
#include "ui/widgets/parameter_value.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>
#include <cmath>

namespace logitscope {

ParameterField::ParameterField(const SamplerInfo& sampler, const ParameterInfo& parameter, QWidget* parent)
    : QWidget(parent), m_parameter(parameter), m_value(parameter.neutral), m_label(new QLabel(this)),
      m_slider(new MarkSlider(parameter, static_cast<int>(sampler.kind), this)), m_number(new QLineEdit(this)),
      m_reset(new GlyphButton(Glyph::Reset, {}, this)), m_error(new QLabel(this)) {
    const QString label = samplerText(parameter.label);
    const QString title = samplerText(sampler.title);
    const QString tip = tr("%1 of %2, %3. At %4 it changes nothing.")
                            .arg(label, title, rangeText(parameter), parameterText(parameter, parameter.neutral));
    m_label->setText(label);
    m_label->setBuddy(m_number);
    m_label->setToolTip(tip);
    m_slider->setObjectName(QStringLiteral("slider"));
    m_slider->setAccessibleName(tr("%1: %2, slider").arg(title, label));
    m_slider->setToolTip(tip);
    m_number->setObjectName(QStringLiteral("number"));
    m_number->setAccessibleName(tr("%1: %2").arg(title, label));
    m_number->setAccessibleDescription(tip);
    m_number->setToolTip(tip);
    m_number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_number->installEventFilter(this);
    m_reset->setObjectName(QStringLiteral("reset"));
    m_reset->setAccessibleName(tr("Reset %1 to %2").arg(label, parameterText(parameter, parameter.neutral)));
    m_error->setObjectName(QStringLiteral("error"));
    m_error->setWordWrap(true);
    m_error->setTextFormat(Qt::PlainText);
    m_error->hide();

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_label, 0, 0, Qt::AlignTop);
    grid->addWidget(m_slider, 0, 1, Qt::AlignTop);
    grid->addWidget(m_number, 0, 2, Qt::AlignTop);
    grid->addWidget(m_reset, 0, 3, Qt::AlignTop);
    grid->addWidget(m_error, 1, 0, 1, 4);
    grid->setColumnStretch(1, 1);

    connect(m_slider, &MarkSlider::parameterChanged, this, [this](double value) { take(value); });
    connect(m_slider, &MarkSlider::settled, this, &ParameterField::settled);
    connect(m_number, &QLineEdit::editingFinished, this, &ParameterField::readNumber);
    connect(m_number, &QLineEdit::textEdited, this, [this] { showError({}); });
    connect(m_reset, &QToolButton::clicked, this, [this] {
        take(m_parameter.neutral);
        emit settled();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ParameterField::restyle);
    restyle();
    setValue(m_value);
}

void ParameterField::restyle() {
    const Theme& theme = Theme::instance();
    auto* grid = static_cast<QGridLayout*>(layout());
    grid->setHorizontalSpacing(theme.grid(0.75));
    grid->setVerticalSpacing(0);
    // Label, groove, number and reset share one line; the marks hang below it.
    const int row = theme.grid(3);
    m_number->setFont(theme.numberFont(TextSize::Body));
    m_number->setFixedWidth(m_number->fontMetrics().horizontalAdvance(QStringLiteral("000000")) + theme.grid(1.5));
    m_number->setFixedHeight(row);
    m_label->setFont(theme.font(TextSize::Body));
    m_label->setFixedHeight(row);
    m_error->setFont(theme.font(TextSize::Small));
    QPalette palette = m_error->palette();
    palette.setColor(QPalette::WindowText, theme.tokens().error);
    m_error->setPalette(palette);
}

void ParameterField::setValue(double value) {
    const bool same = value == m_value;
    m_value = value;
    m_slider->setParameterValue(value);
    if (!same || !m_number->isModified()) { // what is being typed stays
        showNumber();
    }
    if (!same) {
        showError({});
    }
    const bool neutral = value == m_parameter.neutral;
    m_reset->setEnabled(!neutral);
    m_reset->setToolTip(
        neutral ? tr("Nothing to reset: the value is neutral.")
                : tr("Back to %1, where it changes nothing.").arg(parameterText(m_parameter, m_parameter.neutral)));
}

void ParameterField::setActive(bool active) { m_slider->setActive(active); }

QString ParameterField::errorText() const { return m_error->text(); }

void ParameterField::take(double value) {
    const bool same = value == m_value;
    m_number->setModified(false);
    setValue(value);
    showError({});
    if (!same) {
        emit valueChanged(value);
    }
}

void ParameterField::showNumber() {
    m_number->setText(parameterText(m_parameter, m_value));
    m_number->setModified(false);
    m_number->setCursorPosition(0);
}

void ParameterField::readNumber() {
    if (!m_number->isModified()) {
        showNumber();
        return;
    }
    const Result<double> read = readParameter(m_parameter, m_number->text(), m_value);
    if (read) {
        const bool same = *read == m_value;
        take(*read);
        if (!same) {
            emit settled();
        }
        return;
    }
    // The typed text stays to be corrected while the field has the focus; the sentence stays until the next number.
    m_number->setModified(false);
    if (m_number->hasFocus()) {
        m_number->selectAll();
    } else {
        showNumber();
    }
    showError(QString::fromStdString(read.error().message));
}

void ParameterField::showError(const QString& sentence) {
    m_error->setText(sentence);
    m_error->setVisible(!sentence.isEmpty());
    m_number->setAccessibleDescription(sentence.isEmpty() ? m_number->toolTip() : sentence);
}

void ParameterField::stepBy(int steps) {
    const double stepped = std::clamp(m_value + steps * m_parameter.step, m_parameter.minimum, m_parameter.maximum);
    const double value = std::round(stepped * 1e9) / 1e9; // 0.8 + 0.1 is 0.9
    if (value != m_value) {
        take(value);
        emit settled();
    }
}

bool ParameterField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_number && event->type() == QEvent::FocusOut && !m_number->isModified()) {
        showNumber(); // a refused text does not stay
    }
    if (watched != m_number || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers().testFlag(Qt::AltModifier)) {
        return false; // Alt+arrows move the card
    }
    switch (key->key()) {
    case Qt::Key_Up:
        stepBy(1);
        return true;
    case Qt::Key_Down:
        stepBy(-1);
        return true;
    case Qt::Key_PageUp:
        stepBy(10);
        return true;
    case Qt::Key_PageDown:
        stepBy(-10);
        return true;
    case Qt::Key_Escape:
        if (!m_number->isModified() && errorText().isEmpty()) {
            return false; // Esc belongs to the window
        }
        showNumber();
        showError({});
        return true;
    default:
        return false;
    }
}

} // namespace logitscope
