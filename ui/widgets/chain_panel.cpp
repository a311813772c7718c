#include "ui/widgets/chain_panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/caption.h"
#include "ui/widgets/chain_text.h"
#include "ui/widgets/parameter_card.h"
#include "ui/widgets/parameter_value.h"
#include "ui/widgets/reorder_list.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace logitscope {

ChainPanel::ChainPanel(QWidget* parent)
    : QWidget(parent), m_caption(new Caption(tr("Sampler chain"), this)), m_preset(new QComboBox(this)),
      m_order(new QLabel(this)), m_list(new ReorderList(this)) {
    buildHeader();
    buildList();
    auto* header = new QHBoxLayout;
    header->addWidget(m_caption);
    header->addStretch(1);
    header->addWidget(m_preset);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(header);
    column->addWidget(m_order);
    column->addWidget(m_list, 1);
    connect(&Theme::instance(), &Theme::changed, this, &ChainPanel::restyle);
    restyle();
    showChain();
}

void ChainPanel::buildHeader() {
    m_preset->setObjectName(QStringLiteral("preset"));
    m_preset->setAccessibleName(tr("Preset of the sampler chain"));
    m_preset->setToolTip(tr("Start from a known chain; every stage can then be changed."));
    m_preset->setPlaceholderText(tr("custom"));
    m_preset->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const ChainPreset& preset : chainPresets()) {
        m_preset->addItem(samplerText(preset.name));
        m_preset->setItemData(m_preset->count() - 1, samplerText(preset.summary), Qt::ToolTipRole);
    }
    connect(m_preset, &QComboBox::activated, this, &ChainPanel::loadPreset);
    m_order->setObjectName(QStringLiteral("order"));
    m_order->setWordWrap(true);
    m_order->setToolTip(tr("The order in which the stages act on the logits."));
}

void ChainPanel::buildList() {
    auto* footer = new QWidget;
    m_empty = new QLabel(
        tr("No stage: the token is drawn from the model's own distribution, the softmax of the raw logits."), footer);
    m_empty->setObjectName(QStringLiteral("empty"));
    m_empty->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(makeAddButton(footer));
    buttons->addWidget(makeOrderButton(footer));
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_empty);
    column->addLayout(buttons);
    m_list->setFooter(footer);
    connect(m_list, &ReorderList::moved, this, &ChainPanel::moveStage);
}

// All samplers, by what they work on.
QToolButton* ChainPanel::makeAddButton(QWidget* parent) {
    auto* add = new QToolButton(parent);
    add->setObjectName(QStringLiteral("add"));
    add->setText(tr("Add a sampler"));
    add->setToolTip(tr("Add a stage at the end of the chain."));
    add->setPopupMode(QToolButton::InstantPopup);
    add->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* menu = new QMenu(add);
    menu->setToolTipsVisible(true);
    const std::pair<SamplerGroup, QString> groups[] = {{SamplerGroup::Logits, tr("Single tokens")},
                                                       {SamplerGroup::Temperature, tr("Temperature")},
                                                       {SamplerGroup::Cut, tr("Cuts")},
                                                       {SamplerGroup::Feedback, tr("Feedback from the text")}};
    for (const auto& [group, name] : groups) {
        menu->addSection(name);
        for (const SamplerInfo& info : samplerCatalog()) {
            if (info.group == group) {
                QAction* action = menu->addAction(samplerText(info.title));
                action->setObjectName(QLatin1String(info.name));
                action->setToolTip(samplerText(info.summary));
                connect(action, &QAction::triggered, this, [this, kind = info.kind] { addSampler(kind); });
            }
        }
    }
    add->setMenu(menu);
    return add;
}

QToolButton* ChainPanel::makeOrderButton(QWidget* parent) {
    auto* load = new QToolButton(parent);
    load->setObjectName(QStringLiteral("loadOrder"));
    load->setText(tr("Load order"));
    load->setToolTip(tr("Take over the stages of another program, in its order and with its defaults."));
    load->setPopupMode(QToolButton::InstantPopup);
    load->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* menu = new QMenu(load);
    menu->setToolTipsVisible(true);
    for (std::size_t i = 0; i < chainPresets().size(); ++i) {
        const ChainPreset& preset = chainPresets()[i];
        if (preset.isOrder) {
            QAction* action = menu->addAction(samplerText(preset.name));
            action->setToolTip(samplerText(preset.summary));
            connect(action, &QAction::triggered, this, [this, i] { loadPreset(static_cast<int>(i)); });
        }
    }
    load->setMenu(menu);
    return load;
}

void ChainPanel::loadPreset(int index) {
    m_chosenPreset = index;
    changeAtOnce(chainPresets().at(index).chain);
    for (ParameterCard* card : m_cards) {
        card->setExpanded(!isNeutral(card->spec()));
    }
    showWords();
}

void ChainPanel::setVocabulary(std::shared_ptr<const Tokenizer> tokenizer, std::size_t size) {
    m_tokenizer = std::move(tokenizer);
    m_vocabularySize = size;
    for (ParameterCard* card : m_cards) {
        card->setVocabulary(m_tokenizer, m_vocabularySize);
    }
}

