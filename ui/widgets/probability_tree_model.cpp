#include "ui/widgets/probability_tree_model.h"

#include "ui/widgets/bar_list.h"
#include "ui/widgets/format.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

void ProbabilityTreeModel::clear(std::shared_ptr<const Tokenizer> tokenizer) {
    beginResetModel();
    m_tokenizer = std::move(tokenizer);
    m_nodes.clear();
    m_roots.clear();
    endResetModel();
}

void ProbabilityTreeModel::append(const std::vector<TreeNode>& nodes) {
    for (auto first = nodes.begin(); first != nodes.end();) {
        // Siblings come together.
        const auto end =
            std::find_if(first, nodes.end(), [&](const TreeNode& one) { return one.parent != first->parent; });
        const int parent = first->parent;
        const auto before = static_cast<int>(childrenOf(indexOfNode(parent)).size());
        beginInsertRows(indexOfNode(parent), before, before + static_cast<int>(end - first) - 1);
        for (; first != end; ++first) {
            const auto number = static_cast<int>(m_nodes.size());
            std::vector<int>& siblings = parent < 0 ? m_roots : m_nodes[static_cast<std::size_t>(parent)].children;
            const auto row = static_cast<int>(siblings.size());
            siblings.push_back(number);
            m_nodes.push_back({*first, row, {}});
        }
        endInsertRows();
    }
}

std::vector<TokenId> ProbabilityTreeModel::pathTo(const QModelIndex& index) const {
    std::vector<TokenId> path;
    for (QModelIndex at = index; at.isValid(); at = at.parent()) {
        path.insert(path.begin(), m_nodes[at.internalId()].value.token);
    }
    return path;
}

PlotTable ProbabilityTreeModel::table() const {
    PlotTable table{
        tr("Most probable continuations"),
        {tr("path"), QStringLiteral("id"), tr("depth"), tr("rank"), tr("probability"), tr("path log p (nats)")},
        {}};
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        QString path;
        for (const TokenId token : pathTo(indexOfNode(static_cast<int>(i)))) {
            path += tokenLabel(m_tokenizer.get(), token);
        }
        const TreeNode& node = m_nodes[i].value;
        table.rows.push_back(
            {path, numberOf(node.token), node.depth, node.rank, node.probability, node.pathLogProbability});
    }
    return table;
}

QModelIndex ProbabilityTreeModel::indexOfNode(int node, int column) const {
    return node < 0 ? QModelIndex()
                    : createIndex(m_nodes[static_cast<std::size_t>(node)].row, column, static_cast<quintptr>(node));
}

const std::vector<int>& ProbabilityTreeModel::childrenOf(const QModelIndex& parent) const {
    return parent.isValid() ? m_nodes[parent.internalId()].children : m_roots;
}

QModelIndex ProbabilityTreeModel::index(int row, int column, const QModelIndex& parent) const {
    return hasIndex(row, column, parent) ? indexOfNode(childrenOf(parent)[static_cast<std::size_t>(row)], column)
                                         : QModelIndex();
}

QModelIndex ProbabilityTreeModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOfNode(m_nodes[child.internalId()].value.parent) : QModelIndex();
}

int ProbabilityTreeModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(childrenOf(parent).size());
}

int ProbabilityTreeModel::columnCount(const QModelIndex&) const { return columns; }

QVariant ProbabilityTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const TreeNode& node = m_nodes[index.internalId()].value;
    if (role == Qt::TextAlignmentRole && index.column() != Token) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        return tr("Rank %1 at its place. Double-click or Enter takes it, with what leads to it, as a branch.")
            .arg(node.rank);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Token:
        return tokenLabel(m_tokenizer.get(), node.token);
    case Probability:
        return percentText(node.probability);
    case PathProbability:
        return percentText(std::exp(node.pathLogProbability));
    case PathLogProbability:
        return logitText(node.pathLogProbability);
    default:
        return {};
    }
}

QVariant ProbabilityTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case Token:
        return tip ? tr("What the text may go on with, the most probable first.") : tr("Token");
    case Probability:
        return tip ? tr("Of the token after what stands before it, under the model itself (raw).") : tr("p");
    case PathProbability:
        return tip ? tr("Of the whole path from the text to this token: the product.") : tr("path p");
    case PathLogProbability:
        return tip ? tr("The same as its logarithm: the sum.") : tr("log p, nats");
    default:
        return {};
    }
}

} // namespace logitscope
