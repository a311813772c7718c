// Two parameters of a chain over a grid: which chains there are. Values and pure functions on them.
#pragma once

#include "core/base/result.h"
#include "core/sampling/sampler_catalog.h"

#include <QString>

#include <vector>

namespace logitscope {

constexpr int mostSweepSteps = 12; // of an axis

// One parameter from one value to another, both ends included.
struct SweepAxis {
    SamplerKind kind = SamplerKind::Temperature;
    std::size_t parameter = 0; // of the sampler, in the catalog's order
    double from = 0.0, to = 1.0;
    int steps = 5; // 2 ... mostSweepSteps

    const ParameterInfo& info() const { return infoOf(kind).parameters[parameter]; }
    double valueAt(int step) const; // whole numbers where the parameter wants them
    QString name() const;           // "Top-p: p", or the sampler's name where that says it all
};

// The first end or number of steps out of range as a sentence; two axes of one parameter.
Status validateSweep(const SweepAxis& x, const SweepAxis& y);

// The chain with the parameter at a value: in the first stage of its sampler, which is switched on, or in a new stage
// before the others of a chain that has none.
ChainSpec withParameter(ChainSpec chain, const SweepAxis& axis, double value);

// Every parameter of every sampler, as axes over their usual range.
std::vector<SweepAxis> sweepAxes();

} // namespace logitscope
