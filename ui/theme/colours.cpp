#include "ui/theme/colours.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace logitscope {

namespace {

struct Lab {
    double l = 0.0, a = 0.0, b = 0.0;
};

double linearOf(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double encodedOf(double linear) {
    linear = std::clamp(linear, 0.0, 1.0);
    return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
}

// OKLab and back, with the matrices of Ottosson (2020).
Lab labOf(const QColor& colour) {
    const double r = linearOf(colour.redF()), g = linearOf(colour.greenF()), b = linearOf(colour.blueF());
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor colourOf(const Lab& lab) {
    const double l = std::pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3.0);
    const double m = std::pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3.0);
    const double s = std::pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3.0);
    // In the eight bits that the screen has, so that colours compare equal and contrast is of what is seen.
    return QColor(
        QColor::fromRgbF(static_cast<float>(encodedOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
                         static_cast<float>(encodedOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
                         static_cast<float>(encodedOf(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)))
            .rgb());
}

double distance(const Lab& x, const Lab& y) { return std::hypot(x.l - y.l, x.a - y.a, x.b - y.b); }

// A path through OKLCh: lightness and hue run straight, chroma rises to its height at `peak` and keeps it.
struct RampShape {
    double lightStart, lightEnd;
    double chroma, peak;
    double hueStart, hueEnd; // degrees
};

Lab pointOf(const RampShape& shape, double t) {
    const double hue = (shape.hueStart + (shape.hueEnd - shape.hueStart) * t) * std::numbers::pi / 180.0;
    const double chroma = shape.chroma * std::sin(std::min(t / shape.peak, 1.0) * std::numbers::pi / 2.0);
    return {shape.lightStart + (shape.lightEnd - shape.lightStart) * t, chroma * std::cos(hue), chroma * std::sin(hue)};
}

using Ramp = std::array<QColor, 256>;

// The path at 256 points of equal distance.
Ramp makeRamp(const RampShape& shape) {
    constexpr int fine = 4096;
    std::array<double, fine + 1> length{};
    Lab previous = pointOf(shape, 0.0);
    for (int i = 1; i <= fine; ++i) {
        const Lab point = pointOf(shape, double(i) / fine);
        length[i] = length[i - 1] + distance(previous, point);
        previous = point;
    }
    Ramp ramp;
    int at = 0;
    for (int i = 0; i < 256; ++i) {
        const double wanted = length[fine] * i / 255.0;
        while (at < fine && length[at] < wanted) {
            ++at;
        }
        ramp[i] = colourOf(pointOf(shape, double(at) / fine));
    }
    return ramp;
}

QColor sample(const Ramp& ramp, double t) {
    const double inside = t >= 0.0 ? std::min(t, 1.0) : 0.0; // NaN reads as the low end
    return ramp[static_cast<std::size_t>(std::lround(inside * 255.0))];
}

const Ramp& probabilityRamp(bool dark) {
    // From the ground over sea green to blue.
    static const Ramp light = makeRamp({0.985, 0.630, 0.110, 0.80, 165.0, 255.0});
    static const Ramp night = makeRamp({0.215, 0.512, 0.085, 0.70, 275.0, 222.0});
    return dark ? night : light;
}

const Ramp& surpriseRamp(bool dark) {
    // From the ground over sand to rose: no hue in common with probability.
    static const Ramp light = makeRamp({0.985, 0.645, 0.150, 0.90, 85.0, 15.0});
    static const Ramp night = makeRamp({0.215, 0.512, 0.130, 0.90, 0.0, 45.0});
    return dark ? night : light;
}

double luminanceOf(const QColor& colour) {
    return 0.2126 * linearOf(colour.redF()) + 0.7152 * linearOf(colour.greenF()) + 0.0722 * linearOf(colour.blueF());
}

// Vermillion for heat, then the set's most distinct hues first.
constexpr std::array<QRgb, 8> okabeIto{0xD55E00, 0x0072B2, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0xF0E442, 0x808080};

using StageTable = std::array<QColor, okabeIto.size()>;

StageTable makeStageTable(const ThemeTokens& tokens, double step) {
    StageTable table;
    for (std::size_t i = 0; i < okabeIto.size(); ++i) {
        QColor colour(okabeIto[i]);
        Lab lab = labOf(colour);
        while (std::min(contrastRatio(colour, tokens.ground), contrastRatio(colour, tokens.surface)) < 3.0) {
            lab.l += step;
            colour = colourOf(lab);
        }
        table[i] = colour;
    }
    return table;
}

} // namespace

QColor probabilityColour(double p) { return sample(probabilityRamp(Theme::instance().isDark()), p); }

QColor surpriseColour(double t) { return sample(surpriseRamp(Theme::instance().isDark()), t); }

int rankBucket(int rank) {
    if (rank <= 10) {
        return 0;
    }
    return rank <= 100 ? 1 : rank <= 1000 ? 2 : 3;
}

QColor rankColour(int rank) { return surpriseColour(0.06 + rankBucket(rank) * 0.94 / 3.0); }

QColor stageColour(int samplerKindIndex) {
    static const StageTable light = makeStageTable(lightTokens(), -0.005);
    static const StageTable dark = makeStageTable(darkTokens(), 0.005);
    const StageTable& table = Theme::instance().isDark() ? dark : light;
    return table[static_cast<std::size_t>(samplerKindIndex) % table.size()];
}

double contrastRatio(const QColor& a, const QColor& b) {
    const double x = luminanceOf(a), y = luminanceOf(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

QColor mixed(const QColor& base, const QColor& over, double share) {
    const auto part = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(part(base.redF(), over.redF()), part(base.greenF(), over.greenF()),
                            part(base.blueF(), over.blueF()), part(base.alphaF(), over.alphaF()));
}

} // namespace logitscope
