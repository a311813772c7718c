// A parameter's slider with the field's usual values marked under it; a click on a mark takes that value exactly.
//
// Positions, keys and accessibility are QAbstractSlider's (arrows one step, PageUp/PageDown ten, Home/End the ends,
// Ctrl+arrows from mark to mark); the scale may be logarithmic. The wheel acts only on a focused slider, so that a list
// of sliders scrolls.
#pragma once

#include "core/sampling/sampler_catalog.h"

#include <QAbstractSlider>
#include <QRectF>

#include <vector>

namespace logitscope {

class MarkSlider : public QAbstractSlider {
    Q_OBJECT

public:
    // `kindIndex` chooses the stage's colour. The parameter lives in the catalog.
    MarkSlider(const ParameterInfo& parameter, int kindIndex, QWidget* parent = nullptr);

    // Shows a value, also one between positions or beyond the end. Emits nothing.
    void setParameterValue(double value);
    double parameterValue() const { return m_value; }
    // Without effect the slider is drawn in grey; it can still be moved.
    void setActive(bool active);

    // Where a value stands, for tests and marks; in pixels of this widget.
    double xOf(double value) const;
    double grooveY() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void parameterChanged(double value); // by the user's hand, at every movement
    void settled();                      // the hand let go: one movement is over

protected:
    void sliderChange(SliderChange change) override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Mark {
        double value = 0.0;
        QString text;
        QRectF label;
    };

    std::vector<Mark> marks() const;
    const Mark* markAt(const QPointF& point, const std::vector<Mark>& marks) const;
    void takeValue(double value);
    double fractionAt(double x) const;
    double handleRadius() const;
    double marksHeight() const;

    const ParameterInfo& m_parameter;
    int m_kindIndex;
    double m_value;
    bool m_active = true;
    bool m_showing = false; // a value is being shown, not chosen
    bool m_moved = false;   // since the button went down
};

} // namespace logitscope