void ChainPanel::restyle() {
    const Theme& theme = Theme::instance();
    layout()->setSpacing(theme.grid(0.75));
    m_order->setFont(theme.font(TextSize::Small));
    m_empty->setFont(theme.font(TextSize::Small));
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    for (QLabel* label : {m_order, m_empty}) {
        label->setPalette(muted);
    }
}

void ChainPanel::setChain(const ChainSpec& chain) {
    if (!(chain == m_chain)) {
        m_chain = chain;
        showChain();
    }
}

void ChainPanel::setTraces(const std::vector<StageTrace>& traces) {
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        const auto trace = std::find_if(traces.begin(), traces.end(), [i, this](const StageTrace& stage) {
            return stage.stageIndex == static_cast<int>(i) && stage.kind == m_cards[i]->spec().kind();
        });
        m_cards[i]->setTrace(trace == traces.end() ? std::nullopt : std::optional(*trace));
    }
}

ParameterCard* ChainPanel::makeCard(const SamplerSpec& spec) {
    auto* card = new ParameterCard(spec);
    card->setVocabulary(m_tokenizer, m_vocabularySize);
    card->setExpanded(!isNeutral(spec));
    const auto place = [this, card] { return m_list->indexOfItem(card); };
    connect(card, &ParameterCard::specChanged, this, [this, place](const SamplerSpec& changed) {
        m_chain.stages.at(place()) = changed;
        showWords();
        emit chainChanged(m_chain);
    });
    connect(card, &ParameterCard::settled, this, [this] { emit chainSettled(m_chain); });
    connect(card, &ParameterCard::moveRequested, this, [this, place](int by) {
        const int from = place(), to = from + by;
        if (to >= 0 && to < static_cast<int>(m_cards.size())) {
            moveStage(from, to);
        }
    });
    connect(card, &ParameterCard::removeRequested, this, [this, place] { removeStage(place()); });
    connect(card, &ParameterCard::dragMoved, this, [this, card](const QPoint& hand) { m_list->dragTo(card, hand); });
    connect(card, &ParameterCard::dragEnded, this, [this](bool dropped) { m_list->drop(dropped); });
    return card;
}

// Cards of the same kind are kept, in order, so that an open card stays open and the focus where it was.
void ChainPanel::showChain() {
    std::vector<ParameterCard*> spare = std::exchange(m_cards, {});
    for (const SamplerSpec& stage : m_chain.stages) {
        const auto kept = std::find_if(spare.begin(), spare.end(), [&stage](const ParameterCard* card) {
            return card->spec().kind() == stage.kind();
        });
        if (kept == spare.end()) {
            m_cards.push_back(makeCard(stage));
        } else {
            (*kept)->setSpec(stage);
            m_cards.push_back(*kept);
            spare.erase(kept);
        }
    }
    for (ParameterCard* gone : spare) {
        gone->disconnect(this);
    }
    m_list->setItems({m_cards.begin(), m_cards.end()});
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setPlace(static_cast<int>(i), static_cast<int>(m_cards.size()));
    }
    m_empty->setVisible(m_cards.empty());
    setTraces({}); // of another chain
    showWords();
}

void ChainPanel::showWords() {
    m_order->setText(chainOrderText(m_chain));
    // Should two presets be the same chain, the one that was chosen keeps its name.
    const bool asChosen = m_chosenPreset >= 0 && chainPresets().at(m_chosenPreset).chain == m_chain;
    m_preset->setCurrentIndex(asChosen ? m_chosenPreset : presetIndexOf(m_chain));
}

void ChainPanel::changeAtOnce(const ChainSpec& chain) {
    if (chain == m_chain) {
        return;
    }
    setChain(chain);
    emit chainChanged(m_chain);
    emit chainSettled(m_chain);
}

void ChainPanel::addSampler(SamplerKind kind) {
    ChainSpec chain = m_chain;
    chain.stages.push_back({infoOf(kind).usualOptions, true});
    changeAtOnce(chain);
    ParameterCard* added = m_cards.back();
    added->setExpanded(true);
    // Once the layout has placed it.
    QTimer::singleShot(0, added, [this, added] { m_list->ensureWidgetVisible(added); });
}

void ChainPanel::moveStage(int from, int to) {
    const auto first = m_chain.stages.begin();
    const SamplerSpec stage = m_chain.stages.at(from);
    m_chain.stages.erase(first + from);
    m_chain.stages.insert(m_chain.stages.begin() + to, stage);
    ParameterCard* card = m_cards.at(from);
    m_cards.erase(m_cards.begin() + from);
    m_cards.insert(m_cards.begin() + to, card);
    m_list->moveItem(from, to);
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->setPlace(static_cast<int>(i), static_cast<int>(m_cards.size()));
    }
    setTraces({}); // of another order
    showWords();
    QTimer::singleShot(0, card, [this, card] { m_list->ensureWidgetVisible(card, 0, 0); });
    emit chainChanged(m_chain);
    emit chainSettled(m_chain);
}

void ChainPanel::removeStage(int index) {
    ChainSpec chain = m_chain;
    chain.stages.erase(chain.stages.begin() + index);
    changeAtOnce(chain);
}

} // namespace logitscope
