// The formula of a token's probability with the figures of the run, line by line, to read and to copy as LaTeX. Knows
// values only. GUI thread.
#pragma once

#include "ui/labs/sampling/microscope/formula_steps.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace logitscope {

class FormulaPanel : public QWidget {
    Q_OBJECT

public:
    explicit FormulaPanel(QWidget* parent = nullptr);

    void setLines(std::vector<FormulaLine> lines, const QString& label);
    QString latex() const;
    QString text() const; // one line each: stage, rule, numbers

private:
    void showLines();
    void restyle();

    std::vector<FormulaLine> m_lines;
    QString m_label;
    QLabel* m_formula;
    QPushButton* m_copy;
};

} // namespace logitscope
