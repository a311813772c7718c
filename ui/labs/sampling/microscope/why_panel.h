// Why a token can or cannot be drawn: sentences, and the token stage by stage as a table. Knows values only. GUI
// thread.
#pragma once

#include "ui/labs/sampling/microscope/why_text.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace logitscope {

class WhyPanel : public QWidget {
    Q_OBJECT

public:
    explicit WhyPanel(QWidget* parent = nullptr);

    void setView(const WhyView& view);
    QString text() const; // the sentences

private:
    void restyle();
    void showRows();

    WhyView m_view;
    QLabel* m_text;
    QTableWidget* m_table;
};

} // namespace logitscope
