// The line under everything: what this machine measured on the model in use.
#pragma once

#include "ui/bridge/run.h"

#include <QWidget>

class QLabel;

namespace logitscope {

class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void showRun(const Run* run); // null: nothing was measured yet

private:
    void restyle();

    QLabel* m_prefill;
    QLabel* m_decode;
    QLabel* m_memory;
    QLabel* m_source;
};

} // namespace logitscope
