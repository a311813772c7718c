#include "ui/labs/sampling/microscope/why_text.h"

#include "ui/widgets/format.h"
#include "ui/widgets/parameter_value.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("logitscope", text); }

QString figure(double value) { return QString::number(value, 'g', 4); }

// Why it went, and how far it was from staying.
QString removalText(const Removal& removal, const QString& stage) {
    const double missed = removal.margin();
    if (removal.kind == SamplerKind::Xtc) {
        return tr("%1 removed it for being likely: it had %2, and of the tokens with at least %3 only the least "
                  "probable stays.")
            .arg(stage, percentText(removal.value), percentText(removal.threshold));
    }
    switch (removal.unit) {
    case RemovalUnit::None:
        return tr("%1 removed it: it is banned.").arg(stage);
    case RemovalUnit::Rank:
        return tr("%1 removed it: it came in at rank %2, the line is after rank %3; it missed by %4.")
            .arg(stage, countText(std::lround(removal.value)), countText(std::lround(removal.threshold)),
                 countText(std::lround(missed)));
    case RemovalUnit::CumulativeProbability:
        return tr("%1 removed it: the tokens before it already hold %2, the line is at %3; it missed by %4.")
            .arg(stage, percentText(removal.value), percentText(removal.threshold), percentText(missed));
    case RemovalUnit::Probability:
        return tr("%1 removed it: it came in with %2, the line is at %3; it missed by %4.")
            .arg(stage, percentText(removal.value), percentText(removal.threshold), percentText(missed));
    case RemovalUnit::Logit:
        return tr("%1 removed it: its logit was %2, the line is at %3; it missed by %4.")
            .arg(stage, logitText(removal.value), logitText(removal.threshold), figure(missed));
    case RemovalUnit::Deviations:
        return tr("%1 removed it: it was %2 standard deviations below the largest logit, the line is at %3; it missed "
                  "by %4.")
            .arg(stage, figure(removal.value), figure(removal.threshold), figure(missed));
    case RemovalUnit::Bits:
        return tr("%1 removed it: its surprise was %2, the line is at %3; it missed by %4.")
            .arg(stage, bitsText(removal.value), bitsText(removal.threshold), bitsText(missed));
    }
    Q_UNREACHABLE();
}

QString remediesText(const Removal& removal, const ChainSpec& chain, const QString& stage) {
    const SamplerInfo& info = infoOf(removal.kind);
    const SamplerOptions& options = chain.stages[static_cast<std::size_t>(removal.stageIndex)].options;
    QStringList parts;
    for (const Remedy& remedy : removal.remedies) {
        const ParameterInfo& parameter = info.parameters[remedy.parameter];
        parts << remedyText(parameter, parameter.get(options), remedy.value);
    }
    return parts.isEmpty() ? tr("No other number in %1 would keep it.").arg(stage)
                           : tr("%1 would keep it at %2, all else as it is.").arg(stage, parts.join(tr(" or ")));
}

} // namespace

QString remedyText(const ParameterInfo& parameter, double present, double value) {
    const bool up = value > present;
    if (up && value < std::numeric_limits<double>::min() && value > 0.0) {
        return samplerText(parameter.label) + QStringLiteral(" > 0"); // of a temperature: any
    }
    double shown = value;
    if (parameter.scale == ParameterScale::Linear && value != 0.0) {
        const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 3.0);
        const double rounded = up ? std::ceil(value / unit) * unit : std::floor(value / unit) * unit;
        shown = std::clamp(rounded, parameter.minimum, parameter.maximum);
    }
    const QString text = parameter.scale == ParameterScale::Linear ? figure(shown) : countText(std::llround(shown));
    return QStringLiteral("%1 %2 %3")
        .arg(samplerText(parameter.label), up ? QStringLiteral("≥") : QStringLiteral("≤"), text);
}

WhyView whyView(const TokenHistory& history, const ChainSpec& chain, const QString& label) {
    WhyView view;
    view.label = label;
    const TokenOutcome& outcome = history.outcome;
    view.sentences << tr("The model gives “%1” rank %2, logit %3 and %4.")
                          .arg(label, countText(outcome.rawRank), logitText(outcome.rawLogit),
                               percentText(outcome.rawProbability));
    view.rows.push_back({tr("model"), -1, outcome.rawLogit, outcome.rawProbability, std::isfinite(outcome.rawLogit)});
    for (const StageMoment& moment : history.stages) {
        if (!isNeutral(chain.stages[static_cast<std::size_t>(moment.stageIndex)]) && view.rows.back().inPlay) {
            view.rows.push_back({samplerText(infoOf(moment.kind).title), static_cast<int>(moment.kind), moment.logit,
                                 moment.probability, moment.inPlay});
        }
    }
    if (!std::isfinite(outcome.rawLogit)) {
        view.sentences << tr("A logit of −∞ makes it impossible whatever the chain does.");
    } else if (const auto& removal = history.removal) {
        const QString stage = samplerText(infoOf(removal->kind).title);
        view.sentences << removalText(*removal, stage);
        view.sentences << remediesText(*removal, chain, stage);
    } else {
        view.sentences << tr("No stage removes it: it can be drawn with %1.").arg(percentText(outcome.probability));
    }
    return view;
}

} // namespace logitscope
