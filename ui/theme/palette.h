// The tokens as Qt's own palette, for every stock control.
#pragma once

#include "ui/theme/theme.h"

namespace logitscope {

QPalette paletteOf(const ThemeTokens& tokens);

} // namespace logitscope
