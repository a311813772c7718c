// The most probable continuations as they grow. GUI thread.
#pragma once

#include "core/decoding/probability_tree.h"
#include "core/text/tokenizer.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace logitscope {

class ProbabilityTreeModel final : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Token, Probability, PathProbability, PathLogProbability, columns };

    using QAbstractItemModel::QAbstractItemModel;

    void clear(std::shared_ptr<const Tokenizer> tokenizer); // may be null
    void append(const std::vector<TreeNode>& nodes);        // in the order of their indices
    PlotTable table() const;                                // every node with its path and its figures as numbers
    std::size_t size() const { return m_nodes.size(); }
    // The tokens from the text to the node.
    std::vector<TokenId> pathTo(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Node {
        TreeNode value;
        int row = 0;
        std::vector<int> children;
    };

    QModelIndex indexOfNode(int node, int column = Token) const;
    const std::vector<int>& childrenOf(const QModelIndex& parent) const;

    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<Node> m_nodes;
    std::vector<int> m_roots;
};

} // namespace logitscope
