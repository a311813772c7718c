#include "ui/labs/sampling/microscope/formula_steps.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/widgets/parameter_value.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("logitscope", text); }

QString logit(double value) { return QString::number(value, 'f', 4); }
QString probability(double value) { return QString::number(value, 'g', 6); }
QString setting(double value) { return QString::number(value, 'g', 6); }

// "+ 1.5000" or "- 1.5000".
QString added(double value) {
    return (value < 0.0 ? QStringLiteral("- ") : QStringLiteral("+ ")) + logit(std::fabs(value));
}

int occurrences(const PenaltiesOptions& options, std::span<const TokenId> tokens, TokenId token) {
    const std::size_t window =
        options.lastN < 0 ? tokens.size() : std::min(tokens.size(), static_cast<std::size_t>(options.lastN));
    return static_cast<int>(std::ranges::count(tokens.last(window), token));
}

// ln of the sum of e^logit over the tokens in play where this one has this logit and probability.
double logSum(double logit, double probability, const auto& distribution) {
    if (probability > 0.0) {
        return logit - std::log(probability);
    }
    const TokenOutcome first = distribution().topKept(1).front(); // the token's own is too small for a double
    return first.logit - std::log(first.probability);
}

QString penaltyNumbers(const FormulaStep& step, const PenaltiesOptions& options) {
    if (step.count == 0) {
        return tr("not in the window: %1").arg(logit(step.after));
    }
    QString text = logit(step.before) + (step.before > 0.0 ? QStringLiteral(" / ") : QStringLiteral(" * ")) +
                   setting(options.repeat);
    text += QStringLiteral(" - %1 * %2 - %3")
                .arg(QString::number(step.count), setting(options.frequency), setting(options.presence));
    return text + QStringLiteral(" = ") + logit(step.after);
}

QString escapedForLatex(const QString& text) {
    QString escaped;
    for (const QChar c : text) {
        if (c == QLatin1Char('\\')) {
            escaped += QStringLiteral("\\textbackslash{}");
        } else if (c == QLatin1Char('~') || c == QLatin1Char('^')) {
            escaped += QLatin1Char('\\') + QString(c) + QStringLiteral("{}");
        } else {
            if (QStringLiteral("{}%$&#_").contains(c)) {
                escaped += QLatin1Char('\\');
            }
            escaped += c;
        }
    }
    return escaped;
}

// Powers of ten as TeX writes them: 1.5e-07 is 1.5 \cdot 10^{-7}.
QString numbersForLatex(QString text) {
    static const QRegularExpression power(QStringLiteral("e([+-])0*(\\d+)"));
    text.replace(power, QStringLiteral(" \\cdot 10^{\\1\\2}"));
    text.replace(QStringLiteral("{+"), QStringLiteral("{"));
    return text.replace(QStringLiteral(" * "), QStringLiteral(" \\cdot "));
}

} // namespace

std::vector<FormulaStep> formulaSteps(const ChainResult& result, const ChainSpec& chain, const StepContext& context,
                                      TokenId token) {
    const TokenHistory history = result.historyOf(token);
    std::vector<FormulaStep> steps;
    double z = history.outcome.rawLogit, p = history.outcome.rawProbability;
    steps.push_back({.kind = FormulaKind::Logit, .after = z});
    if (!std::isfinite(z)) {
        steps.push_back({.kind = FormulaKind::Final});
        return steps;
    }
    bool softmaxDue = true;
    const auto softmax = [&](const auto& distribution) {
        if (softmaxDue) {
            steps.push_back(
                {.kind = FormulaKind::Softmax, .before = z, .operand = logSum(z, p, distribution), .after = p});
            softmaxDue = false;
        }
    };
    for (std::size_t i = 0; i < history.stages.size(); ++i) {
        const StageMoment& moment = history.stages[i];
        const SamplerSpec& stage = chain.stages[static_cast<std::size_t>(moment.stageIndex)];
        const StageTrace& trace = result.stages()[i];
        if (isNeutral(stage)) {
            continue;
        }
        FormulaStep step{.stageIndex = moment.stageIndex, .before = z, .after = moment.logit, .kept = moment.inPlay};
        bool cuts = !moment.inPlay;
        switch (moment.kind) {
        case SamplerKind::LogitBias:
            step.kind = FormulaKind::Bias;
            step.operand = moment.logit - z;
            break;
        case SamplerKind::Penalties:
            step.kind = FormulaKind::Penalties;
            step.count = occurrences(std::get<PenaltiesOptions>(stage.options), context.tokens, token);
            break;
        case SamplerKind::Dry:
            step.kind = FormulaKind::Dry;
            step.operand = z - moment.logit;
            break;
        case SamplerKind::Temperature:
        case SamplerKind::DynamicTemperature:
            step.kind = FormulaKind::Divide;
            step.operand = trace.threshold;
            cuts = cuts || trace.threshold == 0.0; // keeps the first maximum
            break;
        case SamplerKind::AdaptiveP:
            step.kind = FormulaKind::Reshape;
            break;
        default:
            cuts = true;
        }
        if (!cuts) {
            steps.push_back(step);
            softmaxDue = true;
        } else {
            softmax([&] { return result.before(moment.stageIndex); });
            steps.push_back({.kind = FormulaKind::Cut,
                             .stageIndex = moment.stageIndex,
                             .before = p,
                             .after = moment.inPlay ? p : 0.0,
                             .kept = moment.inPlay});
            if (!moment.inPlay) {
                steps.push_back({.kind = FormulaKind::Final});
                return steps;
            }
            if (trace.removedMass > 0.0) {
                steps.push_back({.kind = FormulaKind::Renormalise,
                                 .stageIndex = moment.stageIndex,
                                 .before = p,
                                 .operand = p > 0.0 ? p / moment.probability : 1.0 - trace.removedMass,
                                 .after = moment.probability});
            }
        }
        z = moment.logit;
        p = moment.probability;
    }
    if (softmaxDue) {
        const ChainResult end = result.before(static_cast<int>(chain.stages.size()));
        p = history.stages.empty() ? p : history.stages.back().probability;
        steps.push_back({.kind = FormulaKind::Softmax,
                         .before = z,
                         .operand = logSum(z, p, [&]() -> const ChainResult& { return end; }),
                         .after = p});
    }
    steps.push_back({.kind = FormulaKind::Final, .after = history.outcome.probability});
    return steps;
}

