// Scores of given tokens: the arithmetic, the windows, the bytes, cancelling.
#include "core/base/thread_pool.h"
#include "core/scoring/prefill.h"
#include "core/scoring/score.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <map>
#include <numbers>

using namespace logitscope;
using namespace logitscope::test;

namespace {

constexpr std::size_t vocabulary = 16;

// Logits that say how many tokens stood before: the probability of token 0 against the others.
float heightAt(std::size_t tokensBefore) { return 0.25F * static_cast<float>(tokensBefore); }

RowScript countingRows() {
    return [](std::span<const TokenId> tokens, std::span<float> row) {
        std::fill(row.begin(), row.end(), 0.0F);
        row[0] = heightAt(tokens.size());
    };
}

// The log-probability of token 1 when `before` tokens were read.
double expected(std::size_t before) {
    return -std::log(std::exp(static_cast<double>(heightAt(before))) + (vocabulary - 1));
}

std::vector<TokenId> ones(std::size_t count, bool begin) {
    std::vector<TokenId> tokens(count, TokenId{1});
    if (begin) {
        tokens.front() = TokenId{2};
    }
    return tokens;
}

} // namespace

class TestScore : public QObject {
    Q_OBJECT

    ThreadPool m_pool{1};
    Scratch m_scratch{m_pool};

private slots:
    void summaryOfKnownNumbers() {
        const std::vector<TokenScore> scores = {{TokenId{1}, Position{0}, false, 0.0, 0, 0.0},
                                                {TokenId{2}, Position{1}, true, std::log(0.5), 1, 1.0},
                                                {TokenId{3}, Position{2}, true, std::log(0.125), 3, 2.0}};
        const ScoreSummary summary = summarize(scores, 8);
        QCOMPARE(summary.scoredTokens, std::size_t{2});
        QCOMPARE(summary.logProbability, std::log(0.0625));
        QCOMPARE(summary.perplexity, 4.0);  // (1/16)^(-1/2)
        QCOMPARE(summary.bitsPerByte, 0.5); // 4 bits over 8 bytes
        QVERIFY(std::isnan(summarize({}, 0).perplexity));
        QVERIFY(std::isnan(summarize(scores, 0).bitsPerByte));
    }

    void windows_data() {
        QTest::addColumn<int>("context");
        QTest::addColumn<int>("count");
        QTest::addColumn<bool>("begin");
        for (const int context : {2, 3, 4, 7, 8, 64}) {
            for (const int count : {1, 2, 3, 7, 8, 9, 15, 16, 17, 40, 333}) {
                for (const bool begin : {false, true}) {
                    QTest::addRow("context %d, %d tokens, begin %d", context, count, begin)
                        << context << count << begin;
                }
            }
        }
    }

    void windows() {
        QFETCH(int, context);
        QFETCH(int, count);
        QFETCH(bool, begin);
        const ScriptedModel model(vocabulary, static_cast<std::size_t>(context), countingRows());
        const auto tokens = ones(static_cast<std::size_t>(count), begin);
        const auto scores = scoreTokens(model, m_scratch, tokens, TokenId{2}, {});
        QVERIFY(scores.ok());
        QCOMPARE(scores->size(), tokens.size());
        QVERIFY(!scores->front().scored);
        // Which number of tokens each score was predicted from.
        std::map<long, std::size_t> beforeOf;
        for (std::size_t before = 0; before < static_cast<std::size_t>(context); ++before) {
            beforeOf[std::lround(expected(before) * 1e9)] = before;
        }
        for (std::size_t i = 1; i < scores->size(); ++i) {
            const TokenScore& score = (*scores)[i];
            QVERIFY(score.scored);
            QCOMPARE(indexOf(score.position), i);
            QCOMPARE(score.token, tokens[i]);
            const auto before = beforeOf.find(std::lround(score.logProbability * 1e9));
            QVERIFY2(before != beforeOf.end(), "more tokens than the context holds");
            if (i < static_cast<std::size_t>(context)) {
                QCOMPARE(before->second, i);
            } else if (context > 2) {
                QVERIFY(before->second >= static_cast<std::size_t>(context / 2));
            }
        }
    }

    void everyWindowStartsWithTheBeginToken() {
        std::vector<std::vector<TokenId>> seen;
        const ScriptedModel model(vocabulary, 8, [&seen](std::span<const TokenId> tokens, std::span<float> row) {
            seen.emplace_back(tokens.begin(), tokens.end());
            std::fill(row.begin(), row.end(), 0.0F);
        });
        QVERIFY(scoreTokens(model, m_scratch, ones(30, true), TokenId{2}, {}).ok());
        for (const auto& prefix : seen) {
            QCOMPARE(prefix.front(), TokenId{2});
        }
        seen.clear();
        QVERIFY(scoreTokens(model, m_scratch, ones(30, false), TokenId{2}, {}).ok()); // given without one
        for (const auto& prefix : seen) {
            QCOMPARE(prefix.front(), TokenId{1});
        }
    }

