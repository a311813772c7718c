// One parameter of a sampler: label, slider with marks, number, reset; a refused number is answered under the row.
//
// Built from its catalog row alone. GUI thread.
#pragma once

#include "core/sampling/sampler_catalog.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace logitscope {

class GlyphButton;
class MarkSlider;

class ParameterField : public QWidget {
    Q_OBJECT

public:
    ParameterField(const SamplerInfo& sampler, const ParameterInfo& parameter, QWidget* parent = nullptr);

    double value() const { return m_value; }
    void setValue(double value); // shows it; emits nothing
    void setActive(bool active); // whether the stage acts; it can be set either way

    QString errorText() const; // empty when the last number was taken

signals:
    void valueChanged(double value); // by the user's hand; while a slider is dragged at every movement
    void settled();                  // a movement is over

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void take(double value);
    void readNumber();
    void showNumber();
    void showError(const QString& sentence);
    void stepBy(int steps);
    void restyle();

    const ParameterInfo& m_parameter;
    double m_value;
    QLabel* m_label;
    MarkSlider* m_slider;
    QLineEdit* m_number;
    GlyphButton* m_reset;
    QLabel* m_error;
};

} // namespace logitscope
