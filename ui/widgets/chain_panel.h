// The sampler chain as a column of parameter cards: preset, order, reorder by drag or Alt+arrows, add, remove. Cards of
// stages that change nothing start folded to one line.
//
// Holds the chain as a value; who keeps an undo stack sets it back with setChain(). Shown in every lab. GUI thread.
#pragma once

#include "core/sampling/sampler_catalog.h"
#include "core/sampling/stage_trace.h"
#include "core/text/tokenizer.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QToolButton;

namespace logitscope {

class ParameterCard;
class ReorderList;

class ChainPanel : public QWidget {
    Q_OBJECT

public:
    explicit ChainPanel(QWidget* parent = nullptr);

    const ChainSpec& chain() const { return m_chain; }
    void setChain(const ChainSpec& chain); // shows it; emits nothing
    // Whose tokens are picked for lists of tokens; null and 0 without a model.
    void setVocabulary(std::shared_ptr<const Tokenizer> tokenizer, std::size_t size);
    // What the stages did to the distribution on screen; empty while there is none.
    void setTraces(const std::vector<StageTrace>& traces);

signals:
    // Each change by the user's hand, once; while a slider is dragged at every movement.
    void chainChanged(const logitscope::ChainSpec& chain);
    // The change is complete (a slider was let go): one step of undo.
    void chainSettled(const logitscope::ChainSpec& chain);

private:
    void buildHeader();
    void buildList();
    QToolButton* makeAddButton(QWidget* parent);
    QToolButton* makeOrderButton(QWidget* parent);
    void loadPreset(int index);
    ParameterCard* makeCard(const SamplerSpec& spec);
    void showChain();
    void showWords();
    void changeAtOnce(const ChainSpec& chain);
    void addSampler(SamplerKind kind);
    void moveStage(int from, int to);
    void removeStage(int index);
    void restyle();

    ChainSpec m_chain;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::size_t m_vocabularySize = 0;
    std::vector<ParameterCard*> m_cards; // of the stages, in order
    int m_chosenPreset = -1;
    QLabel* m_caption;
    QComboBox* m_preset;
    QLabel* m_order;
    ReorderList* m_list;
    QLabel* m_empty;
};

} // namespace logitscope
