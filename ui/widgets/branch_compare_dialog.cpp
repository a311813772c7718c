#include "ui/widgets/branch_compare_dialog.h"

#include "core/base/utf8.h"
#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/format.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

QString textOf(const Run& run, std::size_t begin, std::size_t end) {
    std::string bytes;
    for (std::size_t i = begin; i < end; ++i) {
        const TokenId token = run.tokens[i].token;
        if (run.model->tokenizer) {
            bytes += run.model->tokenizer->bytesOf(token);
        } else {
            bytes += "#" + std::to_string(numberOf(token)) + " ";
        }
    }
    return QString::fromStdString(replaceInvalidUtf8(bytes))
        .toHtmlEscaped()
        .replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

// What both share is faint; the token where they part is marked by ground, weight and underline.
QString htmlOf(const Run& run, std::optional<std::size_t> difference) {
    const ThemeTokens& tokens = Theme::instance().tokens();
    const std::size_t end = run.tokens.size();
    const std::size_t shared = std::min(difference.value_or(end), end);
    QString html =
        QStringLiteral("<span style=\"color:%1\">%2</span>").arg(tokens.textMuted.name(), textOf(run, 0, shared));
    if (shared < end) {
        html += QStringLiteral("<span style=\"background:%1; font-weight:600; text-decoration:underline\">%2</span>")
                    .arg(tokens.accentSoft.name(), textOf(run, shared, shared + 1));
        html += textOf(run, shared + 1, end);
    }
    return html;
}

QString logProbabilityAfter(const Run& run, std::size_t first) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = first; i < run.tokens.size(); ++i) {
        if (run.tokens[i].predicted && run.tokens[i].origin != TokenOrigin::Given) {
            sum += std::log(run.tokens[i].rawProbability);
            ++count;
        }
    }
    return count > 0 ? BranchCompareDialog::tr("%1, %2 per token")
                           .arg(logProbabilityText(sum), logProbabilityText(sum / static_cast<double>(count)))
                     : QString(QChar(0x2014));
}

} // namespace

std::optional<std::size_t> firstDifference(const Run& left, const Run& right) {
    const auto [l, r] = std::ranges::mismatch(left.tokens, right.tokens, {}, &RunToken::token, &RunToken::token);
    return l == left.tokens.end() && r == right.tokens.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(l - left.tokens.begin()));
}

BranchCompareDialog::BranchCompareDialog(const Run& left, const QString& leftName, const Run& right,
                                         const QString& rightName, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Two branches"));
    const Theme& theme = Theme::instance();
    const auto difference = firstDifference(left, right);
    auto* grid = new QGridLayout(this);
    grid->setSpacing(theme.grid(1));
    int column = 0;
    for (const auto& [run, name] : {std::pair(&left, leftName), std::pair(&right, rightName)}) {
        auto* text = new QTextBrowser(this);
        text->setHtml(htmlOf(*run, difference));
        text->setAccessibleName(name);
        const auto prompt = run->promptLength();
        auto* figures = new QLabel(this);
        figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
        figures->setText(
            tr("%1 tokens after the prompt").arg(countText(static_cast<qint64>(run->tokens.size() - prompt))) +
            QLatin1Char('\n') + tr("log p: %1").arg(logProbabilityAfter(*run, 0)) + QLatin1Char('\n') +
            tr("from the first difference on: %1")
                .arg(logProbabilityAfter(*run, difference.value_or(run->tokens.size()))));
        figures->setFont(theme.font(TextSize::Small));
        grid->addWidget(new Caption(name, this), 0, column);
        grid->addWidget(text, 1, column);
        grid->addWidget(figures, 2, column++);
    }
    auto* summary = new QLabel(difference ? tr("The first difference is at place %1. Log-probabilities are the model's "
                                               "own (raw), without the chain.")
                                                .arg(countText(static_cast<qint64>(*difference)))
                                          : tr("Both have the same tokens."),
                               this);
    summary->setWordWrap(true);
    summary->setFont(theme.font(TextSize::Small));
    grid->addWidget(summary, 3, 0, 1, 2);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    grid->addWidget(buttons, 4, 0, 1, 2);
    grid->setRowStretch(1, 1);
    resize(theme.grid(100), theme.grid(56));
}

} // namespace logitscope
