// Lists on a card, as a person fills them: texts with their escapes, tokens found by their text, a number for each.
#include "ui/theme/theme.h"
#include "ui/widgets/list_field.h"
#include "ui/widgets/list_value.h"
#include "ui/widgets/parameter_card.h"
#include "ui/widgets/token_search.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <memory>

using namespace logitscope;

namespace {

using Texts = std::vector<std::string>;
using Biases = std::vector<TokenBias>;
using Tokens = std::vector<TokenId>;

// The tokens spell these, in the order of their ids.
class Words final : public Tokenizer {
public:
    Result<std::vector<TokenId>> encode(std::string_view, const EncodeOptions&) const override { return Tokens{}; }
    std::string_view bytesOf(TokenId token) const override { return words.at(indexOf(token)); }
    std::string_view pieceOf(TokenId token) const override { return words.at(indexOf(token)); }
    TokenKind kindOf(TokenId) const override { return TokenKind::Normal; }
    std::size_t vocabularySize() const override { return words.size(); }
    std::optional<TokenId> beginToken() const override { return std::nullopt; }
    std::optional<TokenId> endToken() const override { return std::nullopt; }
    bool isEndToken(TokenId) const override { return false; }
    bool addsSpacePrefix() const override { return false; }

    Texts words = {" catalogue", "cat", " cat", " dog", "Cat", "7"};
};

const SamplerInfo& bias() { return infoOf(SamplerKind::LogitBias); }
const SamplerInfo& dry() { return infoOf(SamplerKind::Dry); }

QLineEdit* addLine(const ListField& field) { return field.findChild<QLineEdit*>("add"); }

void enter(const ListField& field, const QString& text) {
    addLine(field)->setText(text);
    QTest::keyClick(addLine(field), Qt::Key_Return);
}

} // namespace

class TestListField : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }
    void findsTokensByText_data();
    void findsTokensByText();
    void addsAndRemovesTexts();
    void refusesBadTexts_data();
    void refusesBadTexts();
    void addsTokensWithABias();
    void picksFromTheListWhileTyping();
    void saysWhatCannotBeTaken();
    void withoutAModel();
    void longListsAreCutShort();
    void cardHoldsTheLists();

private:
    std::shared_ptr<const Words> m_words = std::make_shared<Words>();
};

void TestListField::findsTokensByText_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("found");
    QTest::newRow("itself first, then the shorter ones") << "cat"
                                                         << "1 2 4 0";
    QTest::newRow("with its space") << " cat"
                                    << "2 0";
    QTest::newRow("with the space of the chips") << "\u2423cat"
                                                 << "2 0";
    QTest::newRow("part of one") << "log"
                                 << "0";
    QTest::newRow("an id") << "#3"
                           << "3";
    QTest::newRow("an id that is a text too") << "5"
                                              << "5";
    QTest::newRow("a number that is a text") << "7"
                                             << "5";
    QTest::newRow("none") << "bird"
                          << "";
    QTest::newRow("an id beyond") << "#6"
                                  << "";
    QTest::newRow("nothing") << ""
                             << "";
}

void TestListField::findsTokensByText() {
    QFETCH(QString, query);
    QFETCH(QString, found);
    QStringList ids;
    for (const TokenId token : nearestTokens(m_words.get(), 6, query, 10)) {
        ids.append(QString::number(numberOf(token)));
    }
    QCOMPARE(ids.join(' '), found);
    QCOMPARE(nearestTokens(m_words.get(), 6, query, 1).size(), std::size_t(found.isEmpty() ? 0 : 1));
}

void TestListField::addsAndRemovesTexts() {
    ListField field(dry(), dry().lists[0]);
    QSignalSpy changed(&field, &ListField::valueChanged);
    field.setValue(Texts{":"});
    QCOMPARE(changed.count(), 0);
    enter(field, "\\n\\n");
    enter(field, "say \\\"\\\\");
    QCOMPARE(std::get<Texts>(field.value()), (Texts{":", "\n\n", "say \"\\"}));
    QCOMPARE(changed.count(), 2);
    QCOMPARE(addLine(field)->text(), "");
    QTRY_COMPARE(field.findChildren<QToolButton*>("remove").size(), 3);
    field.findChildren<QToolButton*>("remove")[0]->click();
    QCOMPARE(std::get<Texts>(field.value()), (Texts{"\n\n", "say \"\\"}));
    QTRY_COMPARE(field.findChildren<QToolButton*>("remove").size(), 2);
    QCOMPARE(entryText(field.value(), 0, nullptr), QString("“↵↵”"));
}

void TestListField::refusesBadTexts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("a lone backslash") << "a\\"
                                      << "After a backslash comes";
    QTest::newRow("an unknown escape") << "\\x41"
                                       << "After a backslash comes";
    QTest::newRow("too long") << QString(201, 'x') << "it may have 200.";
}

