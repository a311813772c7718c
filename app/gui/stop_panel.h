// When a text ends: length limit, stop texts, the model's own end token.
#pragma once

#include "core/decoding/request.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QSpinBox;

namespace logitscope {

// Stop texts as one line: separated by "|"; "\n", "\t", "\|" and "\\" stand for what they name.
QString stopTextsAsLine(const std::vector<std::string>& texts);
std::vector<std::string> stopTextsFromLine(const QString& line);

class StopPanel : public QWidget {
    Q_OBJECT

public:
    explicit StopPanel(QWidget* parent = nullptr);

    void setRules(const StopRules& rules); // shows them; emits nothing

signals:
    void rulesChanged(const logitscope::StopRules& rules);

private:
    void read();
    void restyle();

    StopRules m_rules;
    QSpinBox* m_length;
    QLineEdit* m_texts;
    QCheckBox* m_endToken;
};

} // namespace logitscope
