// The chain panel as a person uses it: presets, order, drag, keys, add, remove.
#include "core/sampling/chain.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chain_panel.h"
#include "ui/widgets/chain_text.h"
#include "ui/widgets/mark_slider.h"
#include "ui/widgets/parameter_card.h"
#include "ui/widgets/reorder_list.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace logitscope;

namespace {

ChainSpec kpt() { return {{{TopKOptions{40}, true}, {TopPOptions{0.95, 1}, true}, {TemperatureOptions{0.8}, true}}}; }

// The cards from top to bottom.
std::vector<ParameterCard*> cardsOf(const ChainPanel& panel) {
    std::vector<ParameterCard*> cards;
    for (ParameterCard* card : panel.findChildren<ParameterCard*>()) {
        if (card->isVisible()) {
            cards.push_back(card);
        }
    }
    std::sort(cards.begin(), cards.end(), [](auto* a, auto* b) { return a->y() < b->y(); });
    return cards;
}

QString orderOnScreen(const ChainPanel& panel) {
    QStringList names;
    for (const ParameterCard* card : cardsOf(panel)) {
        names.append(card->accessibleName());
    }
    return names.join(" ");
}

void drag(ParameterCard* card, const QPoint& toGlobal) {
    const QPoint grip = card->headerRect().center() - QPoint(40, 0);
    QTest::mousePress(card, Qt::LeftButton, {}, grip);
    QTest::mouseMove(card, grip + QPoint(0, 20));
    QTest::mouseMove(card, card->mapFromGlobal(toGlobal));
}

} // namespace

class TestChainPanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }
    void init() {
        m_panel = std::make_unique<ChainPanel>();
        m_panel->resize(340, 720);
        m_panel->setChain(kpt());
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
        m_changed = std::make_unique<QSignalSpy>(m_panel.get(), &ChainPanel::chainChanged);
        m_settled = std::make_unique<QSignalSpy>(m_panel.get(), &ChainPanel::chainSettled);
    }
    void cleanup() { m_panel.reset(); }

    void showsTheChainAndEmitsNothing();
    void presetReplacesTheChainAtOnce();
    void editedPresetIsCustom();
    void sliderChangesOneStage();
    void altArrowsMoveTheCard();
    void menuMovesAndRemoves();
    void dragShowsWhereAndMoves();
    void escapeGivesTheDragUp();
    void addedSamplerStartsWithUsualOptions();
    void loadsTheOrderOfOthers();
    void emptyChainSaysWhatThatMeans();
    void tracesReachTheirCards();
    void keptCardsStayOpenOrClosed();
    void tabFollowsTheOrder();
    void narrowAndLowStillReachable();

private:
    std::unique_ptr<ChainPanel> m_panel;
    std::unique_ptr<QSignalSpy> m_changed, m_settled;
};

void TestChainPanel::showsTheChainAndEmitsNothing() {
    QCOMPARE(orderOnScreen(*m_panel), "Top-k Top-p Temperature");
    QCOMPARE(m_panel->findChild<QLabel*>("order")->text(), "Top-k → Top-p → Temperature → draw");
    ChainSpec other = kpt();
    other.stages[1].enabled = false;
    m_panel->setChain(other);
    QVERIFY(m_panel->chain() == other);
    QCOMPARE(m_panel->findChild<QLabel*>("order")->text(), "Top-k → Temperature → draw");
    QCOMPARE(m_changed->count() + m_settled->count(), 0);
}

void TestChainPanel::presetReplacesTheChainAtOnce() {
    auto* preset = m_panel->findChild<QComboBox*>("preset");
    QCOMPARE(preset->count(), int(chainPresets().size()));
    for (int i = 0; i < preset->count(); ++i) {
        const bool changes = !(chainPresets()[i].chain == m_panel->chain());
        m_changed->clear();
        m_settled->clear();
        preset->setCurrentIndex(i);
        emit preset->activated(i); // as a choice in the list does
        QCOMPARE(m_changed->count(), changes ? 1 : 0);
        QCOMPARE(m_settled->count(), changes ? 1 : 0);
        QVERIFY(m_panel->chain() == chainPresets()[i].chain);
        QCOMPARE(preset->currentText(), chainPresets()[i].name);
        QCOMPARE(cardsOf(*m_panel).size(), chainPresets()[i].chain.stages.size());
    }
}

