#include "ui/labs/compare/sweep.h"

#include "ui/widgets/parameter_value.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace logitscope {

double SweepAxis::valueAt(int step) const {
    const double value = from + (to - from) * static_cast<double>(step) / static_cast<double>(steps - 1);
    if (info().scale != ParameterScale::Linear) {
        return std::round(value);
    }
    // The decimals that the field shows, so that 0.1 + 0.2 is 0.3.
    const double unit = std::pow(10.0, info().decimals + 1);
    return std::round(value * unit) / unit;
}

QString SweepAxis::name() const {
    const SamplerInfo& sampler = infoOf(kind);
    const QString title = samplerText(sampler.title);
    return sampler.parameters.size() == 1
               ? title
               : title + QStringLiteral(": ") + samplerText(sampler.parameters[parameter].label);
}

Status validateSweep(const SweepAxis& x, const SweepAxis& y) {
    for (const SweepAxis& axis : {x, y}) {
        if (axis.steps < 2 || axis.steps > mostSweepSteps) {
            return Error{
                QCoreApplication::translate("logitscope::SweepPanel", "An axis has %1 values; it must have 2 to %2.")
                    .arg(axis.steps)
                    .arg(mostSweepSteps)
                    .toStdString()};
        }
        for (int step = 0; step < axis.steps; ++step) {
            Status status = checkParameter(infoOf(axis.kind), axis.info(), axis.valueAt(step));
            if (!status) {
                return status;
            }
        }
    }
    if (x.kind == y.kind && x.parameter == y.parameter) {
        return Error{
            QCoreApplication::translate("logitscope::SweepPanel",
                                        "Both axes are the same parameter; choose another one for one of them.")
                .toStdString()};
    }
    return {};
}

ChainSpec withParameter(ChainSpec chain, const SweepAxis& axis, double value) {
    auto stage = std::ranges::find(chain.stages, axis.kind, &SamplerSpec::kind);
    if (stage == chain.stages.end()) {
        stage = chain.stages.insert(chain.stages.begin(), {infoOf(axis.kind).neutralOptions, true});
    }
    stage->enabled = true;
    axis.info().set(stage->options, value);
    return chain;
}

std::vector<SweepAxis> sweepAxes() {
    std::vector<SweepAxis> axes;
    for (const SamplerInfo& sampler : samplerCatalog()) {
        for (std::size_t i = 0; i < sampler.parameters.size(); ++i) {
            const ParameterInfo& parameter = sampler.parameters[i];
            const auto [low, high] = parameter.marks.empty() ? std::pair(parameter.minimum, parameter.sliderMaximum)
                                                             : std::pair(*std::ranges::min_element(parameter.marks),
                                                                         *std::ranges::max_element(parameter.marks));
            axes.push_back({sampler.kind, i, low, high > low ? high : parameter.sliderMaximum, 5});
        }
    }
    return axes;
}

} // namespace logitscope
