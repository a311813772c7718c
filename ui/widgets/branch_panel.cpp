#include "ui/widgets/branch_panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/branch_compare_dialog.h"
#include "ui/widgets/branch_tree_model.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/format.h"
#include "ui/widgets/probability_tree_model.h"
#include "ui/widgets/table_actions.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSpinBox>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

namespace {

void setUpTree(QTreeView& view, QAbstractItemModel& model, const QString& name) {
    view.setModel(&model);
    view.setAccessibleName(name);
    view.setUniformRowHeights(true);
    view.setAllColumnsShowFocus(true);
    view.setExpandsOnDoubleClick(false);
    view.setTextElideMode(Qt::ElideRight);
    QHeaderView& header = *view.header();
    header.setStretchLastSection(false);
    header.setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < model.columnCount(); ++column) {
        header.setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    header.setMinimumSectionSize(Theme::instance().grid(4));
    // What is new is seen.
    QObject::connect(&model, &QAbstractItemModel::rowsInserted, &view,
                     [&view](const QModelIndex& parent) { view.expand(parent); });
    QObject::connect(&model, &QAbstractItemModel::modelReset, &view, &QTreeView::expandAll);
    view.expandAll();
}

} // namespace

BranchPanel::BranchPanel(Workbench& bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_tree(new BranchTreeModel(bench, this)),
      m_likely(new ProbabilityTreeModel(this)), m_branches(new QTreeView(this)), m_continuations(new QTreeView(this)),
      m_compare(new QPushButton(tr("Compare"), this)), m_rename(new QPushButton(tr("Rename"), this)),
      m_delete(new QPushButton(tr("Delete"), this)), m_grow(new QPushButton(this)), m_depth(new QSpinBox(this)),
      m_width(new QSpinBox(this)), m_mass(new QDoubleSpinBox(this)), m_state(new QLabel(this)) {
    auto* column = new QVBoxLayout(this);
    column->addWidget(buildBranches(), 3);
    column->addWidget(buildContinuations(), 2);
    connect(&Theme::instance(), &Theme::changed, this, &BranchPanel::restyle);
    connect(&bench, &Workbench::documentChanged, this, &BranchPanel::showCurrent);
    connect(m_tree, &QAbstractItemModel::rowsInserted, this, &BranchPanel::showCurrent); // its first tokens have come
    connect(&bench, &Workbench::treeGrown, this, [this](const std::vector<TreeNode>& children) {
        m_likely->append(children);
        showGrowth();
    });
    connect(&bench, &Workbench::treeFinished, this, &BranchPanel::showGrowth);
    restyle();
    showCurrent();
    showGrowth();
}

QWidget* BranchPanel::buildBranches() {
    auto* part = new QWidget(this);
    setUpTree(*m_branches, *m_tree, tr("Branches"));
    addTableActions(
        *m_branches, [this] { return m_tree->table(); }, QStringLiteral("branches"));
    m_branches->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_branches->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_compare->setToolTip(
        tr("Two branches side by side: the two that are selected, or the selected one and the text on "
           "screen."));
    m_rename->setToolTip(tr("Give the branch a name of your own (F2)."));
    m_delete->setToolTip(tr("Delete the selected branches (Del); their own branches stay, and undo brings them back."));
    auto* buttons = new QHBoxLayout;
    for (QPushButton* button : {m_compare, m_rename, m_delete}) {
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(new Caption(tr("Branches"), part));
    column->addWidget(m_branches, 1);
    column->addLayout(buttons);

    connect(m_branches->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (const auto run = m_tree->runAt(current); run && !m_following) {
                    m_bench.showBranch(*run);
                }
            });
    connect(m_compare, &QPushButton::clicked, this, &BranchPanel::compareSelected);
    connect(m_delete, &QPushButton::clicked, this, &BranchPanel::deleteSelected);
    connect(m_rename, &QPushButton::clicked, this, [this] {
        const QModelIndex current = m_branches->currentIndex();
        if (current.isValid()) {
            m_branches->edit(current.siblingAtColumn(BranchTreeModel::Name));
        }
    });
    auto* remove = new QShortcut(QKeySequence::Delete, m_branches);
    remove->setContext(Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, this, &BranchPanel::deleteSelected);
    return part;
}

QWidget* BranchPanel::buildContinuations() {
    auto* part = new QWidget(this);
    setUpTree(*m_continuations, *m_likely, tr("Most probable continuations"));
    addTableActions(
        *m_continuations, [this] { return m_likely->table(); }, QStringLiteral("continuations"));
    m_depth->setRange(1, 32);
    m_depth->setValue(4);
    m_depth->setPrefix(tr("depth "));
    m_depth->setToolTip(tr("How many tokens ahead."));
    m_width->setRange(1, 50);
    m_width->setValue(4);
    m_width->setPrefix(tr("width "));
    m_width->setToolTip(tr("How many tokens at most follow one."));
    m_mass->setRange(0.05, 1.0);
    m_mass->setSingleStep(0.05);
    m_mass->setValue(0.9);
    m_mass->setPrefix(tr("mass "));
    m_mass->setToolTip(tr("Tokens are listed until together they hold this share of the probability."));
    m_depth->setAccessibleName(tr("Depth"));
    m_width->setAccessibleName(tr("Width"));
    m_mass->setAccessibleName(tr("Mass"));
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Continuations"), part));
    header->addStretch(1);
    header->addWidget(m_grow);
    auto* limits = new QHBoxLayout;
    limits->addWidget(m_depth, 1);
    limits->addWidget(m_width, 1);
    limits->addWidget(m_mass, 1);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addLayout(limits);
    column->addWidget(m_state);
    column->addWidget(m_continuations, 1);
    connect(m_grow, &QPushButton::clicked, this, &BranchPanel::grow);
    connect(m_continuations, &QTreeView::activated, this, &BranchPanel::takePath);
    return part;
}

void BranchPanel::restyle() {
    const Theme& theme = Theme::instance();
    const int edge = theme.grid(1.5);
    layout()->setContentsMargins(edge, theme.grid(1), edge, theme.grid(1));
    layout()->setSpacing(theme.grid(1.5));
    for (int i = 0; i < layout()->count(); ++i) {
        layout()->itemAt(i)->widget()->layout()->setSpacing(theme.grid(0.75));
    }
    for (QTreeView* view : {m_branches, m_continuations}) {
        view->setFont(theme.font(TextSize::Small));
        view->header()->setFont(theme.font(TextSize::Small));
        view->setIndentation(theme.grid(1.25));
    }
    for (QWidget* small :
         std::initializer_list<QWidget*>{m_compare, m_rename, m_delete, m_grow, m_depth, m_width, m_mass, m_state}) {
        small->setFont(theme.font(TextSize::Small));
    }
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_state->setPalette(muted);
    setMinimumWidth(theme.grid(42));
    QPalette ground = palette();
    ground.setColor(QPalette::Window, theme.tokens().surface);
    setPalette(ground);
    setAutoFillBackground(true);
}

// --- branches

void BranchPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    showCurrent();
}