void TestListField::refusesBadTexts() {
    QFETCH(QString, text);
    QFETCH(QString, part);
    ListField field(dry(), dry().lists[0]);
    QSignalSpy changed(&field, &ListField::valueChanged);
    enter(field, text);
    QVERIFY2(field.errorText().contains(part), qPrintable(field.errorText()));
    QCOMPARE(addLine(field)->text(), text);
    QCOMPARE(changed.count(), 0);
    enter(field, "good");
    QCOMPARE(field.errorText(), "");
    QCOMPARE(changed.count(), 1);
}

void TestListField::addsTokensWithABias() {
    ListField field(bias(), bias().lists[0]);
    field.setVocabulary(m_words, 6);
    QSignalSpy changed(&field, &ListField::valueChanged);
    enter(field, " dog");
    QCOMPARE(std::get<Biases>(field.value()), (Biases{{TokenId{3}, 1.0}}));
    QTRY_COMPARE(field.findChildren<QLineEdit*>("bias").size(), 1);
    auto* number = field.findChild<QLineEdit*>("bias");
    number->setText("-2,5");
    emit number->editingFinished();
    QCOMPARE(std::get<Biases>(field.value()), (Biases{{TokenId{3}, -2.5}}));
    QCOMPARE(changed.count(), 2);
    QTRY_VERIFY(field.findChild<QLineEdit*>("bias") != number);
    number = field.findChild<QLineEdit*>("bias");
    number->setText("much");
    emit number->editingFinished();
    QVERIFY(field.errorText().contains("“much” is not a number"));
    number->setText("1e9");
    emit number->editingFinished();
    QVERIFY(field.errorText().contains("between -1000000 and 1000000"));
    QCOMPARE(changed.count(), 2);
}

void TestListField::picksFromTheListWhileTyping() {
    ListField field(bias(), bias().lists[1]);
    field.setVocabulary(m_words, 6);
    field.show();
    field.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&field));
    addLine(field)->setFocus();
    QTest::keyClicks(addLine(field), "cat");
    auto* list = field.findChild<QCompleter*>()->popup();
    QTRY_VERIFY(list->isVisible());
    QCOMPARE(list->model()->rowCount(), 4);
    QVERIFY(list->model()->index(1, 0).data().toString().contains("#2"));
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(std::get<Tokens>(field.value()), Tokens{TokenId{2}});
    QTRY_COMPARE(addLine(field)->text(), "");
    QVERIFY(!list->isVisible());
}

void TestListField::saysWhatCannotBeTaken() {
    ListField field(bias(), bias().lists[1]);
    field.setVocabulary(m_words, 6);
    enter(field, "bird");
    QVERIFY(field.errorText().contains("No token of the vocabulary contains “bird”"));
    enter(field, "dog");
    enter(field, "#3");
    QVERIFY2(field.errorText().contains("token 3 is in the list twice"), qPrintable(field.errorText()));
    QCOMPARE(std::get<Tokens>(field.value()), Tokens{TokenId{3}});
}

void TestListField::withoutAModel() {
    ListField field(bias(), bias().lists[1]);
    enter(field, "dog");
    QVERIFY(field.errorText().contains("No model is loaded"));
    field.setVocabulary(nullptr, 100); // a file without a vocabulary
    enter(field, "#42");
    QCOMPARE(std::get<Tokens>(field.value()), Tokens{TokenId{42}});
    QCOMPARE(entryText(field.value(), 0, nullptr), QString("#42"));
}

void TestListField::longListsAreCutShort() {
    Tokens many;
    for (int i = 0; i < 1000; ++i) {
        many.push_back(TokenId{i});
    }
    ListField field(bias(), bias().lists[1]);
    field.setValue(many);
    QCOMPARE(field.findChildren<QToolButton*>("remove").size(), 40);
    QCOMPARE(std::get<Tokens>(field.value()).size(), many.size());
}

void TestListField::cardHoldsTheLists() {
    ParameterCard card({LogitBiasOptions{}, true});
    card.setVocabulary(m_words, 6);
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QSignalSpy settled(&card, &ParameterCard::settled);
    auto* banned = card.findChild<ListField*>("banned");
    enter(*banned, "dog");
    QCOMPARE(std::get<LogitBiasOptions>(card.spec().options).banned, Tokens{TokenId{3}});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(settled.count(), 1);
    card.setSpec({LogitBiasOptions{{{TokenId{1}, 2.0}}, {}}, true});
    QCOMPARE(std::get<Tokens>(banned->value()), Tokens{});
    QCOMPARE(std::get<Biases>(card.findChild<ListField*>("biases")->value()).size(), std::size_t(1));
    QCOMPARE(listsText(card.spec()), QString("biases 1"));
    QCOMPARE(changed.count(), 1);
}

QTEST_MAIN(TestListField)
#include "tst_list_field.moc"
