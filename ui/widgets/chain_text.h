// A sampler chain in words. Pure functions.
#pragma once

#include "core/sampling/sampler_catalog.h"

#include <QString>

namespace logitscope {

// "Top-k → Top-p → Temperature → draw": the stages that change something, in order.
QString chainOrderText(const ChainSpec& chain);

// Index into chainPresets() of the preset that the chain is, or -1: edited by hand.
int presetIndexOf(const ChainSpec& chain);

} // namespace logitscope
