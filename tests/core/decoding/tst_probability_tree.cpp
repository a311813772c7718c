// The tree of the most probable continuations: against plain enumeration, its limits, and what it costs.
#include "core/base/thread_pool.h"
#include "core/decoding/probability_tree.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

#include <cmath>

using namespace logitscope;
using namespace logitscope::test;

namespace {

struct Fixture {
    explicit Fixture(std::size_t context = 64, std::shared_ptr<const Tokenizer> tokenizer = nullptr)
        : model(std::make_shared<ScriptedModel>(tokenizer ? tokenizer->vocabularySize() : 6, context, hashedRows())),
          session(loaded(model, tokenizer), pool) {}

    std::vector<TreeNode> grow(const std::vector<TokenId>& tokens, const TreeLimits& limits,
                               std::stop_token stop = {}) {
        std::vector<TreeNode> nodes;
        told = 0;
        status = growTree(
            session, tokens, limits,
            [&](const std::vector<TreeNode>& children) {
                nodes.insert(nodes.end(), children.begin(), children.end());
                ++told;
            },
            stop);
        return nodes;
    }

    ThreadPool pool{1};
    std::shared_ptr<ScriptedModel> model;
    Session session;
    Status status;
    int told = 0;
};

std::vector<double> softmaxAfter(const std::vector<TokenId>& tokens, std::size_t vocabulary) {
    std::vector<float> row(vocabulary);
    hashedRows()(tokens, row);
    std::vector<double> p(vocabulary);
    double sum = 0.0;
    for (std::size_t i = 0; i < vocabulary; ++i) {
        sum += p[i] = std::exp(static_cast<double>(row[i]));
    }
    for (double& one : p) {
        one /= sum;
    }
    return p;
}

std::vector<TokenId> pathTo(const std::vector<TreeNode>& nodes, std::size_t index) {
    std::vector<TokenId> path;
    for (int at = static_cast<int>(index); at >= 0; at = nodes[static_cast<std::size_t>(at)].parent) {
        path.insert(path.begin(), nodes[static_cast<std::size_t>(at)].token);
    }
    return path;
}

} // namespace

