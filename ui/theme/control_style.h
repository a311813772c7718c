// The look of every stock control, painted from the theme's tokens on top of Fusion's measures and behaviour.
//
// Owned by the application (QApplication::setStyle). Reads Theme::instance() at paint time.
#pragma once

#include <QProxyStyle>

namespace logitscope {

class ControlStyle : public QProxyStyle {
    Q_OBJECT

public:
    ControlStyle();
};

} // namespace logitscope
