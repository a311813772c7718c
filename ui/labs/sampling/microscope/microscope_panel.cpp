#include "ui/labs/sampling/microscope/microscope_panel.h"

#include "ui/labs/sampling/microscope/formula_panel.h"
#include "ui/labs/sampling/microscope/order_page.h"
#include "ui/labs/sampling/microscope/stage_page.h"
#include "ui/labs/sampling/microscope/why_panel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/bar_list.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/elided_label.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>

#include <tuple>
#include <utility>

namespace logitscope {

MicroscopePanel::MicroscopePanel(QWidget* parent)
    : QWidget(parent), m_token(new ElidedLabel(this)), m_hold(new QCheckBox(tr("hold"), this)),
      m_tabs(new QTabBar(this)), m_pages(new QStackedWidget(this)), m_empty(new QLabel(this)),
      m_why(new WhyPanel(this)), m_formula(new FormulaPanel(this)), m_temperature(new TemperaturePlot(this)),
      m_logits(new LogitHistogramPlot(this)), m_logarithmic(new QCheckBox(tr("logarithmic counts"), this)),
      m_orders(new OrderPage(this)), m_stage(new StagePage(this)) {
    setAccessibleName(tr("Chain microscope"));
    m_workers.setMaxThreadCount(1);
    m_token->setObjectName(QStringLiteral("token"));
    m_token->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_hold->setObjectName(QStringLiteral("hold"));
    m_hold->setToolTip(tr("Go on asking about this token at other places of the text."));
    // In the order of MicroscopePage.
    const std::tuple<QString, QString, QWidget*> pages[] = {
        {tr("Why"), tr("Why this token can or cannot be drawn."), m_why},
        {tr("Formula"), tr("From the logit to the probability, with the figures of this token."), m_formula},
        {tr("T"), tr("What other temperatures would make of it."), m_temperature},
        {tr("Logits"), tr("The logits of the whole vocabulary, and which part is kept."), buildLogits()},
        {tr("Orders"), tr("The same settings in the orders of other programs."), m_orders},
        {tr("Stage"), tr("One stage: what came in, what it left."), m_stage}};
    for (const auto& [name, tip, page] : pages) {
        m_tabs->setTabToolTip(m_tabs->addTab(name), tip);
        m_pages->addWidget(page);
    }
    m_tabs->setObjectName(QStringLiteral("pages"));
    m_tabs->setAccessibleName(tr("Questions of the microscope"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_empty->setObjectName(QStringLiteral("empty"));
    m_empty->setText(tr("Run a prompt to look into the chain token by token."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        invalidate();
    });
    connect(m_orders, &OrderPage::ordersChosen, this, &MicroscopePanel::invalidate);
    connect(m_stage, &StagePage::stageChosen, this, &MicroscopePanel::invalidate);

    auto* header = new QHBoxLayout;
    header->addWidget(new Caption(tr("Microscope"), this));
    header->addWidget(m_token, 1);
    header->addWidget(m_hold);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);
    column->addWidget(m_empty, 1);
    connect(&Theme::instance(), &Theme::changed, this, &MicroscopePanel::restyle);
    restyle();
    clear();
}

QWidget* MicroscopePanel::buildLogits() {
    auto* page = new QWidget(this);
    m_logarithmic->setObjectName(QStringLiteral("logarithmic"));
    m_logarithmic->setChecked(true);
    connect(m_logarithmic, &QCheckBox::toggled, m_logits, &LogitHistogramPlot::setLogarithmic);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_logits, 1);
    column->addWidget(m_logarithmic, 0, Qt::AlignRight);
    return page;
}

void MicroscopePanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.5));
    m_token->setFont(theme.numberFont(TextSize::Body));
    m_hold->setFont(theme.font(TextSize::Small));
    m_tabs->setFont(theme.font(TextSize::Small));
    m_logarithmic->setFont(theme.font(TextSize::Small));
    m_empty->setFont(theme.font(TextSize::Body));
    QPalette muted = m_empty->palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    m_empty->setPalette(muted);
}

