#include "ui/labs/sampling/sampling_view.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/labs/sampling/draw_panel.h"
#include "ui/labs/sampling/explanation_column.h"
#include "ui/labs/sampling/microscope/microscope_panel.h"
#include "ui/labs/sampling/sampling_presenter.h"
#include "ui/labs/sampling/stage_panel.h"
#include "ui/labs/sampling/timeline_plot.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bar_list.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/colour_legend.h"
#include "ui/widgets/probability_bars.h"
#include "ui/widgets/table_actions.h"
#include "ui/widgets/token_finder.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>

namespace logitscope {

namespace {

// Listed rows: more than fit on a screen; the rest is a remainder row.
constexpr int keptRows = 40;
constexpr int cutRows = 20;
constexpr int alternatives = 12;
constexpr std::size_t foundRows = 50;

std::int64_t sourceOf(const LogitsPtr& row) {
    return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(row.get()));
}

} // namespace

SamplingView::SamplingView(Workbench& bench, QWidget* parent) : QWidget(parent), m_bench(bench) {
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &SamplingView::refresh);
    build();
    connectBench();
    connectParts();
    connect(&Theme::instance(), &Theme::changed, this, &SamplingView::restyle);
    restyle();
    showRun();
}

SamplingView::~SamplingView() = default;

// --- construction