void TestChainPanel::editedPresetIsCustom() {
    auto* preset = m_panel->findChild<QComboBox*>("preset");
    m_panel->setChain(chainPresets()[2].chain);
    QCOMPARE(preset->currentIndex(), 2);
    QTest::keyClick(cardsOf(*m_panel)[0]->findChild<MarkSlider*>("slider"), Qt::Key_Right);
    QCOMPARE(preset->currentIndex(), -1);
    QCOMPARE(preset->placeholderText(), "custom");
    QTest::keyClick(cardsOf(*m_panel)[0]->findChild<MarkSlider*>("slider"), Qt::Key_Left);
    QCOMPARE(preset->currentIndex(), 2);
}

void TestChainPanel::sliderChangesOneStage() {
    auto* slider = cardsOf(*m_panel)[2]->findChild<MarkSlider*>("slider");
    const auto at = [slider](double value) { return QPoint(qRound(slider->xOf(value)), qRound(slider->grooveY())); };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(0.8));
    QTest::mouseMove(slider, at(1.2));
    QTest::mouseMove(slider, at(1.5));
    QVERIFY(m_changed->count() >= 2);
    QCOMPARE(m_settled->count(), 0);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(1.5));
    QCOMPARE(m_settled->count(), 1);
    ChainSpec expected = kpt();
    expected.stages[2] = m_panel->chain().stages[2];
    QVERIFY(m_panel->chain() == expected);
    QVERIFY(std::abs(std::get<TemperatureOptions>(expected.stages[2].options).temperature - 1.5) < 0.02);
    QVERIFY(m_settled->last()[0].value<ChainSpec>() == expected);
}

void TestChainPanel::altArrowsMoveTheCard() {
    m_panel->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    auto* slider = cardsOf(*m_panel)[0]->findChild<MarkSlider*>("slider");
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Down, Qt::AltModifier);
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-p Top-k Temperature");
    QCOMPARE(m_panel->chain().stages[0].kind(), SamplerKind::TopP);
    QVERIFY(slider->hasFocus());
    QTest::keyClick(slider, Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(slider, Qt::Key_Down, Qt::AltModifier); // the end: stays
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-p Temperature Top-k");
    QCOMPARE(m_changed->count(), 2);
    QCOMPARE(m_settled->count(), 2);
    QTest::keyClick(slider, Qt::Key_Up, Qt::AltModifier);
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-p Top-k Temperature");
}

void TestChainPanel::menuMovesAndRemoves() {
    const auto act = [&](int card, const char* name) {
        auto* action = cardsOf(*m_panel)[card]->findChild<QAction*>(name);
        QVERIFY(action != nullptr);
        QVERIFY(action->isEnabled());
        action->trigger();
    };
    QVERIFY(!cardsOf(*m_panel)[0]->findChild<QAction*>("moveUp")->isEnabled());
    QVERIFY(!cardsOf(*m_panel)[2]->findChild<QAction*>("moveDown")->isEnabled());
    act(2, "moveUp");
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-k Temperature Top-p");
    act(1, "remove");
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-k Top-p");
    QCOMPARE(m_panel->chain().stages.size(), std::size_t(2));
    QCOMPARE(m_changed->count(), 2);
}

