#include "ui/labs/compare/sweep_panel.h"

#include "ui/labs/compare/heat_map_plot.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

#include <cmath>

namespace logitscope {

namespace {

// Every figure that texts alone tell.
constexpr Figure sweptFigures[] = {
    Figure::MeanLogProbability, Figure::Perplexity, Figure::MeanEntropy, Figure::Distinct1, Figure::Distinct2,
    Figure::Distinct3,          Figure::Repetition, Figure::SelfBleu,    Figure::Length,    Figure::VocabularyUsed};

QString valueText(const SweepAxis& axis, int step) { return QString::number(axis.valueAt(step), 'g', 6); }

} // namespace

SweepPanel::SweepPanel(CompareRuns& runs, Workbench& bench, QWidget* parent)
    : QWidget(parent), m_bench(bench), m_runs(runs), m_sweep(new SweepRuns(bench, this)), m_axes(sweepAxes()),
      m_x(makeAxis(tr("across"), SamplerKind::Temperature)), m_y(makeAxis(tr("upwards"), SamplerKind::TopP)),
      m_base(new QComboBox(this)), m_figure(new QComboBox(this)), m_texts(new QSpinBox(this)),
      m_start(new QPushButton(tr("Sweep"), this)), m_state(new QLabel(this)), m_plot(new HeatMapPlot(this)) {
    m_base->setObjectName(QStringLiteral("base"));
    m_base->setAccessibleName(tr("Column whose chain, prompt and model are swept"));
    m_base->setToolTip(tr("The column whose chain, prompt and model the grid starts from."));
    m_figure->setObjectName(QStringLiteral("figure"));
    m_figure->setAccessibleName(tr("Figure of the heat map"));
    for (const Figure figure : sweptFigures) {
        const FigureWords words = wordsOf(figure);
        m_figure->addItem(words.name, static_cast<int>(figure));
        m_figure->setItemData(m_figure->count() - 1, words.meaning, Qt::ToolTipRole);
    }
    m_figure->setCurrentIndex(m_figure->findData(static_cast<int>(Figure::Distinct2)));
    m_texts->setObjectName(QStringLiteral("cell_texts"));
    m_texts->setAccessibleName(tr("Texts of each cell"));
    m_texts->setToolTip(tr("How many texts each cell is measured on; all cells use the same random numbers."));
    m_texts->setRange(1, mostRepeats);
    m_texts->setValue(8);
    m_texts->setSuffix(tr(" texts"));
    m_start->setObjectName(QStringLiteral("sweep"));
    m_state->setObjectName(QStringLiteral("sweep_state"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);

    auto* grid = new QGridLayout(this);
    int row = 0;
    for (const auto& [name, fields] : {std::pair(tr("Across"), &m_x), std::pair(tr("Upwards"), &m_y)}) {
        grid->addWidget(new QLabel(name, this), row, 0);
        grid->addWidget(fields->parameter, row, 1);
        grid->addWidget(fields->from, row, 2);
        grid->addWidget(fields->to, row, 3);
        grid->addWidget(fields->steps, row++, 4);
    }
    grid->addWidget(new QLabel(tr("Figure"), this), row, 0);
    auto* third = new QHBoxLayout;
    third->addWidget(m_figure, 1);
    third->addWidget(new QLabel(tr("of"), this));
    third->addWidget(m_base);
    third->addWidget(m_texts);
    third->addWidget(m_start);
    grid->addLayout(third, row++, 1, 1, 4);
    grid->addWidget(m_state, row++, 0, 1, 5);
    grid->addWidget(m_plot, row, 0, 1, 5);
    grid->setRowStretch(row, 1);
    grid->setColumnStretch(1, 1);

    connect(m_start, &QPushButton::clicked, this, &SweepPanel::start);
    connect(m_figure, &QComboBox::currentIndexChanged, this, &SweepPanel::showSweep);
    connect(m_plot, &HeatMapPlot::cellChosen, this, &SweepPanel::openCell);
    connect(m_sweep, &SweepRuns::changed, this, &SweepPanel::showSweep);
    connect(m_sweep, &SweepRuns::changed, this, &SweepPanel::busyChanged);
    connect(&runs, &CompareRuns::columnsChanged, this, &SweepPanel::showColumns);
    connect(&Theme::instance(), &Theme::changed, this, &SweepPanel::restyle);
    showColumns();
    showSweep();
    restyle();
}

SweepPanel::AxisFields SweepPanel::makeAxis(const QString& name, SamplerKind kind) {
    AxisFields fields{new QComboBox(this), new QDoubleSpinBox(this), new QDoubleSpinBox(this), new QSpinBox(this)};
    fields.parameter->setAccessibleName(tr("Parameter %1").arg(name));
    fields.from->setAccessibleName(tr("First value %1").arg(name));
    fields.to->setAccessibleName(tr("Last value %1").arg(name));
    fields.steps->setAccessibleName(tr("Number of values %1").arg(name));
    fields.steps->setToolTip(tr("How many values, both ends included."));
    fields.steps->setRange(2, mostSweepSteps);
    fields.steps->setPrefix(QStringLiteral("× "));
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
        fields.parameter->addItem(m_axes[i].name(), static_cast<int>(i));
    }
    const auto take = [this, fields] {
        const SweepAxis& axis = m_axes.at(static_cast<std::size_t>(fields.parameter->currentData().toInt()));
        for (QDoubleSpinBox* end : {fields.from, fields.to}) {
            end->setDecimals(axis.info().decimals);
            end->setRange(axis.info().minimum, axis.info().maximum);
            end->setSingleStep(axis.info().step);
        }
        fields.from->setValue(axis.from);
        fields.to->setValue(axis.to);
        fields.steps->setValue(axis.steps);
    };
    connect(fields.parameter, &QComboBox::currentIndexChanged, this, take);
    for (std::size_t i = 0; i < m_axes.size(); ++i) {
        if (m_axes[i].kind == kind && m_axes[i].parameter == 0) {
            fields.parameter->setCurrentIndex(static_cast<int>(i));
        }
    }
    take();
    return fields;
}

SweepAxis SweepPanel::axisOf(const AxisFields& fields) const {
    SweepAxis axis = m_axes.at(static_cast<std::size_t>(fields.parameter->currentData().toInt()));
    axis.from = fields.from->value();
    axis.to = fields.to->value();
    axis.steps = fields.steps->value();
    return axis;
}

void SweepPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setContentsMargins(theme.grid(1), theme.grid(1), 0, 0);
    layout()->setSpacing(theme.grid(0.5));
    for (QWidget* part : findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (part != m_plot) {
            part->setFont(theme.font(TextSize::Small));
        }
    }
    for (const AxisFields* fields : {&m_x, &m_y}) {
        for (QDoubleSpinBox* end : {fields->from, fields->to}) {
            end->setFixedWidth(theme.grid(9));
        }
        fields->steps->setFixedWidth(theme.grid(9));
        fields->parameter->setMinimumWidth(theme.grid(8));
    }
    m_texts->setFixedWidth(theme.grid(12));
    m_start->setFixedWidth(theme.grid(9));
    m_base->setFixedWidth(theme.grid(7));
    m_figure->setMinimumWidth(theme.grid(8));
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, m_problem ? theme.tokens().error : theme.tokens().textMuted);
    m_state->setPalette(colours);
}

