#include "ui/labs/compare/column_figures.h"

#include "core/analysis/self_bleu.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

struct Words {
    const char* name;
    const char* unit;
    const char* meaning;
    int decimals;
};

// In the order of Figure.
constexpr std::array<Words, figureCount> words{{
    {QT_TRANSLATE_NOOP("CompareFigure", "mean log-probability"), QT_TRANSLATE_NOOP("CompareFigure", "nats/token"),
     QT_TRANSLATE_NOOP("CompareFigure",
                       "How likely the model itself finds its text (raw softmax): nearer 0 is likelier."),
     2},
    {QT_TRANSLATE_NOOP("CompareFigure", "perplexity"), "",
     QT_TRANSLATE_NOOP("CompareFigure",
                       "exp(−mean log-probability): as if each token were one of so many equally likely ones."),
     2},
    {QT_TRANSLATE_NOOP("CompareFigure", "mean entropy"), QT_TRANSLATE_NOOP("CompareFigure", "bits/token"),
     QT_TRANSLATE_NOOP("CompareFigure", "How open the raw distribution was on average, before the chain."), 2},
    {QT_TRANSLATE_NOOP("CompareFigure", "distinct-1"), "",
     QT_TRANSLATE_NOOP("CompareFigure", "Different tokens / tokens (Li et al. 2016): 1 is no repetition."), 3},
    {QT_TRANSLATE_NOOP("CompareFigure", "distinct-2"), "",
     QT_TRANSLATE_NOOP("CompareFigure", "Different pairs / pairs of neighbours (Li et al. 2016)."), 3},
    {QT_TRANSLATE_NOOP("CompareFigure", "distinct-3"), "",
     QT_TRANSLATE_NOOP("CompareFigure", "Different triples / triples of neighbours (Li et al. 2016)."), 3},
    {QT_TRANSLATE_NOOP("CompareFigure", "repetition rate"), "",
     QT_TRANSLATE_NOOP("CompareFigure",
                       "Share of 4-grams that stood in the text before (seq-rep-4, Welleck et al. 2020): 0 is none."),
     3},
    {QT_TRANSLATE_NOOP("CompareFigure", "self-BLEU"), "",
     QT_TRANSLATE_NOOP("CompareFigure",
                       "How alike the column's texts are: BLEU-4 of each against the others (Zhu et al. 2018); "
                       "needs two texts and more."),
     3},
    {QT_TRANSLATE_NOOP("CompareFigure", "length"), QT_TRANSLATE_NOOP("CompareFigure", "tokens"),
     QT_TRANSLATE_NOOP("CompareFigure", "Tokens written, an end token included."), 1},
    {QT_TRANSLATE_NOOP("CompareFigure", "vocabulary used"), QT_TRANSLATE_NOOP("CompareFigure", "tokens"),
     QT_TRANSLATE_NOOP("CompareFigure", "How many different tokens stand in the text."), 1},
    {QT_TRANSLATE_NOOP("CompareFigure", "speed"), QT_TRANSLATE_NOOP("CompareFigure", "tok/s"),
     QT_TRANSLATE_NOOP("CompareFigure",
                       "Tokens of this column a second, as they were run: in one batch with the others, or alone; "
                       "with repeats, all its texts together."),
     0},
}};

constexpr Estimate unknown{0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};

const Words& of(Figure figure) { return words.at(static_cast<std::size_t>(figure)); }

QString translated(const char* text) {
    return *text == '\0' ? QString() : QCoreApplication::translate("CompareFigure", text);
}

// What a text alone tells; the figures of several texts together are left unknown.
std::array<double, figureCount> measuresOf(const TextMetrics& metrics) {
    std::array<double, figureCount> values{};
    values.fill(std::numeric_limits<double>::quiet_NaN());
    const auto set = [&](Figure figure, double value) { values[static_cast<std::size_t>(figure)] = value; };
    set(Figure::MeanLogProbability, metrics.meanLogProbability);
    set(Figure::Perplexity, metrics.perplexity);
    set(Figure::MeanEntropy, metrics.meanEntropyBits);
    set(Figure::Distinct1, metrics.distinct[0]);
    set(Figure::Distinct2, metrics.distinct[1]);
    set(Figure::Distinct3, metrics.distinct[2]);
    set(Figure::Repetition, metrics.repetitionRate);
    if (metrics.length > 0) {
        set(Figure::Length, static_cast<double>(metrics.length));
        set(Figure::VocabularyUsed, static_cast<double>(metrics.vocabularyUsed));
    }
    return values;
}

