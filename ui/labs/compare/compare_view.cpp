#include "ui/labs/compare/compare_view.h"

#include "ui/labs/compare/column_card.h"
#include "ui/labs/compare/column_editor.h"
#include "ui/labs/compare/figures_table.h"
#include "ui/labs/compare/place_panel.h"
#include "ui/labs/compare/quality_plot.h"
#include "ui/labs/compare/steps_table.h"
#include "ui/labs/compare/sweep_panel.h"
#include "ui/labs/compare/texts_html.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_actions.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>

namespace logitscope {

namespace {

// Between two pictures of the texts and their figures while they are written.
constexpr int readingMilliseconds = 250;

} // namespace

CompareView::CompareView(Workbench& bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_runs(new CompareRuns(bench, this)), m_steps(new StepsTable(*m_runs, this)),
      m_figures(new FiguresTable(*m_runs, this)) {
    auto* splitter = new QSplitter(this);
    splitter->setObjectName(QStringLiteral("compare"));
    QWidget* settings = buildSettings();
    splitter->addWidget(buildTexts());
    splitter->addWidget(buildDetails());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto* cards = new QWidget(this);
    m_cardRow = new QHBoxLayout(cards);
    m_cardRow->setContentsMargins(0, 0, 0, 0);
    auto* column = new QVBoxLayout(this);
    column->addWidget(settings);
    column->addWidget(m_problem);
    column->addWidget(cards);
    column->addWidget(splitter, 1);
    m_frame.setSingleShot(true);
    m_workers.setMaxThreadCount(1);
    connectParts();
    restyle();
    showColumns();
    showState();
    showSecondModel();
}

QWidget* CompareView::buildSettings() {
    auto* bar = new QWidget(this);
    m_dice = new QComboBox(bar);
    m_dice->setObjectName(QStringLiteral("dice"));
    m_dice->setAccessibleName(tr("Random numbers of the columns"));
    m_dice->addItem(tr("same dice"));
    m_dice->addItem(tr("own seeds"));
    m_dice->setToolTip(tr("Same dice: at each step all columns use the same random number, so only settings make a "
                          "difference. Own seeds: seed, seed + 1, …"));
    m_pace = new QComboBox(bar);
    m_pace->setObjectName(QStringLiteral("pace"));
    m_pace->setAccessibleName(tr("How the columns advance"));
    m_pace->addItem(tr("together"));
    m_pace->addItem(tr("one by one"));
    m_pace->setToolTip(
        tr("Together: all columns advance token by token as one batch. One by one: each column runs to its "
           "end before the next, so its speed is its own."));
    m_repeats = new QSpinBox(bar);
    m_repeats->setObjectName(QStringLiteral("repeats"));
    m_repeats->setAccessibleName(tr("Texts per column"));
    m_repeats->setRange(1, mostRepeats);
    m_repeats->setSuffix(tr(" × each"));
    m_repeats->setToolTip(
        tr("With more than one, each column writes so many texts with different random numbers, and its "
           "figures become means with their 95 % intervals."));
    m_second = new QToolButton(bar);
    m_second->setObjectName(QStringLiteral("second_model"));
    m_second->setPopupMode(QToolButton::InstantPopup);
    m_second->setMenu(new QMenu(m_second));
    m_add = new QToolButton(bar);
    m_add->setObjectName(QStringLiteral("add_column"));
    m_add->setText(tr("+ Column"));
    m_state = new QLabel(bar);
    m_state->setObjectName(QStringLiteral("compare_state"));
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("compare_problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setAutoFillBackground(true);
    m_problem->hide();
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_dice);
    row->addWidget(m_pace);
    row->addWidget(m_repeats);
    row->addWidget(m_second);
    row->addStretch(1);
    row->addWidget(m_state);
    row->addWidget(m_add);
    return bar;
}

QWidget* CompareView::buildTexts() {
    m_texts = new QStackedWidget(this);
    m_empty = new QLabel(m_texts);
    m_empty->setObjectName(QStringLiteral("compare_empty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_table = new QTableView(m_texts);
    m_table->setObjectName(QStringLiteral("steps"));
    m_table->setAccessibleName(tr("Texts of the columns, a row for each step"));
    m_table->setModel(m_steps);
    m_table->setMouseTracking(true);
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(1);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignVCenter | Qt::AlignRight);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignVCenter | Qt::AlignLeft);
    m_table->setTabKeyNavigation(false);
    addTableActions(
        *m_table, [this] { return m_steps->table(); }, QStringLiteral("compare"));
    m_texts->addWidget(m_empty);
    m_texts->addWidget(m_table);
    return m_texts;
}

QTabWidget* CompareView::buildDetails() {
    m_details = new QTabWidget(this);
    m_details->setObjectName(QStringLiteral("details"));
    m_details->setDocumentMode(true);
    m_place = new PlacePanel(m_details);
    m_figuresView = new QTableView(m_details);
    m_figuresView->setObjectName(QStringLiteral("figures"));
    m_figuresView->setAccessibleName(tr("Figures of the columns"));
    m_figuresView->setModel(m_figures);
    m_figuresView->setShowGrid(false);
    m_figuresView->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_figuresView->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_figuresView->setTabKeyNavigation(false);
    addTableActions(
        *m_figuresView, [this] { return m_figures->table(); }, QStringLiteral("figures"));

    auto* plot = new QWidget(m_details);
    m_quality = new QualityPlot(plot);
    m_diversity = new QComboBox(plot);
    m_diversity->setObjectName(QStringLiteral("diversity"));
    m_diversity->setAccessibleName(tr("Measure of diversity"));
    m_likelihood = new QComboBox(plot);
    m_likelihood->setObjectName(QStringLiteral("quality"));
    m_likelihood->setAccessibleName(tr("Measure of quality"));
    for (const Figure figure : {Figure::Distinct2, Figure::Distinct1, Figure::Distinct3, Figure::SelfBleu,
                                Figure::Repetition, Figure::MeanEntropy}) {
        m_diversity->addItem(wordsOf(figure).name, static_cast<int>(figure));
    }
    for (const Figure figure : {Figure::MeanLogProbability, Figure::Perplexity, Figure::Repetition}) {
        m_likelihood->addItem(wordsOf(figure).name, static_cast<int>(figure));
    }
    auto* axes = new QHBoxLayout;
    axes->addWidget(m_likelihood);
    axes->addWidget(new QLabel(tr("against"), plot));
    axes->addWidget(m_diversity);
    axes->addStretch(1);
    auto* column = new QVBoxLayout(plot);
    column->setContentsMargins(Theme::instance().grid(1), Theme::instance().grid(1), 0, 0);
    column->addLayout(axes);
    column->addWidget(m_quality, 1);
    m_sweep = new SweepPanel(*m_runs, m_bench, m_details);
    m_reading = new QTextBrowser(m_details);
    m_reading->setObjectName(QStringLiteral("texts"));
    m_reading->setAccessibleName(tr("Texts of the columns"));
    m_reading->setFrameShape(QFrame::NoFrame);
    m_details->addTab(m_place, tr("Step"));
    m_details->addTab(m_reading, tr("Texts"));
    m_details->addTab(m_figuresView, tr("Figures"));
    m_details->addTab(plot, tr("Plot"));
    m_details->addTab(m_sweep, tr("Sweep"));
    return m_details;
}

void CompareView::connectParts() {
    connect(m_dice, &QComboBox::activated, this,
            [this](int index) { m_runs->setDice(static_cast<CompareRuns::Dice>(index)); });
    connect(m_pace, &QComboBox::activated, this,
            [this](int index) { m_runs->setPace(static_cast<CompareRuns::Pace>(index)); });
    connect(m_repeats, &QSpinBox::valueChanged, m_runs, &CompareRuns::setRepeats);
    connect(m_add, &QToolButton::clicked, this, &CompareView::addColumn);
    connect(m_second->menu(), &QMenu::aboutToShow, this, [this] {
        QMenu* menu = m_second->menu();
        menu->clear();
        menu->addAction(tr("Open a second model …"), this, &CompareView::openSecondModel);
        SecondModel& second = m_bench.secondModel();
        menu->addAction(second.loading() ? tr("Cancel loading") : tr("Close the second model"), &second,
                        second.loading() ? &SecondModel::cancelLoad : &SecondModel::close)
            ->setEnabled(second.loading() || second.model());
    });
    connect(&m_bench.secondModel(), &SecondModel::changed, this, &CompareView::showSecondModel);
    connect(m_runs, &CompareRuns::columnsChanged, this, &CompareView::invalidate);
    connect(m_runs, &CompareRuns::textsChanged, this, &CompareView::invalidate);
    connect(m_runs, &CompareRuns::stateChanged, this, &CompareView::invalidate);
    connect(m_runs, &CompareRuns::stateChanged, this, &CompareView::busyChanged);
    connect(m_sweep, &SweepPanel::busyChanged, this, &CompareView::busyChanged);
    connect(&m_bench, &Workbench::modelChanged, this, &CompareView::invalidate);
    connect(m_table, &QTableView::entered, this, &CompareView::showPlace);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { showPlace(current); });
    m_table->viewport()->installEventFilter(this);
    connect(m_details, &QTabWidget::currentChanged, this, &CompareView::invalidate);
    connect(m_diversity, &QComboBox::currentIndexChanged, this, &CompareView::showQuality);
    connect(m_likelihood, &QComboBox::currentIndexChanged, this, &CompareView::showQuality);
    connect(&m_frame, &QTimer::timeout, this, &CompareView::refresh);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        restyle();
        invalidate();
    });
}