void SamplingView::build() {
    auto* lower = new QSplitter(Qt::Horizontal, this);
    lower->setObjectName(QStringLiteral("lower"));
    lower->addWidget(buildDistribution());
    lower->addWidget(buildExplanation());
    m_timeline = new TimelinePlot(this);
    auto* rows = new QSplitter(Qt::Vertical, this);
    rows->setObjectName(QStringLiteral("rows"));
    rows->addWidget(buildText());
    rows->addWidget(m_timeline);
    rows->addWidget(lower);
    rows->setStretchFactor(2, 1);
    rows->setSizes({190, 100, 560});
    lower->setSizes({600, 440});
    lower->setStretchFactor(0, 1);
    for (QSplitter* splitter : {lower, rows}) {
        splitter->setChildrenCollapsible(false);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(rows);
    m_timeline->setObjectName(QStringLiteral("timeline"));
    m_panels = {{tr("Timeline"), m_timeline, false},
                {tr("The draw"), m_draw, true},
                {tr("Stages"), m_stages, false},
                {tr("Microscope"), m_microscope, false}};
}

QWidget* SamplingView::buildText() {
    auto* panel = new QWidget(this);
    m_strip = new TokenStrip(panel);
    m_progress = new QLabel(panel);
    m_progress->setTextFormat(Qt::RichText);
    m_progress->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // gives way in a narrow window
    m_mode = new QComboBox(panel);
    m_mode->addItem(tr("probability"), static_cast<int>(ColourMode::Probability));
    m_mode->addItem(tr("rank"), static_cast<int>(ColourMode::Rank));
    m_mode->addItem(tr("surprisal"), static_cast<int>(ColourMode::Surprisal));
    m_mode->addItem(tr("entropy"), static_cast<int>(ColourMode::Entropy));
    m_mode->setAccessibleName(tr("Colour of the tokens"));
    m_mode->setToolTip(
        tr("What the colour of a token says: how probable it was under the model's own distribution, its "
           "rank there, its surprisal (\u2212log\u2082 p), or the entropy of that distribution."));
    m_legend = new ColourLegend(panel);
    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Text"), panel));
    header->addWidget(m_progress, 1);
    header->addWidget(m_mode);
    header->addWidget(m_legend);
    auto* column = new QVBoxLayout(panel);
    column->addLayout(header);
    column->addWidget(m_strip, 1);
    return panel;
}

QWidget* SamplingView::buildDistribution() {
    auto* panel = new QWidget(this);
    m_place = new QLabel(panel);
    m_place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_finder = new TokenFinder(panel);
    m_bars = new ProbabilityBars(panel);
    addTableActions(
        *m_bars, [this] { return m_bars->table(); }, QStringLiteral("distribution"));
    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Next-token distribution"), panel));
    header->addWidget(m_place, 1);
    auto* column = new QVBoxLayout(panel);
    column->addLayout(header);
    column->addWidget(m_finder);
    column->addWidget(m_bars, 1);
    return panel;
}

QWidget* SamplingView::buildExplanation() {
    m_draw = new DrawPanel(this);
    m_draw->setObjectName(QStringLiteral("draw"));
    m_stages = new StagePanel(this);
    m_stages->setObjectName(QStringLiteral("stages"));
    m_microscope = new MicroscopePanel(this);
    m_microscope->setObjectName(QStringLiteral("microscope"));
    m_explanation = new ExplanationColumn(
        {{m_draw, tr("The draw")}, {m_stages, tr("Stages")}, {m_microscope, tr("Microscope")}}, this);
    connect(m_explanation, &ExplanationColumn::panelShown, this, &SamplingView::invalidate);
    return m_explanation;
}

void SamplingView::connectBench() {
    connect(&m_bench, &Workbench::documentChanged, this, [this] {
        showRun();
        invalidate();
    });
    connect(&m_bench, &Workbench::modelChanged, this, &SamplingView::showProgress);
    connect(&m_bench.focus(), &Focus::moved, this, &SamplingView::showFocus);
    connect(&m_bench.runs(), &RunStore::tokensAppended, this, &SamplingView::showAppended);
    connect(&m_bench.runs(), &RunStore::runChanged, this, [this](RunId run) {
        if (run == m_shownRun) {
            showProgress();
            if (!m_bench.busy()) {
                showFocus(); // the text has grown: back to the focused place
            }
            invalidate();
        }
    });
    connect(&m_bench.runs(), &RunStore::rowsShrunk, this, &SamplingView::invalidate);
    connect(&m_bench.runs(), &RunStore::rowsRefilled, this, [this](RunId run) {
        if (run == m_shownRun) {
            invalidate();
            if (m_alternativesWait) {
                showAlternatives(*m_alternativesWait);
            }
        }
    });
    connect(&m_bench.runs(), &RunStore::tokensScored, this, [this](RunId run) {
        if (run == m_shownRun) {
            m_shownRun.reset();
            showRun(); // the chips and the timeline have other numbers
        }
    });
}

void SamplingView::connectParts() {
    connect(m_strip, &TokenStrip::focusedTokenChanged, this, [this](int index) {
        if (!m_moving && index >= 0) {
            m_bench.select(static_cast<std::size_t>(index));
        }
    });
    connect(m_strip, &TokenStrip::alternativesRequested, this, &SamplingView::showAlternatives);
    connect(m_strip, &TokenStrip::branchRequested, this,
            [this](int index, TokenId token) { m_bench.branch(static_cast<std::size_t>(index), token); });
    connect(m_bars, &ProbabilityBars::tokenChosen, this,
            [this](TokenId token) { m_bench.branch(m_bench.focus().position(), token); });
    connect(m_finder, &TokenFinder::queryChanged, this, &SamplingView::showMatches);
    connect(m_finder, &TokenFinder::tokenChosen, this,
            [this](TokenId token) { m_bench.branch(m_bench.focus().position(), token); });
    connect(m_finder, &TokenFinder::tokenPointed, this, [this](TokenId token) {
        m_microscope->showPage(MicroscopePage::Why);
        m_explanation->reveal(m_microscope);
        m_microscope->askFor(token);
    });
    connect(m_bars, &ProbabilityBars::currentRowChanged, this, [this](int row) {
        const auto& rows = m_bars->distribution().rows;
        if (row >= 0 && row < static_cast<int>(rows.size())) { // not a remainder
            m_microscope->askFor(rows[static_cast<std::size_t>(row)].token);
        }
    });
    connect(m_stages, &StagePanel::stageActivated, this, [this](int stage) {
        m_microscope->showStage(stage);
        m_explanation->reveal(m_microscope);
    });
    connect(m_timeline, &TimelinePlot::positionSelected, this,
            [this](Position position) { m_bench.select(indexOf(position)); });
    connect(m_draw, &DrawPanel::rerollRequested, this, [this] { m_bench.reroll(m_bench.focus().position()); });
    connect(m_draw, &DrawPanel::seedChosen, this,
            [this](quint64 seed) { m_bench.drawWith(m_bench.focus().position(), seed); });
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] {
        const auto mode = static_cast<ColourMode>(m_mode->currentData().toInt());
        m_strip->setColourMode(mode);
        m_legend->setMode(mode);
    });
    connect(m_progress, &QLabel::linkActivated, &m_bench, &Workbench::proceed);
}

void SamplingView::restyle() {
    const Theme& theme = Theme::instance();
    const int edge = theme.grid(1.5);
    for (QWidget* panel : {m_strip->parentWidget(), m_bars->parentWidget()}) {
        panel->layout()->setContentsMargins(edge, theme.grid(1), edge, theme.grid(1));
        panel->layout()->setSpacing(theme.grid(0.75));
    }
    // Smaller than they would like to be, so that all fits on 1280x720.
    m_timeline->setMinimumHeight(theme.grid(12));
    m_draw->setMinimumHeight(theme.grid(32));
    m_stages->setMinimumHeight(theme.grid(14));
    m_microscope->setMinimumHeight(theme.grid(28));
    for (QWidget* panel : std::initializer_list<QWidget*>{m_timeline, m_draw, m_stages, m_microscope}) {
        panel->setContentsMargins(edge, theme.grid(1), edge, theme.grid(0.5));
    }
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    for (QLabel* label : {m_progress, m_place}) {
        label->setFont(theme.font(TextSize::Small));
        label->setPalette(muted);
        label->setContentsMargins(theme.grid(1), 0, 0, 0);
    }
    m_mode->setVisible(!theme.isPresentation());
    m_finder->setVisible(!theme.isPresentation());
    m_mode->setFont(theme.font(TextSize::Small));
    QPalette ground = palette();
    ground.setColor(QPalette::Window, theme.tokens().ground);
    setPalette(ground);
    setAutoFillBackground(true);
    showProgress();
}

