// An on/off switch: a pill whose knob stands right when on. Role, keyboard and signals of a checkable button.
#pragma once

#include <QAbstractButton>

namespace logitscope {

class ToggleSwitch : public QAbstractButton {
    Q_OBJECT

public:
    explicit ToggleSwitch(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace logitscope