void SweepPanel::say(const QString& sentence, bool problem) {
    m_problem = problem;
    m_state->setText(sentence);
    restyle();
}

void SweepPanel::showColumns() {
    const QSignalBlocker quiet(m_base);
    const int chosen = std::max(0, m_base->currentIndex());
    m_base->clear();
    for (std::size_t i = 0; i < m_runs.columns().size(); ++i) {
        m_base->addItem(columnLetter(i));
        m_base->setItemData(static_cast<int>(i), m_runs.titleOf(i), Qt::ToolTipRole);
    }
    m_base->setCurrentIndex(std::min(chosen, m_base->count() - 1));
}

void SweepPanel::stop() { m_sweep->stop(); }

void SweepPanel::start() {
    if (m_sweep->state() == SweepRuns::State::Running) {
        m_sweep->stop();
        return;
    }
    const SweepAxis x = axisOf(m_x), y = axisOf(m_y);
    const auto column = static_cast<std::size_t>(m_base->currentIndex());
    const ColumnRecipe base = m_runs.recipeOf(column);
    if (const Status valid = validateSweep(x, y); !valid) {
        say(QString::fromStdString(valid.error().message), true);
        return;
    }
    if (const Status valid = validate(base.chain); !valid) {
        say(QString::fromStdString(valid.error().message), true);
        return;
    }
    if (isLoading(m_bench)) {
        say(tr("A model is being loaded; sweep when it is there."), true);
        return;
    }
    if (!base.model) {
        say(tr("Column %1 has no model; open one first.").arg(columnLetter(column)), true);
        return;
    }
    m_sweep->run(x, y, base, m_runs.columns()[column].slot, m_texts->value());
}