void TestChainPanel::dragShowsWhereAndMoves() {
    auto* list = m_panel->findChild<ReorderList*>();
    auto* line = m_panel->findChild<QWidget*>("dropLine");
    ParameterCard* first = cardsOf(*m_panel)[0];
    ParameterCard* last = cardsOf(*m_panel)[2];
    const QPoint below = last->mapToGlobal(QPoint(60, last->height() - 2));
    QVERIFY(!line->isVisible());
    drag(first, below);
    QCOMPARE(list->dropPlace(), std::optional<int>(3));
    QVERIFY(line->isVisible());
    QVERIFY(line->y() >= last->geometry().bottom());
    QCOMPARE(m_changed->count(), 0); // not before it is dropped
    QTest::mouseRelease(first, Qt::LeftButton, {}, first->mapFromGlobal(below));
    QVERIFY(!line->isVisible());
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-p Temperature Top-k");
    QCOMPARE(m_changed->count(), 1);
    QCOMPARE(m_settled->count(), 1);

    // Back up to the top.
    const QPoint top = cardsOf(*m_panel)[0]->mapToGlobal(QPoint(60, 1));
    drag(first, top);
    QCOMPARE(list->dropPlace(), std::optional<int>(0));
    QTest::mouseRelease(first, Qt::LeftButton, {}, first->mapFromGlobal(top));
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-k Top-p Temperature");
    QVERIFY(m_panel->chain() == kpt());
}

void TestChainPanel::escapeGivesTheDragUp() {
    ParameterCard* first = cardsOf(*m_panel)[0];
    drag(first, cardsOf(*m_panel)[2]->mapToGlobal(QPoint(60, 60)));
    QTest::keyClick(first, Qt::Key_Escape);
    QVERIFY(!m_panel->findChild<ReorderList*>()->dropPlace());
    QTest::mouseRelease(first, Qt::LeftButton, {}, first->headerRect().center());
    QCOMPARE(orderOnScreen(*m_panel), "Top-k Top-p Temperature");
    QVERIFY(first->isExpanded());
    QCOMPARE(m_changed->count(), 0);
}

void TestChainPanel::addedSamplerStartsWithUsualOptions() {
    QMenu* menu = m_panel->findChild<QToolButton*>("add")->menu();
    int offered = 0, sections = 0;
    for (const QAction* action : menu->actions()) {
        ++(action->isSeparator() ? sections : offered);
    }
    QCOMPARE(offered, int(samplerCatalog().size()));
    QCOMPARE(sections, 4);
    const SamplerInfo& minP = infoOf(SamplerKind::MinP);
    auto* add = menu->findChild<QAction*>("min_p");
    QCOMPARE(add->text(), minP.title);
    QCOMPARE(add->toolTip(), minP.summary);
    add->trigger();
    QTRY_COMPARE(orderOnScreen(*m_panel), "Top-k Top-p Temperature Min-p");
    QVERIFY(m_panel->chain().stages.back().options == minP.usualOptions);
    QCOMPARE(m_changed->count(), 1);
    // One that changes nothing yet is open all the same: somebody asked for it.
    menu->findChild<QAction*>("logit_bias")->trigger();
    QTRY_COMPARE(cardsOf(*m_panel).size(), std::size_t(5));
    QVERIFY(cardsOf(*m_panel).back()->isExpanded());
}

void TestChainPanel::loadsTheOrderOfOthers() {
    QMenu* menu = m_panel->findChild<QToolButton*>("loadOrder")->menu();
    QStringList names;
    for (const QAction* action : menu->actions()) {
        names.append(action->text());
    }
    QCOMPARE(names.join(", "), "llama.cpp, Hugging Face, OpenAI, KoboldCpp");
    menu->actions()[0]->trigger();
    QTRY_COMPARE(orderOnScreen(*m_panel),
                 "Logit bias Penalties DRY Top-nσ Top-k Typical-p Top-p Min-p XTC Temperature");
    QCOMPARE(m_changed->count(), 1);
    QCOMPARE(m_settled->count(), 1);
    QCOMPARE(m_panel->findChild<QComboBox*>("preset")->currentText(), "llama.cpp");
    QCOMPARE(m_panel->findChild<QLabel*>("order")->text(), "Top-k → Top-p → Min-p → Temperature → draw");
    // What changes nothing is folded to a line.
    for (const ParameterCard* card : cardsOf(*m_panel)) {
        QCOMPARE(card->isExpanded(), !isNeutral(card->spec()));
    }
}

