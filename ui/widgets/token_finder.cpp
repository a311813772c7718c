#include "ui/widgets/token_finder.h"

#include "ui/theme/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/token_table.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace logitscope {

namespace {

// A vocabulary is searched at most this often while somebody types.
constexpr int typingMilliseconds = 120;

} // namespace

TokenFinder::TokenFinder(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_view(new QTableView(this)), m_status(new QLabel(this)),
      m_table(new TokenTable(this)) {
    m_edit->setPlaceholderText(tr("Why not this token? Type its text"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setAccessibleName(tr("Why not this token?"));
    m_edit->setToolTip(
        tr("Finds tokens by their text and says which stage cut each, with rank, logit and probability."));
    m_view->setModel(m_table);
    m_view->setAccessibleName(tr("Matching tokens"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->hide();
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_edit);
    column->addWidget(m_view, 1);
    column->addWidget(m_status);
    setFocusProxy(m_edit);

    auto* pause = new QTimer(this);
    pause->setSingleShot(true);
    pause->setInterval(typingMilliseconds);
    connect(pause, &QTimer::timeout, this, [this] { emit queryChanged(query()); });
    connect(m_edit, &QLineEdit::textChanged, this, [this, pause](const QString& text) {
        if (text.isEmpty()) {
            pause->stop();
            m_pointedQuery.clear();
            m_table->setRows({});
            showParts();
            emit queryChanged({});
        } else {
            pause->start();
        }
    });
    connect(m_view, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit tokenChosen(m_table->row(index.row()).token); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        if (index.isValid()) {
            emit tokenPointed(m_table->row(index.row()).token);
        }
    });
    connect(&Theme::instance(), &Theme::changed, this, &TokenFinder::restyle);
    restyle();
}

QString TokenFinder::query() const { return m_edit->text(); }

void TokenFinder::setMatches(std::vector<BarRow> rows, qint64 total) {
    if (query().isEmpty()) {
        return; // the answer to a question that is gone
    }
    const auto shown = static_cast<qint64>(rows.size());
    m_table->setRows(std::move(rows));
    if (query() != m_pointedQuery) {
        m_pointedQuery = query();
        if (m_table->rowCount() > 0) {
            emit tokenPointed(m_table->row(0).token);
        }
    }
    m_view->resizeColumnsToContents();
    m_status->setText(total == 0 ? tr("No token of the vocabulary contains “%1”. A longer text is made of several "
                                      "tokens: try its beginning.")
                                       .arg(query())
                      : total > shown
                          ? tr("The %1 most probable of %2 matching tokens.").arg(countText(shown), countText(total))
                          : QString());
    showParts();
}

void TokenFinder::clear() { m_edit->clear(); }

void TokenFinder::showParts() {
    const bool asked = !query().isEmpty();
    m_view->setVisible(asked && m_table->rowCount() > 0);
    m_status->setVisible(asked && !m_status->text().isEmpty());
}

void TokenFinder::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_view->verticalHeader()->setMinimumSectionSize(theme.grid(2)); // before the size, which it bounds
    m_view->verticalHeader()->setDefaultSectionSize(theme.grid(3));
    m_view->setIconSize(QSize(theme.grid(1.25), theme.grid(1.25)));
    m_view->horizontalHeader()->setFont(theme.font(TextSize::Small));
    m_status->setFont(theme.font(TextSize::Small));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_status->setPalette(muted);
    m_view->resizeColumnsToContents();
}

} // namespace logitscope
