#include "ui/widgets/caption.h"

#include "ui/theme/theme.h"

namespace logitscope {

Caption::Caption(const QString& text, QWidget* parent) : QLabel(text, parent) {
    connect(&Theme::instance(), &Theme::changed, this, &Caption::restyle);
    restyle();
}

void Caption::restyle() {
    const Theme& theme = Theme::instance();
    QFont font = theme.font(TextSize::Small);
    font.setWeight(QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    setFont(font);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    setPalette(muted);
}

} // namespace logitscope
