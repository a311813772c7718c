// The program's own line icons, drawn in the colours of the present theme at paint time.
#pragma once

#include <QIcon>

namespace logitscope {

enum class IconInk { Text, Muted, OnAccent, Accent, Error, Warning };

// `name` is a file of resources/icons without its suffix: "run".
QIcon themedIcon(const QString& name, IconInk ink = IconInk::Text);

} // namespace logitscope
