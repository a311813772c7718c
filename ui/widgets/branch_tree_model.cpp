#include "ui/widgets/branch_tree_model.h"

#include "ui/bridge/saved_runs.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bar_list.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFont>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

constexpr qsizetype labelLetters = 48;

using Shown = std::vector<std::pair<RunId, std::optional<RunId>>>;

Shown shownRuns(const Workbench& bench) {
    Shown shown;
    for (const auto& [id, run] : bench.runs().all()) {
        if (!bench.document().isDeleted(id) && !run.tokens.empty()) {
            const auto above = SessionSnapshot::ancestorOf(bench.runs(), bench.document(), run);
            shown.emplace_back(id, above ? std::optional(above->run) : std::nullopt);
        }
    }
    return shown;
}

} // namespace

QString branchLabel(const Run& run) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("logitscope", text); };
    const std::size_t place = run.branchedAt;
    if (!run.parent) {
        const QString prompt = run.settings.prompt.simplified();
        return prompt.size() > labelLetters ? prompt.left(labelLetters - 1) + QChar(0x2026) : prompt;
    }
    if (place >= run.tokens.size()) {
        return tr("from place %1").arg(countText(static_cast<qint64>(place)));
    }
    const RunToken& token = run.tokens[place];
    const QString label = tokenLabel(run.model->tokenizer.get(), token.token);
    return (token.origin == TokenOrigin::Chosen ? tr("place %1: \u201c%2\u201d by hand")
                                                : tr("place %1: \u201c%2\u201d drawn again"))
        .arg(countText(static_cast<qint64>(place)), label);
}

BranchTreeModel::BranchTreeModel(Workbench& bench, QObject* parent)
    : QAbstractItemModel(parent), m_bench(bench), m_root(std::make_unique<Node>()) {
    connect(&bench, &Workbench::documentChanged, this, &BranchTreeModel::follow);
    for (const auto changed : {&RunStore::runChanged}) {
        connect(&bench.runs(), changed, this, &BranchTreeModel::showChange);
    }
    connect(&bench.runs(), &RunStore::tokensAppended, this, &BranchTreeModel::showChange);
    connect(&bench.runs(), &RunStore::tokensScored, this, [this](RunId run) {
        if (Node* node = find(run)) {
            node->scoredTokens = 0;
            showChange(run);
        }
    });
    rebuild();
}

BranchTreeModel::~BranchTreeModel() = default;

// --- the tree

void BranchTreeModel::follow() {
    const Shown now = shownRuns(m_bench);
    const bool grown = now.size() >= m_shown.size() && std::equal(m_shown.begin(), m_shown.end(), now.begin());
    if (!grown) {
        rebuild();
        return;
    }
    for (std::size_t i = m_shown.size(); i < now.size(); ++i) {
        const auto& [run, above] = now[i];
        Node* parent = above ? find(*above) : m_root.get();
        const int row = static_cast<int>(parent->children.size());
        beginInsertRows(parent == m_root.get() ? QModelIndex() : indexOf(*above), row, row);
        add(*parent, run);
        endInsertRows();
    }
    m_shown = now;
    if (m_names != m_bench.document().names) {
        m_names = m_bench.document().names;
        for (const auto& [run, above] : m_shown) {
            emit dataChanged(indexOf(run), indexOf(run));
        }
    }
}

void BranchTreeModel::rebuild() {
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_shown = shownRuns(m_bench);
    m_names = m_bench.document().names;
    for (const auto& [run, above] : m_shown) {
        add(above ? *find(*above) : *m_root, run);
    }
    endResetModel();
}

void BranchTreeModel::add(Node& parent, RunId run) {
    auto node = std::make_unique<Node>();
    node->run = run;
    node->parent = &parent;
    node->row = static_cast<int>(parent.children.size());
    sum(*node);
    parent.children.push_back(std::move(node));
}

void BranchTreeModel::sum(Node& node) {
    const Run* run = m_bench.runs().find(node.run);
    if (run && run->tokens.size() != node.scoredTokens) {
        node.score = run->score();
        node.scoredTokens = run->tokens.size();
    }
}

void BranchTreeModel::showChange(RunId run) {
    Node* node = find(run);
    if (!node) {
        follow(); // its first tokens have come
        return;
    }
    sum(*node);
    emit dataChanged(indexOf(run), indexOf(run, columns - 1));
}

BranchTreeModel::Node* BranchTreeModel::find(RunId run) const {
    std::vector<Node*> open{m_root.get()};
    while (!open.empty()) {
        Node* node = open.back();
        open.pop_back();
        for (const auto& child : node->children) {
            if (child->run == run) {
                return child.get();
            }
            open.push_back(child.get());
        }
    }
    return nullptr;
}

