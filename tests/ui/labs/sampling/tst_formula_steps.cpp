// The formula of a token: the final probability is computed again from the printed figures alone.
#include "core/sampling/chain.h"
#include "ui/labs/sampling/microscope/formula_panel.h"
#include "ui/labs/sampling/microscope/formula_steps.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QtTest>

#include <cmath>

using namespace logitscope;

namespace {

const std::vector<float> reference{2, 1.5F, 1, 0.5F, 0, -1, -2, -4};
const std::vector<TokenId> text{TokenId{1}, TokenId{1}, TokenId{3}, TokenId{5}};

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec chain;
    for (const SamplerOptions& options : stages) {
        chain.stages.push_back({options, true});
    }
    return chain;
}

// The value of "a / b - c * d + e", as printed.
double valueOf(const QString& printed) {
    const QStringList parts = printed.split(' ', Qt::SkipEmptyParts);
    double sum = 0.0, term = parts.first().toDouble(), sign = 1.0;
    for (qsizetype i = 1; i + 1 < parts.size(); i += 2) {
        const double number = parts[i + 1].toDouble();
        if (parts[i] == "*") {
            term *= number;
        } else if (parts[i] == "/") {
            term /= number;
        } else {
            sum += sign * term;
            sign = parts[i] == "-" ? -1.0 : 1.0;
            term = number;
        }
    }
    return sum + sign * term;
}

std::vector<FormulaLine> linesOf(const ChainSpec& chain, int token) {
    const StepContext context{.tokens = text};
    const ChainResult result = SamplerChain::create(chain)->apply(reference, context);
    return formulaLines(formulaSteps(result, chain, context, TokenId{token}), chain);
}

} // namespace