void SweepPanel::openCell(int x, int y) {
    const auto& axisX = m_sweep->x();
    const auto& axisY = m_sweep->y();
    ColumnSettings settings;
    settings.chain = m_sweep->cell(x, y).chain;
    settings.name =
        QStringLiteral("%1 %2, %3 %4").arg(axisX.name(), valueText(axisX, x), axisY.name(), valueText(axisY, y));
    if (m_runs.addColumn(settings)) {
        say(tr("Opened as column %1; run the columns to see its text.").arg(columnLetter(m_runs.columns().size() - 1)),
            false);
    } else {
        say(tr("There are %1 columns already; remove one to open this cell.").arg(mostColumns), true);
    }
}

void SweepPanel::showSweep() {
    const SweepRuns::State state = m_sweep->state();
    m_start->setText(state == SweepRuns::State::Running ? tr("Stop") : tr("Sweep"));
    const int ended = m_sweep->endedCells(), cells = m_sweep->cellCount();
    switch (state) {
    case SweepRuns::State::Empty:
        say(tr("The texts are as long as “when to stop” allows."), false);
        break;
    case SweepRuns::State::Running:
        say(tr("%1 of %2 cells measured …").arg(ended).arg(cells), false);
        break;
    case SweepRuns::State::Done:
        say(tr("%1 cells measured. Click one to open it as a column.").arg(cells), false);
        break;
    case SweepRuns::State::Cancelled:
        say(tr("Stopped after %1 of %2 cells.").arg(ended).arg(cells), false);
        break;
    case SweepRuns::State::Failed:
        say(m_sweep->problem(), true);
        break;
    }
    if (cells == 0) {
        return;
    }
    const auto figure = static_cast<Figure>(m_figure->currentData().toInt());
    const FigureWords words = wordsOf(figure);
    HeatMap map;
    map.xName = m_sweep->x().name();
    map.yName = m_sweep->y().name();
    map.figureName = words.unit.isEmpty() ? words.name : QStringLiteral("%1 (%2)").arg(words.name, words.unit);
    for (int x = 0; x < m_sweep->x().steps; ++x) {
        map.xValues << valueText(m_sweep->x(), x);
    }
    for (int y = 0; y < m_sweep->y().steps; ++y) {
        map.yValues << valueText(m_sweep->y(), y);
        for (int x = 0; x < m_sweep->x().steps; ++x) {
            const Estimate estimate = m_sweep->figureAt(x, y, figure);
            map.values.push_back(estimate.mean);
            map.texts << figureText(figure, estimate);
        }
    }
    m_plot->setMap(std::move(map));
}

} // namespace logitscope
