// The legend of the token strip: what a colour and an underline mean in the present mode. GUI thread.
#pragma once

#include "ui/widgets/strip_token.h"

#include <QWidget>

namespace logitscope {

class ColourLegend : public QWidget {
    Q_OBJECT

public:
    explicit ColourLegend(QWidget* parent = nullptr);

    void setMode(ColourMode mode);
    ColourMode mode() const { return m_mode; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ColourMode m_mode = ColourMode::Probability;
};

} // namespace logitscope