void CompareView::restyle() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    layout()->setContentsMargins(theme.grid(1.5), theme.grid(1), theme.grid(1.5), theme.grid(1));
    layout()->setSpacing(theme.grid(1));
    m_cardRow->setSpacing(theme.grid(0.75));
    m_repeats->setMinimumWidth(theme.grid(13));
    // On a projector there is room for what is looked at only.
    for (QWidget* part : std::initializer_list<QWidget*>{m_pace, m_second, m_state}) {
        part->setVisible(!theme.isPresentation());
    }
    m_details->setMinimumWidth(theme.grid(40));
    m_table->verticalHeader()->setDefaultSectionSize(theme.grid(3.0));
    m_table->verticalHeader()->setFont(theme.numberFont(TextSize::Small));
    m_table->horizontalHeader()->setFont(theme.font(TextSize::Small));
    m_figuresView->verticalHeader()->setDefaultSectionSize(theme.grid(4.75));
    m_figuresView->verticalHeader()->setFont(theme.font(TextSize::Small));
    m_figuresView->horizontalHeader()->setFont(theme.font(TextSize::Small));
    m_reading->setFont(theme.font(TextSize::Body));
    m_reading->document()->setDocumentMargin(theme.grid(1));
    m_empty->setContentsMargins(theme.grid(3), 0, theme.grid(3), 0);
    for (QWidget* part : std::initializer_list<QWidget*>{m_dice, m_pace, m_repeats, m_second, m_add, m_state, m_problem,
                                                         m_details, m_diversity, m_likelihood}) {
        part->setFont(theme.font(TextSize::Small));
    }
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, tokens.textMuted);
    m_state->setPalette(muted);
    m_empty->setPalette(muted);
    QPalette error = palette();
    error.setColor(QPalette::WindowText, tokens.error);
    error.setColor(QPalette::Window, tokens.errorSoft);
    m_problem->setPalette(error);
    m_problem->setMargin(theme.grid(0.75));
    QPalette ground = palette();
    ground.setColor(QPalette::Window, tokens.ground);
    setPalette(ground);
    setAutoFillBackground(true);
}