    void rankAndEntropy() {
        const ScriptedModel model(4, 8, [](std::span<const TokenId>, std::span<float> row) {
            row[0] = std::log(0.5F), row[1] = std::log(0.25F), row[2] = row[3] = std::log(0.125F);
        });
        const auto scores = scoreTokens(model, m_scratch, ids({0, 0, 1, 2}), {}, {});
        QVERIFY(scores.ok());
        const int ranks[] = {0, 1, 2, 3};
        const double probabilities[] = {1.0, 0.5, 0.25, 0.125};
        for (std::size_t i = 1; i < 4; ++i) {
            QCOMPARE((*scores)[i].rank, ranks[i]);
            QVERIFY(std::abs((*scores)[i].logProbability - std::log(probabilities[i])) < 1e-6);
            QVERIFY(std::abs((*scores)[i].entropyBits - 1.75) < 1e-6);
        }
    }

    void brokenLogitsAreASentence_data() {
        QTest::addColumn<float>("value");
        QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("infinity") << std::numeric_limits<float>::infinity();
    }
    void brokenLogitsAreASentence() {
        QFETCH(float, value);
        const ScriptedModel model(4, 8, [value](std::span<const TokenId> tokens, std::span<float> row) {
            std::fill(row.begin(), row.end(), tokens.size() == 3 ? value : 0.0F);
        });
        const auto scores = scoreTokens(model, m_scratch, ids({0, 1, 2, 3, 0}), {}, {});
        QVERIFY(!scores.ok());
        QVERIFY(scores.error().message.ends_with('.'));
    }

    void contextOfOneIsASentence() {
        const ScriptedModel model(4, 1, hashedRows());
        QVERIFY(!scoreTokens(model, m_scratch, ids({0, 1}), {}, {}).ok());
    }

    void stoppedScoresEndWhereTheRunEnded() {
        ScriptedModel model(vocabulary, 8, countingRows());
        std::stop_source source;
        model.onToken = [&source](std::size_t run) {
            if (run == 12) {
                source.request_stop();
            }
        };
        std::size_t heard = 0;
        const auto scores = scoreTokens(model, m_scratch, ones(100, false), {}, source.get_token(),
                                        [&heard](std::size_t done) { heard = done; });
        QVERIFY(scores.ok());
        QVERIFY(scores->size() < 100);
        QVERIFY(scores->size() >= 8);
        QCOMPARE(heard, std::size_t{8});
        QVERIFY(model.tokensRun <= 13);
    }

    void bytesOfTheScoredText_data() {
        QTest::addColumn<bool>("begin");
        QTest::addColumn<int>("bytes");
        QTest::newRow("a begin token predicts the first letter") << true << 5;
        QTest::newRow("without one the first piece has no score") << false << 3;
    }
    void bytesOfTheScoredText() {
        QFETCH(bool, begin);
        QFETCH(int, bytes);
        const auto tokenizer = std::make_shared<ScriptedTokenizer>(std::vector<std::string>{"ab"}, begin);
        const auto model = std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), 16, hashedRows());
        const LoadedModel both = loaded(model, tokenizer);
        const std::string text = "abc\xC3\xA9";
        const auto tokens = tokenizer->encode(text, {}).value();
        const auto scored = scoreText(both, m_scratch, tokens, text, {});
        QVERIFY(scored.ok());
        QCOMPARE(scored->summary.bytes, static_cast<std::size_t>(bytes));
        QCOMPARE(scored->summary.scoredTokens, tokens.size() - 1);
        const double bits = -scored->summary.logProbability / std::numbers::ln2;
        QCOMPARE(scored->summary.bitsPerByte, bits / bytes);
        // Ids given as they are count the bytes of their own text.
        QCOMPARE(scoreText(both, m_scratch, tokens, std::nullopt, {})->summary.bytes, static_cast<std::size_t>(bytes));
        const auto bare = scoreText(loaded(model, nullptr), m_scratch, tokens, std::nullopt, {});
        QVERIFY(std::isnan(bare->summary.bitsPerByte));
    }

    void prefillAsksForTheRowsWanted_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("expectedRows");
        QTest::newRow("none") << static_cast<int>(LogitRows::None) << 300 << 0;
        QTest::newRow("last of all chunks") << static_cast<int>(LogitRows::Last) << 300 << 1;
        QTest::newRow("all") << static_cast<int>(LogitRows::All) << 300 << 300;
        QTest::newRow("nothing to run") << static_cast<int>(LogitRows::All) << 0 << 0;
    }
    void prefillAsksForTheRowsWanted() {
        QFETCH(int, rows);
        QFETCH(int, count);
        QFETCH(int, expectedRows);
        struct CountingSink final : LogitSink {
            int rows = 0;
            Position last{};
            void onLogits(std::size_t, Position position, std::span<const float>) override { ++rows, last = position; }
        } sink;
        const ScriptedModel model(vocabulary, 512, hashedRows());
        const auto state = model.newState();
        std::vector<std::size_t> progress;
        prefill(model, *state, ones(static_cast<std::size_t>(count), false), static_cast<LogitRows>(rows), m_scratch,
                sink, {}, [&progress](std::size_t done) { progress.push_back(done); });
        QCOMPARE(sink.rows, expectedRows);
        QCOMPARE(indexOf(state->position()), static_cast<std::size_t>(count));
        if (expectedRows > 0) {
            QCOMPARE(indexOf(sink.last), static_cast<std::size_t>(count - 1));
        }
        QVERIFY(std::is_sorted(progress.begin(), progress.end()));
        QVERIFY(count == 0 ? progress.empty() : progress.back() == static_cast<std::size_t>(count));
    }
};

QTEST_APPLESS_MAIN(TestScore)
#include "tst_score.moc"
