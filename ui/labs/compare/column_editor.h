// What a column is, edited in a window of its own beside the lab: name, model, prompt, chain. Every change counts at
// once. GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace logitscope {

class ChainPanel;

class ColumnEditor : public QDialog {
    Q_OBJECT

public:
    // Deletes itself when it is closed, or when its column is gone.
    ColumnEditor(CompareRuns& runs, Workbench& bench, int columnId, QWidget* parent = nullptr);

private:
    void showColumn();
    void change();
    std::optional<std::size_t> column() const;

    CompareRuns& m_runs;
    Workbench& m_bench;
    int m_id;
    bool m_showing = false;
    QLineEdit* m_name;
    QComboBox* m_model;
    QCheckBox* m_ownPrompt;
    QPlainTextEdit* m_prompt;
    QCheckBox* m_ownChain;
    ChainPanel* m_chain;
};

} // namespace logitscope