ColumnFigures estimatesOf(const std::vector<TextMetrics>& texts) {
    ColumnFigures figures;
    figures.fill(unknown);
    std::array<std::vector<double>, figureCount> values;
    for (const TextMetrics& text : texts) {
        const auto measures = measuresOf(text);
        for (std::size_t i = 0; i < figureCount; ++i) {
            values[i].push_back(measures[i]);
        }
    }
    for (std::size_t i = 0; i < figureCount; ++i) {
        figures[i] = estimateMean(values[i]);
    }
    return figures;
}

// Without an interval: each text's value depends on all the others, so their spread says nothing of the mean.
Estimate withoutInterval(std::size_t count, double mean) {
    return {count, mean, std::numeric_limits<double>::quiet_NaN()};
}

Estimate speedOf(double tokens, double milliseconds) {
    return milliseconds > 0.0 ? withoutInterval(1, tokens / milliseconds * 1000.0) : unknown;
}

} // namespace

QString figureNumber(double value, int decimals) {
    if (std::isnan(value)) {
        return QStringLiteral("—");
    }
    if (std::isinf(value)) {
        return value < 0.0 ? QStringLiteral("−∞") : QStringLiteral("∞");
    }
    if (decimals == 0) {
        return countText(std::llround(value));
    }
    return QString::number(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

FigureWords wordsOf(Figure figure) {
    return {translated(of(figure).name), translated(of(figure).unit), translated(of(figure).meaning)};
}

QString figureText(Figure figure, const Estimate& estimate) {
    // A single text has whole tokens.
    const bool counts = figure == Figure::Length || figure == Figure::VocabularyUsed;
    const int decimals = counts && estimate.count == 1 ? 0 : of(figure).decimals;
    const QString mean = figureNumber(estimate.mean, decimals);
    return std::isnan(estimate.halfWidth) ? mean
                                          : mean + QStringLiteral(" ± ") + figureNumber(estimate.halfWidth, decimals);
}

ColumnFigures figuresOf(const ColumnText& text) {
    std::vector<TextMetrics> texts;
    double tokens = 0.0, milliseconds = 0.0;
    if (!text.tokens.empty()) {
        texts.push_back(measureText(text.measured()));
    }
    for (const ColumnSample& sample : text.samples) {
        if (sample.ended) {
            texts.push_back(sample.metrics);
            tokens += static_cast<double>(sample.tokens.size());
            milliseconds = std::max(milliseconds, sample.milliseconds); // of one batch
        }
    }
    ColumnFigures figures = estimatesOf(texts);
    figures[static_cast<std::size_t>(Figure::SelfBleu)] =
        text.selfBleu ? withoutInterval(texts.size(), *text.selfBleu) : unknown;
    figures[static_cast<std::size_t>(Figure::Speed)] =
        milliseconds > 0.0 ? speedOf(tokens, milliseconds)
                           : speedOf(static_cast<double>(text.tokens.size()), text.milliseconds);
    return figures;
}

ColumnFigures figuresOf(const std::vector<ColumnSample>& samples) {
    std::vector<TextMetrics> texts;
    std::vector<std::vector<TokenId>> ids;
    for (const ColumnSample& sample : samples) {
        texts.push_back(sample.metrics);
        ids.push_back(sample.ids());
    }
    ColumnFigures figures = estimatesOf(texts);
    figures[static_cast<std::size_t>(Figure::SelfBleu)] =
        samples.size() > 1 ? withoutInterval(samples.size(), estimateMean(selfBleu(ids)).mean) : unknown;
    figures[static_cast<std::size_t>(Figure::Speed)] = unknown;
    return figures;
}

} // namespace logitscope
