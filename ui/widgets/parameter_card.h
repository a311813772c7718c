// One sampler of the chain as a card, made from its catalog row alone: title, on/off, parameters, one-line explanation,
// formula, paper, and what the stage left of the distribution.
//
// Shows a SamplerSpec and reports changes; it never changes the chain itself. Owned by the chain panel; GUI thread.
#pragma once

#include "core/sampling/sampler_catalog.h"
#include "core/sampling/stage_trace.h"
#include "core/text/tokenizer.h"

#include <QFrame>
#include <QPoint>

#include <memory>
#include <optional>
#include <vector>

class QAction;
class QLabel;

namespace logitscope {

class CardBadge;
class ElidedLabel;
class GlyphButton;
class ListField;
class ParameterField;
class ToggleSwitch;

class ParameterCard : public QFrame {
    Q_OBJECT

public:
    explicit ParameterCard(const SamplerSpec& spec, QWidget* parent = nullptr);

    const SamplerSpec& spec() const { return m_spec; }
    void setSpec(const SamplerSpec& spec); // the same kind; emits nothing
    // What the stage did to the distribution on screen; empty when it did not run.
    void setTrace(const std::optional<StageTrace>& trace);
    // Whose tokens the lists of tokens are picked from.
    void setVocabulary(const std::shared_ptr<const Tokenizer>& tokenizer, std::size_t size);
    // Where the card stands: what "move up" and "move down" can do, and what a screen reader says.
    void setPlace(int index, int count);

    bool isExpanded() const { return m_expanded; }
    void setExpanded(bool expanded);
    // Shows the whole explanation, formula, paper and the settings beyond the main one; of these, those that are not
    // neutral are always shown.
    void setDetailed(bool detailed);
    // The part by which the card is held; the rest belongs to its controls.
    QRect headerRect() const;

signals:
    void specChanged(const logitscope::SamplerSpec& spec); // by the user's hand; at every movement of a slider
    void settled();                                        // the movement is over
    void moveRequested(int by);                            // -1 up, +1 down
    void removeRequested();
    void dragMoved(const QPoint& globalPosition); // first after the hand moved far enough
    void dragEnded(bool dropped);                 // false: Esc

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildHeader();
    void buildBody();
    void buildActions();
    void setParameter(std::size_t index, double value);
    void setList(std::size_t index, const ListValue& value);
    void showFields();
    void showBadge();
    void setEnabledByHand(bool on);
    void showState();
    void restyle();

    SamplerSpec m_spec;
    std::optional<StageTrace> m_trace;
    bool m_expanded = true;
    bool m_detailed = false; // formula, paper and lesser settings shown
    bool m_dragging = false;
    std::optional<QPoint> m_pressed; // in the header, with the left button

    QWidget* m_header;
    GlyphButton* m_chevron;
    QLabel* m_title;
    CardBadge* m_badge;
    ToggleSwitch* m_switch;
    GlyphButton* m_menuButton;
    QWidget* m_body;
    ElidedLabel* m_summary;
    QLabel* m_more;
    QLabel* m_formula;
    QLabel* m_paper;
    std::vector<ParameterField*> m_fields; // of the catalog's parameters, in order
    std::vector<ListField*> m_lists;       // of its lists
    QAction* m_moveUp;
    QAction* m_moveDown;
    QAction* m_resetAll;
};

} // namespace logitscope