// --- commands

void CompareView::run() { m_runs->runAll(); }

void CompareView::step() { m_runs->stepAll(); }

void CompareView::stop() {
    m_runs->stop();
    m_sweep->stop();
}

bool CompareView::isBusy() const {
    return m_runs->state() == CompareRuns::State::Running || m_sweep->sweep().state() == SweepRuns::State::Running;
}

void CompareView::openSecondModel() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a second model"), {},
                                                      tr("Models (*.gguf *.safetensors *.json *.bin);;All files (*)"));
    if (!path.isEmpty()) {
        m_bench.secondModel().open(path);
    }
}

void CompareView::addColumn() {
    // A copy of the last one, to be changed.
    ColumnSettings settings = m_runs->columns().back();
    settings.chain = m_runs->recipeOf(m_runs->columns().size() - 1).chain;
    if (m_runs->addColumn(settings)) {
        editColumn(m_runs->columns().size() - 1);
    }
}

void CompareView::editColumn(std::size_t column) {
    const int id = m_runs->columns().at(column).id;
    const QString name = QStringLiteral("column_editor_%1").arg(id);
    auto* editor = findChild<ColumnEditor*>(name);
    if (!editor) {
        editor = new ColumnEditor(*m_runs, m_bench, id, this);
        editor->setObjectName(name);
    }
    editor->show();
    editor->raise();
    editor->activateWindow();
}

// --- what is seen

void CompareView::invalidate() {
    m_stale = true;
    if (isVisible() && !m_frame.isActive()) {
        const qint64 since = m_sinceRefresh.isValid() ? m_sinceRefresh.elapsed() : EngineHost::frameMilliseconds;
        m_frame.start(static_cast<int>(std::max<qint64>(0, EngineHost::frameMilliseconds - since)));
    }
}

void CompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) {
        invalidate();
    }
}

void CompareView::refreshNow() {
    m_frame.stop();
    refresh();
    if (m_placeWanted) {
        m_place->showPlace(answer(questionAt(m_placeWanted->first, m_placeWanted->second)));
        m_placeWanted.reset();
    }
    while (const auto step = m_steps->nextDivergence()) {
        m_steps->setDivergence(*step, largestDivergence(questionAt(*step, 0)));
    }
}

void CompareView::refresh() {
    m_sinceRefresh.start();
    m_stale = false;
    const int rowsBefore = m_steps->rowCount();
    const bool atEnd = !m_table->currentIndex().isValid();
    m_steps->refresh();
    showColumns();
    showState();
    m_texts->setCurrentWidget(m_steps->rowCount() > 0 ? static_cast<QWidget*>(m_table) : m_empty);
    if (atEnd && m_steps->rowCount() > rowsBefore && m_runs->state() == CompareRuns::State::Running) {
        m_table->scrollToBottom();
    } else if (atEnd && m_followed && m_runs->state() != CompareRuns::State::Running) {
        // At rest it shows where the columns part.
        m_table->scrollTo(m_steps->index(static_cast<int>(m_steps->firstDifference().value_or(0)), 0),
                          QAbstractItemView::PositionAtCenter);
    }
    m_followed = m_runs->state() == CompareRuns::State::Running;
    const bool running = m_runs->state() == CompareRuns::State::Running;
    if (!running || !m_sinceReading.isValid() || m_sinceReading.elapsed() > readingMilliseconds) {
        m_sinceReading.start();
        if (m_reading->isVisible()) {
            m_reading->setHtml(textsHtml(*m_runs, m_steps->firstDifference()));
        }
        if (m_figuresView->isVisible() || m_quality->isVisible()) {
            m_figures->refresh();
            showQuality();
        }
    }
    if (m_steps->rowCount() == 0) {
        m_place->showNothing();
    } else if (m_runs->state() != CompareRuns::State::Running) {
        const auto first = m_steps->firstDifference();
        showPlace(m_table->currentIndex().isValid() ? m_table->currentIndex()
                                                    : m_steps->index(static_cast<int>(first.value_or(0)), 0));
        askNext();
    }
}

PlaceQuestion CompareView::questionAt(std::size_t step, std::size_t reference) const {
    std::vector<const ColumnText*> texts;
    std::vector<QString> titles;
    std::vector<int> colours;
    for (std::size_t i = 0; i < m_runs->columns().size(); ++i) {
        texts.push_back(&m_runs->text(i));
        titles.push_back(columnLetter(i) + QLatin1Char(' ') + m_runs->titleOf(i));
        colours.push_back(m_runs->columns()[i].colour);
    }
    return askAt(texts, titles, colours, step, reference);
}

// One question at a time is with the worker: the step that is pointed at, then divergences that are not known yet.
void CompareView::askNext() {
    if (m_asking || !isVisible()) {
        return;
    }
    if (m_placeWanted) {
        m_asking = true;
        m_workers.start([this, question = questionAt(m_placeWanted->first, m_placeWanted->second)] {
            QMetaObject::invokeMethod(
                this,
                [this, place = answer(question), wanted = question.step] {
                    m_asking = false;
                    if (m_steps->rowCount() > static_cast<int>(wanted)) {
                        m_place->showPlace(place);
                    }
                    askNext();
                },
                Qt::QueuedConnection);
        });
        m_placeWanted.reset();
    } else if (const auto step = m_steps->nextDivergence(); step && m_runs->state() != CompareRuns::State::Running) {
        m_asking = true;
        m_workers.start([this, question = questionAt(*step, 0), generation = m_runs->generation()] {
            QMetaObject::invokeMethod(
                this,
                [this, bits = largestDivergence(question), step = question.step, generation] {
                    m_asking = false;
                    if (generation == m_runs->generation() && m_steps->rowCount() > static_cast<int>(step)) {
                        m_steps->setDivergence(step, bits);
                    }
                    askNext();
                },
                Qt::QueuedConnection);
        });
    }
}

