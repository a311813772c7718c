// From typed text to ids, and every sentence on the way.
#include "core/decoding/prompt.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// A vocabulary whose rule closes each text with an end token.
class ClosingTokenizer final : public Tokenizer {
public:
    Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options) const override {
        auto tokens = m_letters.encode(text, options);
        tokens->push_back(TokenId{2});
        return tokens;
    }
    std::string_view bytesOf(TokenId token) const override { return m_letters.bytesOf(token); }
    std::string_view pieceOf(TokenId token) const override { return m_letters.pieceOf(token); }
    TokenKind kindOf(TokenId token) const override { return m_letters.kindOf(token); }
    std::size_t vocabularySize() const override { return m_letters.vocabularySize(); }
    std::optional<TokenId> beginToken() const override { return m_letters.beginToken(); }
    std::optional<TokenId> endToken() const override { return TokenId{2}; }
    bool isEndToken(TokenId token) const override { return token == TokenId{2}; }
    bool addsSpacePrefix() const override { return false; }

private:
    ScriptedTokenizer m_letters;
};

} // namespace

class TestPrompt : public QObject {
    Q_OBJECT

    std::shared_ptr<ScriptedModel> m_model = std::make_shared<ScriptedModel>(259, 4, hashedRows());

private slots:
    void textBecomesIds() {
        const auto prompt = resolvePrompt(std::string("ab"), loaded(m_model, std::make_shared<ScriptedTokenizer>()));
        QCOMPARE(prompt.value(), (std::vector<TokenId>{TokenId{1}, ScriptedTokenizer::byteToken('a'),
                                                       ScriptedTokenizer::byteToken('b')}));
    }

    void textWithANulByteIsText() {
        const auto prompt =
            resolvePrompt(std::string("a\0b", 3), loaded(m_model, std::make_shared<ScriptedTokenizer>()));
        QCOMPARE(prompt->size(), std::size_t{4});
    }

    void idsStayAsTheyAre() {
        const auto prompt = resolvePrompt(ids({5, 2, 0}), loaded(m_model, nullptr));
        QCOMPARE(prompt.value(), ids({5, 2, 0}));
    }

    void anEndTokenOfTheRuleIsNoPartOfAPrompt() {
        const auto prompt = resolvePrompt(std::string("a"), loaded(m_model, std::make_shared<ClosingTokenizer>()));
        QCOMPARE(prompt.value(), (std::vector<TokenId>{TokenId{1}, ScriptedTokenizer::byteToken('a')}));
    }

    void emptyTextWithABeginTokenIsAPrompt() {
        QCOMPARE(resolvePrompt(std::string(), loaded(m_model, std::make_shared<ScriptedTokenizer>())).value(),
                 ids({1}));
    }

    void sentences() {
        const auto says = [](const Result<std::vector<TokenId>>& result, const char* part) {
            return !result.ok() && result.error().message.find(part) != std::string::npos &&
                   result.error().message.ends_with('.');
        };
        const std::vector<std::string> none;
        const auto noBegin = std::make_shared<ScriptedTokenizer>(none, false);
        QVERIFY(says(resolvePrompt(std::string(), loaded(m_model, noBegin)), "empty"));
        QVERIFY(says(resolvePrompt(std::vector<TokenId>{}, loaded(m_model, noBegin)), "empty"));
        QVERIFY(says(resolvePrompt(std::string("a"), loaded(m_model, nullptr)), "'Scripted' has no vocabulary"));
        QVERIFY(says(resolvePrompt(std::string("a\xFF"), loaded(m_model, noBegin)), "byte 1"));
        QVERIFY(says(resolvePrompt(ids({3, 259}), loaded(m_model, noBegin)), "259"));
        QVERIFY(says(resolvePrompt(ids({-1}), loaded(m_model, noBegin)), "-1"));
        QVERIFY(says(resolvePrompt(ids({std::numeric_limits<int>::min()}), loaded(m_model, noBegin)), "0 to 258"));
    }

    void lengthSaysHowManyAreOver_data() {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<QString>("part");
        QTest::newRow("none") << 0 << "no tokens";
        QTest::newRow("one") << 1 << "";
        QTest::newRow("full") << 4 << "";
        QTest::newRow("one over") << 5 << "5 tokens, 1 more than the context of 4";
        QTest::newRow("many over") << 1000 << "1000 tokens, 996 more";
    }
    void lengthSaysHowManyAreOver() {
        QFETCH(int, tokens);
        QFETCH(QString, part);
        const Status status = checkLength(std::vector<TokenId>(static_cast<std::size_t>(tokens)), m_model->config());
        QCOMPARE(status.ok(), part.isEmpty());
        QVERIFY(status.ok() || QString::fromStdString(status.error().message).contains(part));
    }
};

QTEST_APPLESS_MAIN(TestPrompt)
#include "tst_prompt.moc"
