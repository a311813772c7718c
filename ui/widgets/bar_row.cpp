#include "ui/widgets/bar_row.h"

namespace logitscope {

bool barComesBefore(const BarRow& a, const BarRow& b) {
    if (a.cut.has_value() != b.cut.has_value()) {
        return b.cut.has_value();
    }
    const double x = a.cut ? a.rawProbability : a.probability, y = b.cut ? b.rawProbability : b.probability;
    return x != y ? x > y : a.token < b.token;
}

} // namespace logitscope