class ProbabilityTreeTest : public QObject {
    Q_OBJECT

private slots:
    void everyNodeIsWhatTheModelSays() {
        Fixture fixture;
        const auto text = ids({1, 2, 3});
        const auto nodes = fixture.grow(text, {.depth = 3, .width = 6, .mass = 1.0, .expansions = 2000});
        QVERIFY(fixture.status.ok());
        QCOMPARE(nodes.size(), std::size_t(6 + 36 + 216)); // all of it
        double total = 0.0;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            auto path = pathTo(nodes, i);
            QCOMPARE(static_cast<int>(path.size()), nodes[i].depth);
            double logProbability = 0.0;
            std::vector<TokenId> before = text;
            double last = 0.0;
            for (const TokenId token : path) {
                last = softmaxAfter(before, 6)[indexOf(token)];
                logProbability += std::log(last);
                before.push_back(token);
            }
            QVERIFY(std::abs(nodes[i].probability - last) < 1e-12);
            QVERIFY(std::abs(nodes[i].pathLogProbability - logProbability) < 1e-12);
            total += nodes[i].depth == 3 ? std::exp(nodes[i].pathLogProbability) : 0.0;
        }
        QVERIFY(std::abs(total - 1.0) < 1e-9);
    }

    // Best first: no path that was left unexpanded is more probable than one that was expanded.
    void theMostProbablePathsComeFirst() {
        Fixture fixture;
        const auto nodes = fixture.grow(ids({4}), {.depth = 5, .width = 3, .mass = 1.0, .expansions = 20});
        QCOMPARE(fixture.told, 20);
        std::vector<bool> expanded(nodes.size(), false);
        for (const TreeNode& node : nodes) {
            if (node.parent >= 0) {
                expanded[static_cast<std::size_t>(node.parent)] = true;
            }
        }
        double leastExpanded = 0.0, bestLeft = -1e9;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (expanded[i]) {
                leastExpanded = std::min(leastExpanded, nodes[i].pathLogProbability);
            } else if (nodes[i].depth < 5) {
                bestLeft = std::max(bestLeft, nodes[i].pathLogProbability);
            }
        }
        QVERIFY(leastExpanded >= bestLeft);
    }

    void aBranchDoesNotReadTheTextAgain() {
        Fixture fixture(2000);
        std::vector<TokenId> text(1000, TokenId{3});
        fixture.grow(text, {.depth = 4, .width = 3, .mass = 1.0, .expansions = 10});
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t(1000 + 9));
        fixture.grow(text, {.depth = 4, .width = 3, .mass = 1.0, .expansions = 10});
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t(1009 + 1 + 9));
    }

    void childrenHoldTheMass() {
        Fixture fixture;
        const auto nodes = fixture.grow(ids({5}), {.depth = 1, .width = 6, .mass = 0.8, .expansions = 1});
        double before = 0.0, all = 0.0;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            before = all;
            all += nodes[i].probability;
            QCOMPARE(nodes[i].rank, static_cast<int>(i) + 1);
            QVERIFY(i == 0 || nodes[i].probability <= nodes[i - 1].probability);
        }
        QVERIFY(before < 0.8);
        QVERIFY(all >= 0.8);
    }

    void theContextBoundsIt() {
        Fixture fixture(4);
        const auto nodes = fixture.grow(ids({1, 2, 3}), {.depth = 5, .width = 2, .mass = 1.0, .expansions = 50});
        QCOMPARE(nodes.size(), std::size_t(2)); // after them the context is full
        QVERIFY(fixture.grow(ids({1, 2, 3, 4}), {}).empty());
        QVERIFY(fixture.status.ok());
        fixture.grow(ids({1, 2, 3, 4, 5}), {});
        QVERIFY(!fixture.status.ok());
    }

    void nothingFollowsAnEndToken() {
        const auto tokenizer = std::make_shared<ScriptedTokenizer>();
        Fixture fixture(64, tokenizer);
        const auto nodes = fixture.grow(ids({5}), {.depth = 2, .width = 50, .mass = 1.0, .expansions = 51});
        for (const TreeNode& node : nodes) {
            QCOMPARE(node.ends, node.token == TokenId{2});
            QVERIFY(node.parent < 0 || !nodes[static_cast<std::size_t>(node.parent)].ends);
        }
    }

    void stopsWithinAnExpansion() {
        Fixture fixture;
        std::stop_source stop;
        fixture.model->onToken = [&](std::size_t run) {
            if (run == 5) {
                stop.request_stop();
            }
        };
        const auto nodes =
            fixture.grow(ids({1}), {.depth = 9, .width = 3, .mass = 1.0, .expansions = 500}, stop.get_token());
        QVERIFY(fixture.status.ok());
        QCOMPARE(nodes.size(), std::size_t(15));
    }

    void limitsOutOfRangeAreSaid_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("mass");
        QTest::addColumn<int>("expansions");
        QTest::newRow("no depth") << 0 << 5 << 0.9 << 10;
        QTest::newRow("too deep") << 33 << 5 << 0.9 << 10;
        QTest::newRow("no width") << 4 << 0 << 0.9 << 10;
        QTest::newRow("too wide") << 4 << 51 << 0.9 << 10;
        QTest::newRow("no mass") << 4 << 5 << 0.0 << 10;
        QTest::newRow("too much mass") << 4 << 5 << 1.01 << 10;
        QTest::newRow("no number") << 4 << 5 << std::nan("") << 10;
        QTest::newRow("no expansions") << 4 << 5 << 0.9 << 0;
        QTest::newRow("too many") << 4 << 5 << 0.9 << 2001;
    }
    void limitsOutOfRangeAreSaid() {
        QFETCH(int, depth);
        QFETCH(int, width);
        QFETCH(double, mass);
        QFETCH(int, expansions);
        Fixture fixture;
        fixture.grow(ids({1}), {depth, width, mass, expansions});
        QVERIFY(!fixture.status.ok());
        QVERIFY(fixture.status.error().message.ends_with('.'));
    }
};

QTEST_GUILESS_MAIN(ProbabilityTreeTest)
#include "tst_probability_tree.moc"
