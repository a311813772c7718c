// Sequences that were read stay useful: longest prefix, bounded memory, rows only while somebody holds them.
#include "core/base/thread_pool.h"
#include "core/decoding/session.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

namespace {

struct Fixture {
    explicit Fixture(std::size_t context = 1 << 16)
        : model(std::make_shared<ScriptedModel>(8, context, hashedRows())), session(loaded(model, nullptr), pool) {}

    // Reads the tokens as a run does and gives the state back.
    void read(const std::vector<TokenId>& tokens, std::vector<WeakLogits> rows = {}) {
        Session::Reuse reuse = session.acquire(tokens);
        std::vector<TokenId>& memory = static_cast<ScriptedState&>(*reuse.state).tokens;
        memory.insert(memory.end(), tokens.begin() + static_cast<std::ptrdiff_t>(reuse.tokens), tokens.end());
        session.keep(std::move(reuse.state), tokens, std::move(rows));
    }

    ThreadPool pool{1};
    std::shared_ptr<ScriptedModel> model;
    Session session;
};

std::vector<TokenId> memoryOf(const Session::Reuse& reuse) { return static_cast<ScriptedState&>(*reuse.state).tokens; }

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private slots:
    void takesTheLongestPrefix_data() {
        QTest::addColumn<QList<int>>("wanted");
        QTest::addColumn<int>("reused");
        QTest::newRow("nothing in common") << QList<int>{7, 7} << 0;
        QTest::newRow("the same text: all but the last") << QList<int>{1, 2, 3, 4} << 3;
        QTest::newRow("one token") << QList<int>{1} << 0;
        QTest::newRow("longer") << QList<int>{1, 2, 3, 4, 5, 6} << 4;
        QTest::newRow("another end") << QList<int>{1, 2, 6, 6} << 2;
        QTest::newRow("the other branch") << QList<int>{1, 2, 5, 5, 5} << 4;
        QTest::newRow("shorter") << QList<int>{1, 2} << 1;
    }
    void takesTheLongestPrefix() {
        QFETCH(QList<int>, wanted);
        QFETCH(int, reused);
        Fixture fixture;
        fixture.read(ids({1, 2, 3, 4}));
        fixture.read(ids({1, 2, 5, 5}));
        const auto tokens = ids({wanted.begin(), wanted.end()});
        const auto reuse = fixture.session.acquire(tokens);
        QCOMPARE(reuse.tokens, static_cast<std::size_t>(reused));
        QCOMPARE(memoryOf(reuse), std::vector<TokenId>(tokens.begin(), tokens.begin() + reused));
        QCOMPARE(reuse.rows.size(), reuse.tokens);
        // The leaf that it came from is as it was.
        QCOMPARE(fixture.session.acquire(ids({1, 2, 3, 4, 0})).tokens, std::size_t{4});
    }

    void aContinuedSequenceIsKeptOnce() {
        Fixture fixture;
        fixture.read(ids({1, 2, 3}));
        fixture.read(ids({1, 2, 3, 4, 5}));
        const std::size_t bytes = fixture.session.memoryBytes();
        QCOMPARE(bytes - fixture.session.scratch().memoryBytes(), 5 * ScriptedState::bytesPerToken);
        fixture.read(ids({1, 2})); // the beginning of what is there
        QCOMPARE(fixture.session.memoryBytes(), bytes);
        QCOMPARE(fixture.session.acquire(ids({1, 2, 3, 4, 5, 6})).tokens, std::size_t{5});
    }

    void leavesAreBounded() {
        Fixture fixture;
        for (int first = 0; first < 8; ++first) {
            for (int second = 0; second < 8; ++second) {
                fixture.read(ids({first, second, 0}));
                fixture.session.acquire(ids({0, 0, 1})); // used all the time: it stays
            }
        }
        QCOMPARE(fixture.session.memoryBytes() - fixture.session.scratch().memoryBytes(),
                 8 * 3 * ScriptedState::bytesPerToken);
        QCOMPARE(fixture.session.acquire(ids({0, 0, 0, 0})).tokens, std::size_t{3});
        QCOMPARE(fixture.session.acquire(ids({7, 7, 0, 0})).tokens, std::size_t{3});
        QCOMPARE(fixture.session.acquire(ids({3, 3, 0, 0})).tokens, std::size_t{0});
    }

    void rowsAreKnownWhileSomebodyHoldsThem() {
        Fixture fixture;
        const std::vector<float> logits(8, 0.5F);
        std::vector<LogitsPtr> held;
        for (int i = 0; i < 4; ++i) {
            held.push_back(LogitRow::copyOf(logits));
        }
        fixture.read(ids({1, 2, 3, 4}), {held.begin(), held.end()});
        const auto all = fixture.session.acquire(ids({1, 2, 3, 4, 5}), true);
        QCOMPARE(all.tokens, std::size_t{4});
        QCOMPARE(all.rows[3], held[3]);

        held[2].reset();
        // `all` still holds the third row.
        QCOMPARE(fixture.session.acquire(ids({1, 2, 3, 4, 5}), true).tokens, std::size_t{4});
    }

    void withoutARowThePrefixEndsBeforeIt() {
        Fixture fixture;
        const std::vector<float> logits(8, 0.5F);
        std::vector<LogitsPtr> held = {LogitRow::copyOf(logits), LogitRow::copyOf(logits), LogitRow::copyOf(logits)};
        fixture.read(ids({1, 2, 3}), {held.begin(), held.end()});
        held[1].reset();
        const auto scored = fixture.session.acquire(ids({1, 2, 3, 4}), true);
        QCOMPARE(scored.tokens, std::size_t{1});
        QCOMPARE(memoryOf(scored), ids({1}));
        const auto plain = fixture.session.acquire(ids({1, 2, 3, 4}));
        QCOMPARE(plain.tokens, std::size_t{3});
        QVERIFY(!plain.rows[1]);
        // Reading the tokens again makes the row known again.
        held[1] = LogitRow::copyOf(logits);
        fixture.read(ids({1, 2, 3}), {held.begin(), held.end()});
        QCOMPARE(fixture.session.acquire(ids({1, 2, 3, 4}), true).tokens, std::size_t{3});
    }
};

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