void BranchPanel::showCurrent() {
    const auto shown = m_bench.document().run;
    const QModelIndex index = shown ? m_tree->indexOf(*shown) : QModelIndex();
    if (isVisible() && index.isValid() && m_tree->runAt(m_branches->currentIndex()) != shown) {
        m_following = true;
        m_branches->setCurrentIndex(index);
        m_following = false;
    }
    m_branches->viewport()->update();
    const bool any = shown.has_value();
    for (QPushButton* button : {m_compare, m_rename, m_delete}) {
        button->setEnabled(any);
    }
    m_grow->setEnabled(any || m_bench.growing());
}

std::vector<RunId> BranchPanel::selectedRuns() const {
    std::vector<RunId> runs;
    for (const QModelIndex& index : m_branches->selectionModel()->selectedRows()) {
        runs.push_back(*m_tree->runAt(index));
    }
    return runs;
}

void BranchPanel::compareSelected() {
    std::vector<RunId> runs = selectedRuns();
    if (runs.size() == 1 && m_bench.document().run && *m_bench.document().run != runs.front()) {
        runs.push_back(*m_bench.document().run);
    }
    if (runs.size() == 1) {
        // The text on screen alone: with what it branched from.
        const QModelIndex above = m_tree->indexOf(runs.front()).parent();
        if (above.isValid()) {
            runs.insert(runs.begin(), *m_tree->runAt(above));
        }
    }
    const Run* left = runs.size() == 2 ? m_bench.runs().find(runs[0]) : nullptr;
    const Run* right = runs.size() == 2 ? m_bench.runs().find(runs[1]) : nullptr;
    if (!left || !right) {
        m_state->setText(tr("Select two branches to compare (Ctrl+click)."));
        return;
    }
    const auto name = [this](RunId run) { return m_tree->data(m_tree->indexOf(run)).toString(); };
    auto* dialog = new BranchCompareDialog(*left, name(left->id), *right, name(right->id), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void BranchPanel::deleteSelected() {
    for (const RunId run : selectedRuns()) {
        m_bench.deleteBranch(run);
    }
}

// --- continuations

void BranchPanel::grow() {
    if (m_bench.growing()) {
        m_bench.cancelTree();
        return;
    }
    const Run* run = m_bench.run();
    if (!run || run->live()) {
        m_state->setText(tr("Wait until the text is written, or stop it (Esc)."));
        return;
    }
    m_grownRun = run->id;
    m_grownAt = std::max<std::size_t>(1, m_bench.focus().position());
    m_likely->clear(run->model->tokenizer);
    m_bench.growTree(m_grownAt, {.depth = m_depth->value(), .width = m_width->value(), .mass = m_mass->value()});
    showGrowth();
}

void BranchPanel::showGrowth(const QString& problem) {
    const bool growing = m_bench.growing();
    m_grow->setText(growing ? tr("Stop") : tr("Grow from here"));
    m_grow->setToolTip(growing ? tr("What is there stays.")
                               : tr("What may follow the tokens before the focused place, the most probable paths "
                                    "first; probabilities of the model itself (raw)."));
    if (!problem.isEmpty()) {
        m_state->setText(problem);
    } else if (m_grownRun) {
        const QString place = countText(static_cast<qint64>(m_grownAt));
        const QString count = countText(static_cast<qint64>(m_likely->size()));
        m_state->setText(growing ? tr("place %1: %2 so far …").arg(place, count)
                                 : tr("place %1: %2 continuations").arg(place, count));
    }
}

void BranchPanel::takePath(const QModelIndex& index) {
    const std::vector<TokenId> path = m_likely->pathTo(index);
    if (path.empty() || !m_grownRun) {
        return;
    }
    if (m_bench.document().run != m_grownRun) {
        m_bench.showBranch(*m_grownRun);
    }
    if (const Status status = m_bench.insertTokens(m_grownAt, path); !status) {
        m_state->setText(QString::fromStdString(status.error().message));
    }
}

} // namespace logitscope
