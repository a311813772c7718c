// The sheet that covers the window while a file is held over it.
#pragma once

#include <QWidget>

namespace logitscope {

class DropHint : public QWidget {
    Q_OBJECT

public:
    explicit DropHint(QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace logitscope
