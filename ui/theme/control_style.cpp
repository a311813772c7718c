#include "ui/theme/control_style.h"

namespace logitscope {

ControlStyle::ControlStyle() : QProxyStyle("Fusion") {}

} // namespace logitscope
