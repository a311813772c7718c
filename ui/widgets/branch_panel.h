// Every branch of the session as a tree to choose from, and below it the most probable continuations of the focused
// place. GUI thread; does no work while hidden.
#pragma once

#include "ui/bridge/workbench.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;
class QDoubleSpinBox;
class QTreeView;

namespace logitscope {

class BranchTreeModel;
class ProbabilityTreeModel;

class BranchPanel : public QWidget {
    Q_OBJECT

public:
    explicit BranchPanel(Workbench& bench, QWidget* parent = nullptr);

    QTreeView& branches() const { return *m_branches; }
    QTreeView& continuations() const { return *m_continuations; }

    void compareSelected(); // the two that are selected, or the one with what is on screen
    void deleteSelected();
    void grow(); // from the focused place, or stops it

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildBranches();
    QWidget* buildContinuations();
    std::vector<RunId> selectedRuns() const;
    void showCurrent();
    void showGrowth(const QString& problem = {});
    void takePath(const QModelIndex& index);
    void restyle();

    Workbench& m_bench;
    BranchTreeModel* m_tree;
    ProbabilityTreeModel* m_likely;
    QTreeView* m_branches;
    QTreeView* m_continuations;
    QPushButton* m_compare;
    QPushButton* m_rename;
    QPushButton* m_delete;
    QPushButton* m_grow;
    QSpinBox* m_depth;
    QSpinBox* m_width;
    QDoubleSpinBox* m_mass;
    QLabel* m_state;
    std::optional<RunId> m_grownRun; // that the continuations follow, at m_grownAt
    std::size_t m_grownAt = 0;
    bool m_following = false; // the selection is being set, not by the user
};

} // namespace logitscope