void MicroscopePanel::setPlace(MicroscopePlace place) {
    const bool newRow = !m_place || m_place->row != place.row;
    if ((newRow && !m_hold->isChecked()) || (m_asked && indexOf(*m_asked) >= place.row->size())) {
        m_asked.reset();
    }
    m_place = std::move(place);
    m_stage->setChain(m_place->chain);
    invalidate();
}

void MicroscopePanel::clear() {
    m_place.reset();
    m_token->clear();
    m_hold->hide();
    m_tabs->hide();
    m_pages->hide();
    m_empty->show();
}

void MicroscopePanel::askFor(TokenId token) {
    m_asked = token;
    invalidate();
}

void MicroscopePanel::showPage(MicroscopePage page) { m_tabs->setCurrentIndex(static_cast<int>(page)); }

void MicroscopePanel::showStage(int stageIndex) {
    m_stage->choose(stageIndex);
    showPage(MicroscopePage::Stage);
}

MicroscopePage MicroscopePanel::page() const { return static_cast<MicroscopePage>(m_tabs->currentIndex()); }

TokenId MicroscopePanel::token() const { return m_asked.value_or(m_place->token); }

QString MicroscopePanel::labelOf(TokenId token) const { return tokenLabel(m_place->model->tokenizer.get(), token); }

void MicroscopePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask();
}

void MicroscopePanel::invalidate() {
    m_stale = true;
    ask();
}

void MicroscopePanel::ask() {
    if (!m_stale || m_busy || !m_place || !isVisible()) {
        return;
    }
    m_stale = false;
    m_empty->hide();
    for (QWidget* part : std::initializer_list<QWidget*>{m_hold, m_tabs, m_pages}) {
        part->show();
    }
    m_token->setText(labelOf(token()));
    MicroscopeQuestion question{*m_place, page(), {}, {}, m_stage->chosen().value_or(-1)};
    question.place.token = token();
    if (question.page == MicroscopePage::Stage && question.stage < 0) {
        return; // the page says so
    }
    if (question.page == MicroscopePage::Orders) {
        question.left = m_orders->left(m_place->chain);
        question.right = m_orders->right(m_place->chain);
    }
    m_busy = true;
    m_workers.start([this, question = std::move(question)] {
        QMetaObject::invokeMethod(
            this,
            [this, question, found = answer(question)] {
                m_busy = false;
                if (m_place) {
                    showAnswer(found, question);
                }
                ask();
            },
            Qt::QueuedConnection);
    });
}

// An answer that was overtaken while it was computed is still of this page, and newer than what stands there.
void MicroscopePanel::showAnswer(const MicroscopeAnswer& answer, const MicroscopeQuestion& question) {
    const MicroscopePlace& place = question.place;
    const TokenLabel label = [&place](TokenId token) { return tokenLabel(place.model->tokenizer.get(), token); };
    switch (question.page) {
    case MicroscopePage::Why:
        m_why->setView(whyView(std::get<TokenHistory>(answer), place.chain, label(place.token)));
        break;
    case MicroscopePage::Formula:
        m_formula->setLines(formulaLines(std::get<std::vector<FormulaStep>>(answer), place.chain), label(place.token));
        break;
    case MicroscopePage::Temperature: {
        const auto& sweep = std::get<TemperatureSweep>(answer);
        std::vector<QString> labels;
        for (const TokenId token : sweep.tokens) {
            labels.push_back(label(token));
        }
        m_temperature->setSweep(sweep, std::move(labels));
        break;
    }
    case MicroscopePage::Logits:
        m_logits->setHistogram(std::get<LogitHistogram>(answer));
        break;
    case MicroscopePage::Orders:
        m_orders->setDiff(std::get<OrderDiff>(answer), label);
        break;
    case MicroscopePage::Stage:
        m_stage->setView(std::get<StageView>(answer), place.chain, label);
        break;
    }
}

void MicroscopePanel::finishNow() {
    do {
        m_workers.waitForDone();
        QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
    } while (m_busy);
}

} // namespace logitscope
