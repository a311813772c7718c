#include "core/analysis/self_bleu.h"

#include "core/analysis/ngrams.h"

#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace logitscope {

namespace {

constexpr std::size_t orders = 4;
constexpr double noMatch = 0.1; // what an order without a match counts
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// How often an n-gram stands in the text where it stands most often, and in the runner-up: what clips a text's own
// count when the text itself is no reference.
struct Most {
    std::size_t owner = 0;
    std::size_t count = 0;
    std::size_t others = 0; // the most in any text but the owner

    void add(std::size_t text, std::size_t times) {
        if (times > count) {
            others = count;
            count = times;
            owner = text;
        } else if (times > others) {
            others = times;
        }
    }
    std::size_t without(std::size_t text) const { return text == owner ? others : count; }
};

using MostTable = std::unordered_map<Ngram, Most, NgramHash>;

class ReferenceTexts {
public:
    explicit ReferenceTexts(std::span<const std::vector<TokenId>> texts) : m_texts(texts) {
        for (std::size_t n = 1; n <= orders; ++n) {
            for (std::size_t text = 0; text < texts.size(); ++text) {
                for (const auto& [gram, count] : countNgrams(texts[text], n)) {
                    m_most[n - 1][gram].add(text, count);
                }
            }
        }
    }

    // `own`: the text is this one of the references, which does not count then.
    double bleu(std::span<const TokenId> text, std::optional<std::size_t> own) const {
        const std::size_t length = closestLength(text.size(), own);
        if (text.empty() || length == 0) {
            return unknown;
        }
        double logPrecision = 0.0;
        for (std::size_t n = 1; n <= orders; ++n) {
            const std::size_t matches = matchesOf(text, n, own);
            const std::size_t grams = std::max<std::size_t>(1, ngramCount(text.size(), n));
            logPrecision +=
                std::log((matches == 0 ? noMatch : static_cast<double>(matches)) / static_cast<double>(grams)) /
                static_cast<double>(orders);
        }
        const double brevity = std::min(0.0, 1.0 - static_cast<double>(length) / static_cast<double>(text.size()));
        return std::exp(logPrecision + brevity);
    }

private:
    std::size_t matchesOf(std::span<const TokenId> text, std::size_t n, std::optional<std::size_t> own) const {
        std::size_t matches = 0;
        for (const auto& [gram, count] : countNgrams(text, n)) {
            const auto most = m_most[n - 1].find(gram);
            if (most != m_most[n - 1].end()) {
                matches += std::min(count, own ? most->second.without(*own) : most->second.count);
            }
        }
        return matches;
    }

    // 0 when there is no reference with a token.
    std::size_t closestLength(std::size_t length, std::optional<std::size_t> own) const {
        const auto distance = [length](std::size_t other) { return other < length ? length - other : other - length; };
        std::size_t closest = 0;
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            const std::size_t size = m_texts[i].size();
            if (i == own || size == 0) {
                continue;
            }
            const bool closer = closest == 0 || distance(size) < distance(closest);
            if (closer || (distance(size) == distance(closest) && size < closest)) {
                closest = size;
            }
        }
        return closest;
    }

    std::span<const std::vector<TokenId>> m_texts;
    std::array<MostTable, orders> m_most;
};

} // namespace

double bleu4(std::span<const TokenId> text, std::span<const std::vector<TokenId>> references) {
    return ReferenceTexts(references).bleu(text, std::nullopt);
}

std::vector<double> selfBleu(std::span<const std::vector<TokenId>> texts) {
    const ReferenceTexts references(texts);
    std::vector<double> values;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        values.push_back(references.bleu(texts[i], i));
    }
    return values;
}

} // namespace logitscope
