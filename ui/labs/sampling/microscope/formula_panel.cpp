#include "ui/labs/sampling/microscope/formula_panel.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <utility>

namespace logitscope {

namespace {

QString shown(QString figures) { return figures.replace(QLatin1Char('-'), QStringLiteral("−")); }

} // namespace

FormulaPanel::FormulaPanel(QWidget* parent)
    : QWidget(parent), m_formula(new QLabel), m_copy(new QPushButton(tr("Copy as LaTeX"), this)) {
    setAccessibleName(tr("The formula with the figures of this token"));
    m_formula->setObjectName(QStringLiteral("formula"));
    m_formula->setTextFormat(Qt::RichText);
    m_formula->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(m_formula);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_copy->setObjectName(QStringLiteral("copyLatex"));
    m_copy->setToolTip(tr("Copies these lines as an aligned environment of amsmath."));
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(latex()); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll, 1);
    column->addWidget(m_copy, 0, Qt::AlignRight);
    connect(&Theme::instance(), &Theme::changed, this, &FormulaPanel::restyle);
    restyle();
}

void FormulaPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_copy->setFont(theme.font(TextSize::Small));
    m_formula->setFont(theme.numberFont(TextSize::Small));
    showLines();
}

void FormulaPanel::setLines(std::vector<FormulaLine> lines, const QString& label) {
    m_lines = std::move(lines);
    m_label = label;
    showLines();
}

void FormulaPanel::showLines() {
    const ThemeTokens& tokens = Theme::instance().tokens();
    QString rows;
    for (const FormulaLine& line : m_lines) {
        rows += QStringLiteral("<tr><td style=\"color:%1\">%2&nbsp;&nbsp;</td>"
                               "<td style=\"color:%1; white-space:nowrap\">%3&nbsp;&nbsp;</td>"
                               "<td style=\"white-space:nowrap\">%4</td></tr>")
                    .arg(tokens.textMuted.name(), line.name.toHtmlEscaped(), line.rule.toHtmlEscaped(),
                         shown(line.numbers).toHtmlEscaped());
    }
    m_formula->setText(QStringLiteral("<table cellspacing=\"0\" cellpadding=\"2\">%1</table>").arg(rows));
    m_formula->setAccessibleName(text());
    m_copy->setEnabled(!m_lines.empty());
}

QString FormulaPanel::latex() const { return formulaLatex(m_lines, m_label); }

QString FormulaPanel::text() const {
    QStringList lines;
    for (const FormulaLine& line : m_lines) {
        lines << QStringLiteral("%1: %2 = %3").arg(line.name, line.rule, line.numbers);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace logitscope
