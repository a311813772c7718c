// The head of a column: letter and colour, name, chain in words, what it is doing; its editor and its removal.
// GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"

#include <QFrame>

class QLabel;

namespace logitscope {

class ElidedLabel;
class GlyphButton;

class ColumnCard : public QFrame {
    Q_OBJECT

public:
    explicit ColumnCard(QWidget* parent = nullptr);

    void show(const CompareRuns& runs, std::size_t column);
    using QFrame::show;

signals:
    void editRequested();
    void removeRequested();

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void restyle();

    int m_colour = 0;
    QLabel* m_letter;
    ElidedLabel* m_title;
    ElidedLabel* m_chain;
    ElidedLabel* m_state;
    GlyphButton* m_edit;
    GlyphButton* m_remove;
};

// "writing, 12 tokens", "40 tokens, the length limit" …: what a column is doing, or why it ended.
QString columnStateText(const CompareRuns& runs, std::size_t column);

} // namespace logitscope
