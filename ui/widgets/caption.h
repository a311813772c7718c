// The heading of a part of the window: small, spaced capitals in the muted colour. GUI thread.
#pragma once

#include <QLabel>

namespace logitscope {

class Caption : public QLabel {
    Q_OBJECT

public:
    explicit Caption(const QString& text, QWidget* parent = nullptr);

private:
    void restyle();
};

} // namespace logitscope