// --- the text

void SamplingView::showRun() {
    const Run* run = m_bench.run();
    const std::optional<RunId> id = run ? std::optional(run->id) : std::nullopt;
    if (id == m_shownRun) {
        return;
    }
    m_shownRun = id;
    std::vector<StripToken> tokens;
    std::vector<TimelinePoint> points;
    for (std::size_t i = 0; run && i < run->tokens.size(); ++i) {
        tokens.push_back(stripTokenOf(*run, i));
        points.push_back(timelinePointOf(*run, i));
    }
    m_strip->closeAlternatives();
    m_strip->setTokens(std::move(tokens));
    m_timeline->setPoints(std::move(points));
    showFocus();
    showProgress();
}

void SamplingView::showAppended(RunId id, std::size_t first) {
    const Run* run = m_bench.run();
    if (id != m_shownRun || !run) {
        return;
    }
    std::vector<StripToken> tokens;
    std::vector<TimelinePoint> points;
    for (std::size_t i = first; i < run->tokens.size(); ++i) {
        tokens.push_back(stripTokenOf(*run, i));
        points.push_back(timelinePointOf(*run, i));
    }
    m_strip->appendTokens(tokens);
    m_timeline->append(points);
    showPlace();
    showProgress();
    invalidate();
}

void SamplingView::showFocus() {
    const Run* run = m_bench.run();
    const std::size_t position = m_bench.focus().position();
    m_moving = true;
    m_strip->setFocusedToken(run && !run->tokens.empty() ? static_cast<int>(position) : -1);
    m_moving = false;
    m_timeline->setFocusedPosition(run ? std::optional(static_cast<Position>(position)) : std::nullopt);
    showPlace();
    invalidate();
}

void SamplingView::showPlace() {
    const Run* run = m_bench.run();
    m_place->setText(run && !run->tokens.empty() ? placeText(*run, m_bench.focus().position()) : QString());
}

void SamplingView::showProgress() {
    const Run* run = m_bench.run();
    QString text = run ? progressText(*run).toHtmlEscaped() : QString();
    if (const QString link = run ? proceedText(*run) : QString(); !link.isEmpty()) {
        text += QStringLiteral(" &nbsp;<a href=\"#\" style=\"color:%1\">%2</a>")
                    .arg(Theme::instance().tokens().accent.name(), link);
    }
    m_progress->setText(text);
    m_strip->setWriting(run && run->live());
    m_strip->setPlaceholder(
        m_bench.loading() ? tr("Loading %1 \u2026").arg(m_bench.loadingName())
        : !m_bench.model()
            ? tr("No model is loaded. Open a model file (Ctrl+O) or drop one, or its folder, on this window.")
        : run && run->live() ? progressText(*run)
                             : tr("Press Ctrl+Enter to let the model go on with the prompt."));
}

// --- the focused place

void SamplingView::invalidate() {
    m_stale = true;
    if (isVisible() && !m_frame.isActive()) {
        const qint64 since = m_sinceRefresh.isValid() ? m_sinceRefresh.elapsed() : EngineHost::frameMilliseconds;
        m_frame.start(static_cast<int>(std::max<qint64>(0, EngineHost::frameMilliseconds - since)));
    }
}

void SamplingView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!window()->focusWidget()) {
        m_strip->setFocus(Qt::OtherFocusReason); // the arrow keys walk the text from the start
    }
    if (m_stale) {
        invalidate();
    }
}

void SamplingView::refreshNow() {
    m_frame.stop();
    refresh();
}

void SamplingView::refresh() {
    m_sinceRefresh.start();
    m_stale = false;
    const Run* run = m_bench.run();
    if (!run) {
        showAbsence(m_bench.loading() ? tr("Loading %1 \u2026").arg(m_bench.loadingName()) : QString());
        return;
    }
    const std::size_t position = m_bench.focus().position();
    const LogitsPtr row = run->rowAt(position);
    // A row that memory let go, or rounded, is computed again; rounded ones are shown meanwhile.
    const bool coming = (!row || row->isHalf()) && m_bench.requestRow(position);
    if (!row) {
        // While a run writes, the last picture stays until the next row comes.
        if (!run->live() || !m_result) {
            showAbsence(coming ? computingText() : absenceText(*run, position, m_bench.runs().budgetBytes()));
        }
        return;
    }
    m_result = applyTo(row, position);
    if (!m_result) {
        showAbsence(tr("A setting of the chain is out of range, or names a token that this model does not have."));
        return;
    }
    showDistribution();
}

