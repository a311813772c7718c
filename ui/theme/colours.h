// Colours that carry data, and the arithmetic that holds them to WCAG contrast.
//
// All follow the present theme: the low end of a ramp is near the ground, the theme's text colour stays readable on the
// whole of it. Ramps are sampled at equal steps of OKLab distance (Ottosson, "A perceptual color space for image
// processing", 2020) with lightness falling (light theme) or rising (dark) all the way, so they also read in greyscale.
#pragma once

#include <QColor>

namespace logitscope {

// The sequential ramp of probability, p in [0, 1]; beyond it the nearest end.
QColor probabilityColour(double p);
// The sequential ramp of surprise (surprisal, entropy), t in [0, 1]: 0 expected, 1 as surprising as the scale goes.
QColor surpriseColour(double t);

// Gehrmann, Strobelt and Rush, "GLTR: Statistical Detection and Visualization of Generated Text" (2019): ranks up to
// 10, 100, 1000 and beyond, as 0 … 3.
int rankBucket(int rank);
QColor rankColour(int rank);

// One colour per sampler kind everywhere (the set of Okabe and Ito, "Color Universal Design", 2008), shaded where the
// theme needs it for 3:1 against its ground. Works for any index >= 0; the eight colours repeat.
QColor stageColour(int samplerKindIndex);

// WCAG 2.1 contrast ratio, 1 … 21, of two opaque colours.
double contrastRatio(const QColor& a, const QColor& b);
// `base` with `share` of `over` mixed in, 0 … 1.
QColor mixed(const QColor& base, const QColor& over, double share);

} // namespace logitscope