std::optional<RunId> BranchTreeModel::runAt(const QModelIndex& index) const {
    return index.isValid() ? std::optional(static_cast<Node*>(index.internalPointer())->run) : std::nullopt;
}

QModelIndex BranchTreeModel::indexOf(RunId run, int column) const {
    Node* node = find(run);
    return node ? createIndex(node->row, column, node) : QModelIndex();
}

PlotTable BranchTreeModel::table() const {
    PlotTable table{tr("Branches"),
                    {tr("number"), tr("branch of"), tr("at place"), tr("name"), tr("tokens"), tr("log p (nats)"),
                     tr("log p per token (nats)")},
                    {}};
    for (const auto& [id, above] : m_shown) {
        const Run& run = *m_bench.runs().find(id);
        const Run::Score score = run.score();
        const bool scored = score.tokens > 0;
        table.rows.push_back(
            {numberOf(id), above ? QVariant(numberOf(*above)) : QVariant(),
             above ? QVariant(static_cast<qulonglong>(run.branchedAt)) : QVariant(), indexOf(id).data(),
             static_cast<qulonglong>(run.tokens.size() - run.promptLength()),
             scored ? QVariant(score.logProbability) : QVariant(),
             scored ? QVariant(score.logProbability / static_cast<double>(score.tokens)) : QVariant()});
    }
    return table;
}

QModelIndex BranchTreeModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const Node* above = parent.isValid() ? static_cast<Node*>(parent.internalPointer()) : m_root.get();
    return createIndex(row, column, above->children[static_cast<std::size_t>(row)].get());
}

QModelIndex BranchTreeModel::parent(const QModelIndex& child) const {
    if (!child.isValid()) {
        return {};
    }
    Node* above = static_cast<Node*>(child.internalPointer())->parent;
    return above == m_root.get() ? QModelIndex() : createIndex(above->row, 0, above);
}

int BranchTreeModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0) {
        return 0;
    }
    const Node* above = parent.isValid() ? static_cast<Node*>(parent.internalPointer()) : m_root.get();
    return static_cast<int>(above->children.size());
}

int BranchTreeModel::columnCount(const QModelIndex&) const { return columns; }

// --- the figures

QVariant BranchTreeModel::figure(const Node& node, int column) const {
    const Run* run = m_bench.runs().find(node.run);
    if (!run) {
        return {};
    }
    const auto count = static_cast<double>(node.score.tokens);
    switch (column) {
    case Name: {
        const QString name = m_bench.document().names.value(node.run);
        return name.isEmpty() ? branchLabel(*run) : name;
    }
    case Tokens:
        return countText(static_cast<qint64>(run->tokens.size() - run->promptLength()));
    case LogProbability:
        return node.score.tokens > 0 ? logitText(node.score.logProbability) : QString(QChar(0x2014));
    case MeanLogProbability:
        return node.score.tokens > 0 ? logitText(node.score.logProbability / count) : QString(QChar(0x2014));
    default:
        return {};
    }
}

QVariant BranchTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Node& node = *static_cast<Node*>(index.internalPointer());
    switch (role) {
    case Qt::DisplayRole:
        return figure(node, index.column());
    case Qt::EditRole:
        return index.column() == Name ? QVariant(m_bench.document().names.value(node.run)) : QVariant();
    case Qt::ToolTipRole: {
        const QString shown = figure(node, Name).toString();
        return node.score.tokens > 0 ? tr("%1: probability %2 under the model itself (raw), after the prompt")
                                           .arg(shown, percentText(std::exp(node.score.logProbability)))
                                     : shown;
    }
    case Qt::TextAlignmentRole:
        return index.column() == Name ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole:
        if (m_bench.document().run == node.run) {
            QFont font = Theme::instance().font(TextSize::Small);
            font.setBold(true);
            return font;
        }
        return {};
    case RunRole:
        return numberOf(node.run);
    default:
        return {};
    }
}

bool BranchTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const auto run = runAt(index);
    if (!run || role != Qt::EditRole || index.column() != Name) {
        return false;
    }
    m_bench.renameBranch(*run, value.toString().simplified());
    return true;
}

QVariant BranchTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case Name:
        return tip ? tr("A run from the prompt, or where it branched from the one above it.") : tr("Branch");
    case Tokens:
        return tip ? tr("Tokens after the prompt.") : tr("Tokens");
    case LogProbability:
        return tip ? tr("The path's log-probability: the sum over its tokens, under the model itself (raw).")
                   : tr("log p, nats");
    case MeanLogProbability:
        return tip ? tr("The same per token, in nats.") : tr("mean");
    default:
        return {};
    }
}

Qt::ItemFlags BranchTreeModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const Qt::ItemFlags usual = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.column() == Name ? usual | Qt::ItemIsEditable : usual;
}

} // namespace logitscope