std::optional<ChainResult> SamplingView::applyTo(const LogitsPtr& row, std::size_t position) {
    const auto chain = SamplerChain::create(m_bench.document().chain, m_bench.run()->model->texts());
    if (!chain || !checkVocabulary(chain->spec(), row->size())) {
        return std::nullopt;
    }
    return chain->apply(row->view(m_rowBuffer), m_bench.contextAt(position).view());
}

void SamplingView::showAbsence(const QString& sentence) {
    m_result.reset();
    m_bars->setMessage(sentence);
    m_finder->setMatches({}, 0);
    m_draw->clear();
    m_stages->clear();
    m_microscope->clear();
    emit distributionChanged({});
}

void SamplingView::showDistribution() {
    const Run& run = *m_bench.run();
    const std::size_t position = m_bench.focus().position();
    const ChainSpec& chain = m_bench.document().chain;
    const Tokenizer* tokenizer = run.model->tokenizer.get();
    const LogitsPtr row = run.rowAt(position);
    const std::optional<TokenId> taken =
        position < run.tokens.size() ? std::optional(run.tokens[position].token) : std::nullopt;
    const QSignalBlocker quiet(m_bars); // rows that move are not the user's doing
    m_bars->setDistribution(barListOf(*m_result, chain, tokenizer, keptRows, cutRows, taken, sourceOf(row)),
                            run.live() ? Transition::Instant : Transition::Glide);
    if (m_draw->isVisible()) {
        const DrawPlace place{m_bench.seedAt(position), m_bench.contextAt(position).sequence,
                              static_cast<Position>(position), m_bench.uniformAt(position), taken};
        m_draw->setDraw(drawViewData(*m_result, place, [=](TokenId token) { return tokenLabel(tokenizer, token); }),
                        cumulativeViewData(chain, *m_result));
    }
    if (m_stages->isVisible()) {
        m_stages->setStages(chain, m_result->stages(), m_result->vocabularySize());
    }
    m_microscope->setPlace({row, chain, m_bench.contextAt(position), run.model,
                            taken.value_or(m_bars->distribution().rows.front().token)});
    showMatches();
    emit distributionChanged(m_result->stages());
}

void SamplingView::showMatches() {
    const Run* run = m_bench.run();
    const LogitsPtr row = run ? run->rowAt(m_bench.focus().position()) : nullptr;
    if (m_finder->query().isEmpty() || !m_result || !row) {
        return;
    }
    const Tokenizer* tokenizer = run->model->tokenizer.get();
    const TokenMatches matches = findTokens(tokenizer, row->view(m_rowBuffer), m_finder->query(), foundRows);
    std::vector<BarRow> rows;
    for (const TokenId token : matches.tokens) {
        rows.push_back(barRowOf(m_result->outcomeOf(token), m_bench.document().chain, tokenizer));
    }
    m_finder->setMatches(std::move(rows), matches.total);
}

void SamplingView::showAlternatives(int index) {
    const Run* run = m_bench.run();
    const auto position = static_cast<std::size_t>(index);
    const LogitsPtr row = run ? run->rowAt(position) : nullptr;
    const auto result = row ? applyTo(row, position) : std::nullopt;
    m_alternativesWait.reset();
    if (!result) {
        const bool coming = run && !row && m_bench.requestRow(position);
        if (coming) {
            m_alternativesWait = index;
        }
        m_strip->setAlternativesMessage(index, coming ? computingText()
                                               : run  ? absenceText(*run, position, m_bench.runs().budgetBytes())
                                                      : QString());
        return;
    }
    const std::optional<TokenId> taken =
        position < run->tokens.size() ? std::optional(run->tokens[position].token) : std::nullopt;
    m_strip->setAlternatives(index, barListOf(*result, m_bench.document().chain, run->model->tokenizer.get(),
                                              alternatives, alternatives / 2, taken, sourceOf(row)));
}

// --- keys

void SamplingView::openFinder() {
    m_finder->show();
    m_finder->setFocus(Qt::ShortcutFocusReason);
}

bool SamplingView::closePopups() {
    const bool open = m_strip->alternativesOpen();
    m_alternativesWait.reset();
    m_strip->closeAlternatives();
    return open;
}

void SamplingView::takeKey(QKeyEvent* event) {
    m_strip->setFocus(Qt::OtherFocusReason);
    QKeyEvent copy(event->type(), event->key(), event->modifiers(), event->text(), event->isAutoRepeat());
    QCoreApplication::sendEvent(m_strip, &copy);
}

} // namespace logitscope