std::vector<FormulaLine> formulaLines(const std::vector<FormulaStep>& steps, const ChainSpec& chain) {
    std::vector<FormulaLine> lines;
    for (const FormulaStep& step : steps) {
        const SamplerSpec* stage =
            step.stageIndex < 0 ? nullptr : &chain.stages[static_cast<std::size_t>(step.stageIndex)];
        const QString title = stage ? samplerText(infoOf(stage->kind()).title) : QString();
        FormulaLine line{title, {}, {}, {}};
        QString symbol = QStringLiteral("z");
        QString rule; // for TeX
        switch (step.kind) {
        case FormulaKind::Logit:
            line.name = tr("model");
            line.rule = QStringLiteral("z");
            line.numbers = std::isfinite(step.after) ? logit(step.after) : QStringLiteral("-∞");
            break;
        case FormulaKind::Bias:
            line.rule = QStringLiteral("z + b");
            line.numbers = QStringLiteral("%1 %2 = %3").arg(logit(step.before), added(step.operand), logit(step.after));
            break;
        case FormulaKind::Penalties:
            line.rule = step.before > 0.0 ? QStringLiteral("z / r − n·f − q") : QStringLiteral("z·r − n·f − q");
            rule = step.before > 0.0 ? QStringLiteral("z / r - n f - q") : QStringLiteral("z r - n f - q");
            line.numbers = penaltyNumbers(step, std::get<PenaltiesOptions>(stage->options));
            break;
        case FormulaKind::Dry:
            line.rule = QStringLiteral("z − d");
            rule = QStringLiteral("z - d");
            line.numbers =
                QStringLiteral("%1 - %2 = %3").arg(logit(step.before), logit(step.operand), logit(step.after));
            break;
        case FormulaKind::Divide:
            line.rule = QStringLiteral("z / T");
            line.numbers =
                QStringLiteral("%1 / %2 = %3").arg(logit(step.before), setting(step.operand), logit(step.after));
            break;
        case FormulaKind::Reshape:
            line.rule = QStringLiteral("z′(p)");
            rule = QStringLiteral("z'(p)");
            line.numbers = logit(step.after);
            break;
        case FormulaKind::Softmax:
            symbol = QStringLiteral("p");
            line.name = tr("softmax");
            line.rule = QStringLiteral("e^(z − ln Σ e^z)");
            rule = QStringLiteral("e^{z - \\ln \\sum e^z}");
            line.numbers =
                QStringLiteral("e^(%1 %2) = %3").arg(logit(step.before), added(-step.operand), probability(step.after));
            break;
        case FormulaKind::Cut:
            symbol = QStringLiteral("p");
            line.rule = tr("cut");
            line.numbers = step.kept ? tr("kept") : tr("removed");
            break;
        case FormulaKind::Renormalise:
            symbol = QStringLiteral("p");
            line.rule = QStringLiteral("p / Σ p");
            rule = QStringLiteral("p / \\sum_{\\text{kept}} p");
            line.numbers = QStringLiteral("%1 / %2 = %3")
                               .arg(probability(step.before), probability(step.operand), probability(step.after));
            break;
        case FormulaKind::Final:
            symbol = QStringLiteral("p");
            line.name = tr("drawn with");
            line.rule = QStringLiteral("p");
            line.numbers = probability(step.after);
            break;
        }
        const QString what = step.kind == FormulaKind::Cut
                                 ? QStringLiteral("\\text{%1}").arg(escapedForLatex(line.numbers))
                             : step.kind == FormulaKind::Penalties && step.count == 0
                                 ? logit(step.after)
                                 : numbersForLatex(QString(line.numbers)
                                                       .replace(QStringLiteral("e^("), QStringLiteral("e^{"))
                                                       .replace(QLatin1Char(')'), QLatin1Char('}'))
                                                       .replace(QStringLiteral("∞"), QStringLiteral("\\infty")));
        const bool isStart = step.kind == FormulaKind::Logit || step.kind == FormulaKind::Final;
        line.latex = isStart || step.kind == FormulaKind::Cut
                         ? QStringLiteral("%1 &= %2").arg(step.kind == FormulaKind::Cut ? QString() : symbol, what)
                         : QStringLiteral("%1 &= %2 = %3").arg(symbol, rule.isEmpty() ? line.rule : rule, what);
        if (step.kind == FormulaKind::Cut) {
            line.latex = QStringLiteral("&\\phantom{=} ") + what;
        }
        line.latex += QStringLiteral(" && \\text{%1}").arg(escapedForLatex(line.name));
        lines.push_back(line);
    }
    return lines;
}

QString formulaLatex(const std::vector<FormulaLine>& lines, const QString& label) {
    QStringList body;
    for (const FormulaLine& line : lines) {
        body << line.latex;
    }
    return QStringLiteral("%% %1\n\\begin{aligned}\n%2\n\\end{aligned}\n")
        .arg(QString(label).replace(QLatin1Char('\n'), QLatin1Char(' ')), body.join(QStringLiteral(" \\\\\n")));
}

} // namespace logitscope
