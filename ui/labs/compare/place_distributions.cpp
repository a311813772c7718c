#include "ui/labs/compare/place_distributions.h"

#include "core/analysis/divergence.h"
#include "core/sampling/chain.h"
#include "ui/bridge/second_model.h"
#include "ui/widgets/bar_list.h"

#include <algorithm>
#include <limits>
#include <map>

namespace logitscope {

namespace {

constexpr std::size_t listedOfEach = 6; // the first tokens of each column
constexpr std::size_t listedTokens = 10;

// What a column draws from at the step, by token id.
std::vector<double> drawnFrom(const PlaceColumn& column) {
    const auto chain = SamplerChain::create(column.chain, column.texts); // it has drawn with it, so it is valid
    std::vector<float> buffer;
    return chain->apply(column.row->view(buffer), column.context.view()).probabilities();
}

std::vector<double> rawOf(const PlaceColumn& column) {
    std::vector<float> buffer;
    return softmaxOf(column.row->view(buffer));
}

bool comparable(const ColumnText& left, const ColumnText& right) {
    if (left.recipe.model == right.recipe.model) {
        return true;
    }
    // There are two models at a time, and comparing their vocabularies takes milliseconds: the last answer is kept.
    static std::weak_ptr<const RunModel> knownLeft, knownRight;
    static bool known = false;
    if (knownLeft.lock() != left.recipe.model || knownRight.lock() != right.recipe.model) {
        knownLeft = left.recipe.model;
        knownRight = right.recipe.model;
        known = sameVocabulary(*left.recipe.model, *right.recipe.model);
    }
    return known;
}

bool sameBefore(const ColumnText& left, const ColumnText& right, std::size_t step) {
    return left.prompt == right.prompt &&
           std::equal(left.tokens.begin(), left.tokens.begin() + static_cast<std::ptrdiff_t>(step),
                      right.tokens.begin(),
                      [](const ColumnToken& a, const ColumnToken& b) { return a.token == b.token; });
}

std::vector<TokenId> firstTokens(const std::vector<double>& probabilities, std::size_t count) {
    std::vector<TokenId> order(probabilities.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = static_cast<TokenId>(i);
    }
    count = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](TokenId a, TokenId b) {
                          const double left = probabilities[indexOf(a)], right = probabilities[indexOf(b)];
                          return left != right ? left > right : a < b;
                      });
    order.resize(count);
    return order;
}

} // namespace

PlaceQuestion askAt(const std::vector<const ColumnText*>& texts, const std::vector<QString>& titles,
                    const std::vector<int>& colours, std::size_t step, std::size_t reference) {
    PlaceQuestion question;
    question.step = step;
    const auto consider = [&](std::size_t column) {
        const ColumnText& text = *texts[column];
        if (step >= text.tokens.size()) {
            return;
        }
        const ColumnText* front = question.columns.empty() ? nullptr : texts[question.columns.front().column];
        if (front && !comparable(*front, text)) {
            question.otherVocabularies = true;
        } else if (!text.tokens[step].row) {
            question.missingRows = true;
        } else {
            question.afterDifferentTexts = question.afterDifferentTexts || (front && !sameBefore(*front, text, step));
            question.columns.push_back({column, colours.at(column), titles.at(column), text.tokens[step].row,
                                        text.recipe.chain, text.contextAt(step), text.recipe.model->texts(),
                                        text.tokens[step].token});
        }
    };
    if (reference < texts.size()) {
        consider(reference);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i != reference) {
            consider(i);
        }
    }
    if (!question.columns.empty()) {
        question.model = texts[question.columns.front().column]->recipe.model;
    }
    return question;
}

PlaceDistributions answer(const PlaceQuestion& question) {
    PlaceDistributions place;
    place.step = question.step;
    place.afterDifferentTexts = question.afterDifferentTexts;
    place.otherVocabularies = question.otherVocabularies;
    place.missingRows = question.missingRows;
    if (question.columns.empty()) {
        return place;
    }
    std::vector<std::vector<double>> drawn;
    std::map<TokenId, double> best; // what may be listed, by the largest probability that any column gives
    for (const PlaceColumn& column : question.columns) {
        const std::vector<double>& probabilities = drawn.emplace_back(drawnFrom(column));
        std::vector<TokenId> first = firstTokens(probabilities, listedOfEach);
        first.push_back(column.taken);
        for (const TokenId token : first) {
            if (probabilities[indexOf(token)] > 0.0) {
                best[token] = std::max(best[token], probabilities[indexOf(token)]);
            }
        }
    }
    for (const auto& [token, probability] : best) {
        place.tokens.push_back(token);
    }
    std::ranges::stable_sort(place.tokens, [&](TokenId a, TokenId b) { return best[a] > best[b]; });
    place.tokens.resize(std::min(place.tokens.size(), listedTokens));
    for (const TokenId token : place.tokens) {
        place.labels.push_back(tokenLabel(question.model->tokenizer.get(), token));
    }
    for (std::size_t i = 0; i < question.columns.size(); ++i) {
        const PlaceColumn& column = question.columns[i];
        PlaceSeries series{column.column, column.colour, column.title, {}, column.taken};
        for (const TokenId token : place.tokens) {
            series.probabilities.push_back(drawn[i][indexOf(token)]);
        }
        place.series.push_back(std::move(series));
    }
    const std::vector<double> fromRaw = rawOf(question.columns.front());
    for (std::size_t i = 1; i < question.columns.size(); ++i) {
        place.divergences.push_back(
            {columnLetter(question.columns.front().column) + QStringLiteral(" · ") +
                 columnLetter(question.columns[i].column),
             jsDivergenceBits(drawn.front(), drawn[i]), klDivergenceBits(drawn.front(), drawn[i]),
             klDivergenceBits(drawn[i], drawn.front()), jsDivergenceBits(fromRaw, rawOf(question.columns[i]))});
    }
    return place;
}

double largestDivergence(const PlaceQuestion& question) {
    double largest = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::vector<double>> drawn;
    for (const PlaceColumn& column : question.columns) {
        std::vector<double> probabilities = drawnFrom(column);
        for (const std::vector<double>& other : drawn) {
            const double bits = jsDivergenceBits(other, probabilities);
            largest = largest >= bits ? largest : bits;
        }
        drawn.push_back(std::move(probabilities));
    }
    return largest;
}

} // namespace logitscope
