// One line of text that ends in "…" where there is no room; the whole of it is the tooltip and what a screen reader
// says. With word wrap on it is a plain label.
#pragma once

#include <QLabel>

namespace logitscope {

class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    bool isElided() const;
};

} // namespace logitscope
