// A mean with what is known of it: from repeated measurements to "0.82 ± 0.03".
#pragma once

#include <cstddef>
#include <span>

namespace logitscope {

// The true mean of whatever was measured lies within mean ± halfWidth with 95 % confidence: Student, "The Probable
// Error of a Mean" (1908), t quantile of count - 1 degrees of freedom times the standard error.
struct Estimate {
    std::size_t count = 0;  // measurements that are numbers
    double mean = 0.0;      // not a number without one
    double halfWidth = 0.0; // not a number with fewer than two
};

// Values that are not a number (a text too short for the figure) are left out. Infinite ones are not: they make the
// mean infinite and leave no interval.
Estimate estimateMean(std::span<const double> values);

// The t below which a Student variable of `degrees` (>= 1) degrees of freedom falls with probability p (0 < p < 1).
// Accurate to 1e-9 relative.
double studentQuantile(double p, std::size_t degrees);

} // namespace logitscope