class TestFormulaSteps : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void printedFiguresGiveTheProbability_data() {
        QTest::addColumn<ChainSpec>("chain");
        QTest::newRow("no stage") << ChainSpec{};
        QTest::newRow("temperature, top-p") << chainOf({TemperatureOptions{0.8}, TopPOptions{0.9, 1}});
        QTest::newRow("top-p, temperature") << chainOf({TopPOptions{0.9, 1}, TemperatureOptions{0.8}});
        QTest::newRow("everything of the usual")
            << chainOf({LogitBiasOptions{{{TokenId{0}, -1.5}, {TokenId{2}, 0.7}}, {TokenId{4}}},
                        PenaltiesOptions{1.3, 0.2, 0.1, -1}, TemperatureOptions{0.7}, TopKOptions{5},
                        MinPOptions{0.05, 1}, TopPOptions{0.95, 1}});
        QTest::newRow("dynamic temperature") << chainOf({DynamicTemperatureOptions{1.0, 0.5, 1.0}, TopKOptions{6}});
        QTest::newRow("XTC") << chainOf({XtcOptions{1.0, 0.1}, TemperatureOptions{1.3}});
        QTest::newRow("typical-p, mirostat") << chainOf({TypicalPOptions{0.8, 1}, MirostatOptions{2, 3.0}});
        QTest::newRow("adaptive-p") << chainOf({TopKOptions{5}, AdaptivePOptions{0.3}});
        QTest::newRow("greedy") << chainOf({TemperatureOptions{0.0}});
    }

    void printedFiguresGiveTheProbability() {
        QFETCH(ChainSpec, chain);
        const StepContext context{.tokens = text};
        const ChainResult result = SamplerChain::create(chain)->apply(reference, context);
        int kept = 0;
        for (int token = 0; token < static_cast<int>(reference.size()); ++token) {
            const std::vector<FormulaLine> lines = linesOf(chain, token);
            QVERIFY(lines.size() >= 2);
            QString z, before; // the figures that the last line of a logit, and of a probability, ended with
            double p = 0.0;
            for (const FormulaLine& line : lines) {
                const QStringList sides = line.numbers.split(" = ");
                if (sides.size() == 2) {
                    QString left = sides[0];
                    const bool softmax = left.startsWith("e^(");
                    if (softmax) {
                        left = left.mid(3).chopped(1);
                    }
                    const bool ofProbability = line.rule.startsWith("p");
                    const QString& taken = ofProbability ? before : z;
                    QVERIFY2(left.startsWith(taken + ' '), qPrintable(left + " after " + taken));
                    p = softmax ? std::exp(valueOf(left)) : valueOf(left);
                    QVERIFY2(std::abs(p - sides[1].toDouble()) < 2e-4 * std::max(1.0, std::abs(p)),
                             qPrintable(line.numbers));
                    (softmax || ofProbability ? before : z) = sides[1];
                } else if (line.rule == "z" || line.rule == "z′(p)") {
                    z = line.numbers;
                } else if (line.numbers.startsWith("not in the window")) {
                    QVERIFY(line.numbers.endsWith(z));
                }
            }
            const double expected = result.probabilityOf(TokenId{token});
            if (expected > 0.0) {
                ++kept;
                QVERIFY2(std::abs(before.toDouble() - expected) < 1e-5, qPrintable(before));
                QVERIFY2(std::abs(p - expected) < 3e-4 * expected, qPrintable(QString::number(p)));
            } else {
                QCOMPARE(lines[lines.size() - 2].numbers, "removed");
            }
            QVERIFY(std::abs(lines.back().numbers.toDouble() - expected) < 1e-5);
        }
        QCOMPARE(kept, result.survivors());
    }

    void onlyTheStagesOfTheChainInOrder() {
        const auto names = [](const std::vector<FormulaLine>& lines) {
            QStringList list;
            for (const FormulaLine& line : lines) {
                list << line.name;
            }
            return list;
        };
        QCOMPARE(names(linesOf(chainOf({TemperatureOptions{0.5}, TopKOptions{0}, TopPOptions{0.9, 1}}), 0)),
                 (QStringList{"model", "Temperature", "softmax", "Top-p", "Top-p", "drawn with"}));
        QCOMPARE(names(linesOf(chainOf({TopPOptions{0.9, 1}, TemperatureOptions{0.5}}), 0)),
                 (QStringList{"model", "softmax", "Top-p", "Top-p", "Temperature", "softmax", "drawn with"}));
        QCOMPARE(names(linesOf(chainOf({TopKOptions{1}}), 3)),
                 (QStringList{"model", "softmax", "Top-k", "drawn with"}));
    }

    void impossibleTokensHaveNoFormula() {
        std::vector<float> row = reference;
        row[2] = -std::numeric_limits<float>::infinity();
        const ChainSpec chain = chainOf({TemperatureOptions{0.5}});
        const ChainResult result = SamplerChain::create(chain)->apply(row);
        const auto lines = formulaLines(formulaSteps(result, chain, {}, TokenId{2}), chain);
        QCOMPARE(lines.size(), std::size_t(2));
        QCOMPARE(lines[0].numbers, "-∞");
        QCOMPARE(lines[1].numbers, "0");
    }

    void latexIsCopied() {
        FormulaPanel panel;
        panel.setLines(linesOf(chainOf({TemperatureOptions{0.5}, TopPOptions{0.9, 1}}), 0), "{x}");
        panel.findChild<QPushButton*>("copyLatex")->click();
        const QString latex = QApplication::clipboard()->text();
        QVERIFY(latex.contains("\\begin{aligned}"));
        QVERIFY(latex.contains("z &= z / T = 2.0000 / 0.5 = 4.0000 && \\text{Temperature} \\\\"));
        QVERIFY2(latex.contains("e^{z - \\ln \\sum e^z} = e^{4.0000 - "), qPrintable(latex));
        QVERIFY(latex.trimmed().endsWith("\\end{aligned}"));
        QCOMPARE(latex.count('{'), latex.count('}'));
        QVERIFY(panel.findChild<QLabel*>("formula")->text().contains("4.0000"));
    }
};

QTEST_MAIN(TestFormulaSteps)
#include "tst_formula_steps.moc"