void TestChainPanel::emptyChainSaysWhatThatMeans() {
    auto* empty = m_panel->findChild<QLabel*>("empty");
    QVERIFY(!empty->isVisible());
    m_panel->setChain({});
    QVERIFY(empty->isVisible());
    QVERIFY(empty->text().contains("softmax"));
    QCOMPARE(m_panel->findChild<QLabel*>("order")->text(), "draw");
}

void TestChainPanel::tracesReachTheirCards() {
    ChainSpec chain = kpt();
    chain.stages[1].enabled = false; // has no trace: the third stage's must not slip up
    m_panel->setChain(chain);
    const std::vector<float> logits{2, 1.5F, 1, 0.5F, 0, -1, -2, -4};
    chain.stages[0].options = TopKOptions{3};
    m_panel->setChain(chain);
    const auto made = SamplerChain::create(chain);
    QVERIFY(made.ok());
    m_panel->setTraces(made->apply(logits).stages());
    const auto badge = [this](int card) { return cardsOf(*m_panel)[card]->findChild<QLabel*>("badge"); };
    QVERIFY2(badge(0)->accessibleName().startsWith("3 left · "), qPrintable(badge(0)->accessibleName()));
    QCOMPARE(badge(1)->accessibleName(), "off");
    QVERIFY(badge(2)->accessibleName().startsWith("3 left · "));
    m_panel->setTraces({});
    QCOMPARE(badge(0)->accessibleName(), "");
}

void TestChainPanel::keptCardsStayOpenOrClosed() {
    ParameterCard* temperature = cardsOf(*m_panel)[2];
    temperature->setExpanded(false);
    m_panel->setChain({{{TemperatureOptions{1.2}, true}, {MinPOptions{0.1, 1}, true}}});
    QTRY_COMPARE(orderOnScreen(*m_panel), "Temperature Min-p");
    QCOMPARE(cardsOf(*m_panel)[0], temperature);
    QVERIFY(!temperature->isExpanded());
}

void TestChainPanel::tabFollowsTheOrder() {
    m_panel->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_panel.get()));
    auto* temperature = cardsOf(*m_panel)[2];
    for (int i = 0; i < 2; ++i) {
        temperature->findChild<QAction*>("moveUp")->trigger();
    }
    QTRY_COMPARE(orderOnScreen(*m_panel), "Temperature Top-k Top-p");
    temperature->findChild<QToolButton*>("chevron")->setFocus();
    QStringList visited;
    for (int i = 0; i < 60; ++i) {
        QWidget* now = QApplication::focusWidget();
        for (ParameterCard* card : cardsOf(*m_panel)) {
            if (card->isAncestorOf(now) && (visited.isEmpty() || visited.last() != card->accessibleName())) {
                visited.append(card->accessibleName());
            }
        }
        if (now->objectName() == "add") {
            break;
        }
        QTest::keyClick(now, Qt::Key_Tab);
    }
    QCOMPARE(visited.join(" "), "Temperature Top-k Top-p");
}

void TestChainPanel::narrowAndLowStillReachable() {
    m_panel->setChain(chainPresets()[1].chain);
    m_panel->resize(320, 260);
    QTest::qWait(20);
    auto* list = m_panel->findChild<ReorderList*>();
    for (const ParameterCard* card : cardsOf(*m_panel)) {
        QVERIFY(card->width() <= list->viewport()->width());
        QVERIFY(card->width() >= card->minimumSizeHint().width());
    }
    QVERIFY(list->verticalScrollBar()->maximum() > 0);
}

QTEST_MAIN(TestChainPanel)
#include "tst_chain_panel.moc"
