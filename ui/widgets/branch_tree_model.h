// The runs of the session as a tree: which branched from which, how long each is and how probable.
//
// Reads the Workbench (runs, names, what is deleted) and follows it: new branches are inserted, figures change in
// place. Branches of a deleted run stand under what that run branched from. GUI thread.
#pragma once

#include "ui/bridge/workbench.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractItemModel>

#include <memory>
#include <optional>
#include <vector>

namespace logitscope {

class BranchTreeModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, Tokens, LogProbability, MeanLogProbability, columns };
    enum Role { RunRole = Qt::UserRole }; // numberOf(RunId)

    explicit BranchTreeModel(Workbench& bench, QObject* parent = nullptr);
    ~BranchTreeModel() override;

    std::optional<RunId> runAt(const QModelIndex& index) const;
    QModelIndex indexOf(RunId run, int column = Name) const; // invalid for one that is not there
    PlotTable table() const; // every branch with its figures as numbers, in the order they were begun

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override; // the name
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Node {
        RunId run{};
        Node* parent = nullptr;
        int row = 0;
        std::vector<std::unique_ptr<Node>> children;
        Run::Score score;
        std::size_t scoredTokens = 0; // run.tokens.size() when the score was summed
    };

    void follow(); // the Workbench changed
    void showChange(RunId run);
    void rebuild();
    Node* find(RunId run) const;
    void add(Node& parent, RunId run);
    void sum(Node& node);
    QVariant figure(const Node& node, int column) const;

    Workbench& m_bench;
    std::unique_ptr<Node> m_root;
    std::vector<std::pair<RunId, std::optional<RunId>>> m_shown; // with their parents, in the order they were begun
    QMap<RunId, QString> m_names;
};

// What a branch is called when it has no name: the beginning of its prompt, or where and with what it branched.
QString branchLabel(const Run& run);

} // namespace logitscope