void CompareView::showColumns() {
    const std::size_t count = m_runs->columns().size();
    while (m_cards.size() > count) {
        delete m_cards.back();
        m_cards.pop_back();
    }
    while (m_cards.size() < count) {
        auto* card = new ColumnCard(this);
        const std::size_t column = m_cards.size();
        connect(card, &ColumnCard::editRequested, this, [this, column] { editColumn(column); });
        connect(
            card, &ColumnCard::removeRequested, this, [this, column] { m_runs->removeColumn(column); },
            Qt::QueuedConnection); // the card itself may go
        m_cardRow->addWidget(card, 1);
        m_cards.push_back(card);
    }
    for (std::size_t i = 0; i < count; ++i) {
        m_cards[i]->show(*m_runs, i);
    }
    m_add->setEnabled(count < mostColumns);
    m_add->setToolTip(count < mostColumns ? tr("Add a column, a copy of the last one to be changed.")
                                          : tr("There are %1 columns, which is as many as fit.").arg(mostColumns));
    QHeaderView* header = m_table->horizontalHeader();
    if (header->count() == static_cast<int>(count) + 1) {
        header->setSectionResizeMode(QHeaderView::Stretch);
        header->setSectionResizeMode(static_cast<int>(count), QHeaderView::Fixed);
        header->resizeSection(static_cast<int>(count), Theme::instance().grid(9));
    }
}

void CompareView::showState() {
    const QString& problem = m_runs->problem().isEmpty() ? m_bench.secondModel().problem() : m_runs->problem();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const std::size_t wanted = m_runs->wantedSamples(), ended = m_runs->endedSamples();
    QString state;
    switch (m_runs->state()) {
    case CompareRuns::State::Empty:
        break;
    case CompareRuns::State::Running:
        state = wanted > 0 ? tr("writing … %1 of %2 further texts").arg(ended).arg(wanted) : tr("writing …");
        break;
    case CompareRuns::State::Done:
        if (const auto first = m_steps->firstDifference()) {
            state = tr("first difference at step %1").arg(*first + 1);
        } else if (m_steps->rowCount() > 0) {
            state = tr("no difference");
        }
        break;
    case CompareRuns::State::Cancelled:
        state = tr("stopped; what is there stays");
        break;
    case CompareRuns::State::Failed:
        state = tr("failed");
        break;
    }
    m_state->setText(state);
    m_empty->setText(
        m_bench.loading() ? tr("Loading %1 …").arg(m_bench.loadingName())
        : !m_bench.model()
            ? tr("No model is loaded. Open a model file (Ctrl+O) or drop one, or its folder, on this window.")
        : m_runs->state() == CompareRuns::State::Running
            ? tr("Reading the prompt …")
            : tr("Press Run (Ctrl+Enter): every column goes on with the same prompt.\n"
                 "Step (Space) advances all of them by one token."));
}

void CompareView::showSecondModel() {
    const SecondModel& second = m_bench.secondModel();
    const QString problem = second.problem();
    const QString text =
        second.loading()
            ? tr("Loading %1 … %2 %").arg(second.loadingName()).arg(static_cast<int>(100.0 * second.progress()))
        : second.model()    ? tr("2nd: %1").arg(QString::fromStdString(second.model()->info.displayName))
        : problem.isEmpty() ? tr("Second model")
                            : tr("Second model failed");
    m_second->setText(text + QStringLiteral("  ")); // before the arrow
    m_second->setToolTip(problem.isEmpty()
                             ? tr("A second model, to be compared with the first: give a column to it in the "
                                  "column's editor.")
                             : problem);
    showState();
}

void CompareView::showPlace(const QModelIndex& index) {
    if (!index.isValid()) {
        return;
    }
    const auto column = static_cast<std::size_t>(index.column());
    m_placeWanted = {static_cast<std::size_t>(index.row()), column < m_runs->columns().size() ? column : 0};
    askNext();
}

void CompareView::showQuality() {
    const auto diversity = static_cast<Figure>(m_diversity->currentData().toInt());
    const auto quality = static_cast<Figure>(m_likelihood->currentData().toInt());
    std::vector<QualityPoint> points;
    for (std::size_t i = 0; i < m_figures->figures().size() && i < m_runs->columns().size(); ++i) {
        const ColumnFigures& figures = m_figures->figures()[i];
        points.push_back({columnLetter(i), m_runs->titleOf(i), m_runs->columns()[i].colour,
                          figureOf(figures, diversity), figureOf(figures, quality)});
    }
    m_quality->setPoints(std::move(points), diversity, quality);
}

bool CompareView::eventFilter(QObject* watched, QEvent* event) {
    // Away from the table the step in focus is shown again.
    if (watched == m_table->viewport() && event->type() == QEvent::Leave) {
        showPlace(m_table->currentIndex());
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace logitscope
