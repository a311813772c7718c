#include "ui/widgets/parameter_value.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

bool isWhole(const ParameterInfo& parameter) { return parameter.scale != ParameterScale::Linear; }

Error refusal(const QString& sentence, const ParameterInfo& parameter, double kept) {
    return {(sentence + QLatin1Char(' ') +
             QCoreApplication::translate("ParameterCard", "%1 is kept.").arg(parameterText(parameter, kept)))
                .toStdString()};
}

} // namespace

QString samplerText(const char* source) { return QCoreApplication::translate("Sampler", source); }

QString parameterText(const ParameterInfo& parameter, double value) {
    const QString rounded = QString::number(value, 'f', parameter.decimals);
    return rounded.toDouble() == value ? rounded : QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString rangeText(const ParameterInfo& parameter) {
    const auto end = [](double value) {
        return value == std::floor(value) ? countText(static_cast<qint64>(value))
                                          : QString::number(value, 'g', QLocale::FloatingPointShortest);
    };
    return QCoreApplication::translate("ParameterCard", "%1 to %2").arg(end(parameter.minimum), end(parameter.maximum));
}

Result<double> readParameter(const ParameterInfo& parameter, const QString& text, double kept) {
    const QString label = samplerText(parameter.label);
    bool isNumber = false;
    const double value = QString(text.trimmed()).replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value)) {
        return refusal(QCoreApplication::translate("ParameterCard", "“%1” is not a number: %2 goes from %3.")
                           .arg(text.trimmed(), label, rangeText(parameter)),
                       parameter, kept);
    }
    if (value < parameter.minimum || value > parameter.maximum) {
        return refusal(QCoreApplication::translate("ParameterCard", "%1 is out of range: %2 goes from %3.")
                           .arg(text.trimmed(), label, rangeText(parameter)),
                       parameter, kept);
    }
    if (isWhole(parameter) && value != std::floor(value)) {
        return refusal(QCoreApplication::translate("ParameterCard", "%1 is not a whole number: %2 counts from %3.")
                           .arg(text.trimmed(), label, rangeText(parameter)),
                       parameter, kept);
    }
    return value == 0.0 ? 0.0 : value; // "-0" is 0
}

int sliderSteps(const ParameterInfo& parameter) {
    const double steps = std::round((parameter.sliderMaximum - parameter.sliderMinimum) / parameter.step);
    return std::max(1, static_cast<int>(steps));
}

double sliderValue(const ParameterInfo& parameter, int position) {
    // Rounded to the shown decimals, so that the tenth step of 0.1 is 1 and not 0.99….
    const double digits = std::pow(10.0, parameter.decimals);
    return std::round((parameter.sliderMinimum + position * parameter.step) * digits) / digits;
}

int sliderPosition(const ParameterInfo& parameter, double value) {
    const double steps = (value - parameter.sliderMinimum) / parameter.step;
    return static_cast<int>(std::lround(std::clamp(steps, 0.0, static_cast<double>(sliderSteps(parameter)))));
}

double sliderFraction(const ParameterInfo& parameter, double value) {
    const double span = parameter.sliderMaximum - parameter.sliderMinimum;
    const double offset = std::clamp(value - parameter.sliderMinimum, 0.0, span);
    return parameter.scale == ParameterScale::LogInteger ? std::log1p(offset) / std::log1p(span) : offset / span;
}

int positionAtFraction(const ParameterInfo& parameter, double fraction) {
    const double span = parameter.sliderMaximum - parameter.sliderMinimum;
    const double place = std::clamp(fraction, 0.0, 1.0);
    const double offset =
        parameter.scale == ParameterScale::LogInteger ? std::expm1(place * std::log1p(span)) : place * span;
    return sliderPosition(parameter, parameter.sliderMinimum + offset);
}

} // namespace logitscope
