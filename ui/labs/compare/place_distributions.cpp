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

// The distribution that a column's token at a step was drawn from, by token id; empty without its row.
std::vector<double> drawnFrom(const ColumnText& text, std::size_t step) {
    const LogitsPtr row = step < text.tokens.size() ? text.tokens[step].row : nullptr;
    const auto chain = SamplerChain::create(text.recipe.chain);
    if (!row || !chain) {
        return {};
    }
    std::vector<float> buffer;
    return chain->apply(row->view(buffer)).probabilities();
}

std::vector<double> rawOf(const ColumnText& text, std::size_t step) {
    std::vector<float> buffer;
    return softmaxOf(text.tokens.at(step).row->view(buffer));
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
    return left.recipe.prompt == right.recipe.prompt &&
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

PlaceDistributions placeDistributions(const std::vector<const ColumnText*>& texts, const std::vector<QString>& titles,
                                      const std::vector<int>& colours, std::size_t step, std::size_t reference) {
    PlaceDistributions place;
    place.step = step;
    std::vector<std::size_t> columns;
    std::map<std::size_t, std::vector<double>> drawn;
    const auto consider = [&](std::size_t column) {
        if (step >= texts[column]->tokens.size()) {
            return;
        }
        if (!columns.empty() && !comparable(*texts[columns.front()], *texts[column])) {
            place.otherVocabularies = true;
            return;
        }
        std::vector<double> probabilities = drawnFrom(*texts[column], step);
        if (probabilities.empty()) {
            place.missingRows = true;
            return;
        }
        drawn[column] = std::move(probabilities);
        columns.push_back(column);
    };
    if (reference < texts.size()) {
        consider(reference);
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i != reference) {
            consider(i);
        }
    }
    if (columns.empty()) {
        return place;
    }

    // What is listed: by the largest probability that any column gives.
    std::map<TokenId, double> best;
    for (const std::size_t column : columns) {
        const std::vector<double>& probabilities = drawn[column];
        std::vector<TokenId> first = firstTokens(probabilities, listedOfEach);
        first.push_back(texts[column]->tokens[step].token);
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
    const ColumnText& front = *texts[columns.front()];
    for (const TokenId token : place.tokens) {
        place.labels.push_back(tokenLabel(front.recipe.model->tokenizer.get(), token));
    }

    for (const std::size_t column : columns) {
        PlaceSeries series{column, colours.at(column), titles.at(column), {}, texts[column]->tokens[step].token};
        for (const TokenId token : place.tokens) {
            series.probabilities.push_back(drawn[column][indexOf(token)]);
        }
        place.series.push_back(std::move(series));
        place.afterDifferentTexts = place.afterDifferentTexts || !sameBefore(front, *texts[column], step);
    }
    const std::vector<double>& from = drawn[columns.front()];
    const std::vector<double> fromRaw = rawOf(front, step);
    for (std::size_t i = 1; i < columns.size(); ++i) {
        const std::vector<double>& to = drawn[columns[i]];
        place.divergences.push_back({columnLetter(columns.front()) + QStringLiteral(" · ") + columnLetter(columns[i]),
                                     jsDivergenceBits(from, to), klDivergenceBits(from, to), klDivergenceBits(to, from),
                                     jsDivergenceBits(fromRaw, rawOf(*texts[columns[i]], step))});
    }
    return place;
}

double largestDivergence(const std::vector<const ColumnText*>& texts, std::size_t step) {
    double largest = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::pair<const ColumnText*, std::vector<double>>> drawn;
    for (const ColumnText* text : texts) {
        std::vector<double> probabilities = drawnFrom(*text, step);
        if (probabilities.empty()) {
            continue;
        }
        for (const auto& [other, from] : drawn) {
            if (comparable(*other, *text)) {
                const double bits = jsDivergenceBits(from, probabilities);
                largest = largest >= bits ? largest : bits;
            }
        }
        drawn.emplace_back(text, std::move(probabilities));
    }
    return largest;
}

} // namespace logitscope
