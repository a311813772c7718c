// The number of a parameter as text and as a place on its slider. Pure functions; any thread.
//
// A slider has whole positions 0 ... steps; a value between two of them is drawn where it is but lies on neither.
// A fraction is a place along the groove: 0 = left end, 1 = right end.
#pragma once

#include "core/base/result.h"
#include "core/sampling/sampler_catalog.h"

#include <QString>

namespace logitscope {

// A catalog text in the user's language (context "Sampler").
QString samplerText(const char* source);

// At least the parameter's decimals, and as many more as the value needs: never a rounded number.
QString parameterText(const ParameterInfo& parameter, double value);
QString rangeText(const ParameterInfo& parameter); // "0 to 2"

// What was typed, or a sentence that names the parameter, its range and the value that is kept. A comma is a decimal
// point.
Result<double> readParameter(const ParameterInfo& parameter, const QString& text, double kept);

int sliderSteps(const ParameterInfo& parameter);
double sliderValue(const ParameterInfo& parameter, int position);
int sliderPosition(const ParameterInfo& parameter, double value); // the nearest
double sliderFraction(const ParameterInfo& parameter, double value);
int positionAtFraction(const ParameterInfo& parameter, double fraction);

} // namespace logitscope
