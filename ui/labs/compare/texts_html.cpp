#include "ui/labs/compare/texts_html.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bar_list.h"

#include <QCoreApplication>

#include <algorithm>

namespace logitscope {

namespace {

// Tokens [first, end) as text; ids without a vocabulary, control tokens by their piece.
QString plainText(const ColumnText& text, std::size_t first, std::size_t end) {
    const Tokenizer* tokenizer = text.recipe.model->tokenizer.get();
    std::string bytes;
    for (std::size_t i = first; i < end; ++i) {
        const TokenId token = text.tokens[i].token;
        if (!tokenizer) {
            bytes += tokenLabel(nullptr, token).toStdString() + ' ';
        } else {
            bytes +=
                tokenizer->kindOf(token) == TokenKind::Control ? tokenizer->pieceOf(token) : tokenizer->bytesOf(token);
        }
    }
    return QString::fromStdString(bytes).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
}

// What repeats itself underlined.
QString marked(const ColumnText& text, std::size_t first, std::size_t end) {
    QString html;
    std::size_t at = first;
    for (const TextSpan& span : repeatedSpans(text.ids(), repeatedLength)) {
        const std::size_t from = std::clamp(span.first, at, end), to = std::clamp(span.first + span.count, from, end);
        html += plainText(text, at, from);
        if (to > from) {
            html += QStringLiteral("<u>") + plainText(text, from, to) + QStringLiteral("</u>");
        }
        at = to;
    }
    return html + plainText(text, at, end);
}

} // namespace

QString textsHtml(const CompareRuns& runs, std::optional<std::size_t> firstDifference) {
    const ThemeTokens& tokens = Theme::instance().tokens();
    QString html;
    for (std::size_t i = 0; i < runs.columns().size(); ++i) {
        const ColumnText& text = runs.text(i);
        const std::size_t size = text.tokens.size();
        // With one difference at the latest, what stands before it is common to all.
        const std::size_t common = std::min(firstDifference.value_or(0), size);
        html +=
            QStringLiteral("<p><b><span style=\"color:%1\">■</span> %2 %3</b><br>")
                .arg(stageColour(runs.columns()[i].colour).name(), columnLetter(i), runs.titleOf(i).toHtmlEscaped());
        if (size == 0) {
            html += QStringLiteral("<i>%1</i>")
                        .arg(QCoreApplication::translate("logitscope::CompareView", "not run yet").toHtmlEscaped());
        } else {
            html += QStringLiteral("<span style=\"color:%1\">%2</span>")
                        .arg(tokens.textMuted.name(), marked(text, 0, common));
            if (firstDifference && common < size) {
                html += QStringLiteral("<b style=\"color:%1\">│</b>").arg(tokens.accent.name());
            }
            html += marked(text, common, size);
        }
        html += QStringLiteral("</p>");
    }
    return html;
}

} // namespace logitscope
