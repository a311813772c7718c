#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace logitscope {

namespace {

constexpr QChar unitSpace(0x00A0);
constexpr QChar groupSpace(0x202F);
constexpr QChar minus(0x2212);
constexpr QChar dash(0x2014);

QString withUnit(const QString& number, const QString& unit) { return number + unitSpace + unit; }

// "1234567.8" as "1 234 567.8", with a true minus sign.
QString grouped(QString number) {
    const bool negative = number.startsWith('-');
    if (negative) {
        number.remove(0, 1);
    }
    const qsizetype point = number.indexOf('.');
    for (qsizetype at = (point < 0 ? number.size() : point) - 3; at > 0; at -= 3) {
        number.insert(at, groupSpace);
    }
    // A figure that rounds to nothing has no sign.
    const bool zero = std::all_of(number.begin(), number.end(), [](QChar c) { return c == '0' || c == '.'; });
    return negative && !zero ? minus + number : number;
}

QString fixed(double value, int decimals) {
    if (std::isnan(value)) {
        return dash;
    }
    if (std::isinf(value)) {
        return value > 0.0 ? QString(QChar(0x221E)) : QString(minus) + QChar(0x221E);
    }
    return grouped(QString::number(value, 'f', decimals));
}

// The decimals that show `figures` significant figures of what `value` rounds to.
int decimalsFor(double value, int figures) {
    const QString scientific = QString::number(std::abs(value), 'e', figures - 1);
    const int exponent = scientific.mid(scientific.indexOf('e') + 1).toInt();
    return std::max(0, figures - 1 - exponent);
}

} // namespace

QString percentText(double probability) {
    const QString percent = "%";
    const double value = probability * 100.0;
    if (std::isnan(value) || value <= 0.0) {
        return withUnit(std::isnan(value) ? QString(dash) : QString("0"), percent);
    }
    if (value < 0.001) {
        return withUnit("<0.001", percent);
    }
    if (value >= 99.95) {
        return withUnit(probability < 1.0 ? ">99.9" : "100", percent);
    }
    return withUnit(fixed(value, value < 9.95 ? decimalsFor(value, 2) : 1), percent);
}

QString logProbabilityText(double nats) {
    return withUnit(fixed(nats, 2), QCoreApplication::translate("Format", "nats"));
}

QString logitText(double logit) { return fixed(logit, 2); }

QString bitsText(double bits) { return withUnit(fixed(bits, 2), QCoreApplication::translate("Format", "bits")); }

QString countText(qint64 count) { return grouped(QString::number(count)); }

QString bytesText(quint64 bytes) {
    static constexpr std::array<const char*, 6> units{"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
        return withUnit(QString::number(bytes), "B");
    }
    double value = double(bytes) / 1000.0;
    std::size_t unit = 0;
    // 999.95 kB is 1 MB: compare what it would round to.
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000.0;
        ++unit;
    }
    return withUnit(fixed(value, std::min(1, decimalsFor(value, 3))), units[unit]);
}

QString rateText(double tokensPerSecond) {
    const int decimals = std::abs(tokensPerSecond) < 99.95 ? std::min(2, decimalsFor(tokensPerSecond, 3)) : 0;
    return withUnit(fixed(tokensPerSecond, decimals), QCoreApplication::translate("Format", "tok/s"));
}

QString millisecondsText(double milliseconds) {
    if (milliseconds >= 999.5) {
        const double seconds = milliseconds / 1000.0;
        return withUnit(fixed(seconds, seconds < 99.95 ? 1 : 0), QCoreApplication::translate("Format", "s"));
    }
    const int decimals = milliseconds < 99.5 ? std::min(2, decimalsFor(milliseconds, 2)) : 0;
    return withUnit(fixed(milliseconds, decimals), QCoreApplication::translate("Format", "ms"));
}

} // namespace logitscope
