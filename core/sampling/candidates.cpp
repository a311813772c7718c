#include "core/sampling/candidates.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace logitscope {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

} // namespace

Candidates::Candidates(std::span<const float> row)
    : m_vocabularySize(row.size()), m_row(paddedRow(row.size())), m_weights(paddedRow(row.size())) {
    assert(!row.empty());
    const RowExtremes extremes = rowKernels().widen(row.data(), row.size(), m_row.data());
    assert(extremes.finite > 0);
    m_rawMaximum = m_maximum = extremes.maximum;
    m_minimum = extremes.minimumFinite;
    m_count = row.size();
    settle();
    m_rawTotal = m_softmax->total;
    m_rawEntropyBits = m_softmax->entropyBits;
    if (extremes.finite < row.size()) {
        compact([](double logit, TokenId) { return logit > impossible; });
    }
}

double Candidates::inverse() const {
    // Bounded, so that 0 * inverse is 0 for any temperature above 0; differences of logits are far above 1e-300.
    return std::min(1.0 / m_divisor, 1e300);
}

void Candidates::setSoftmax(RowSums sums) {
    // H = -sum p ln p with p = w / total and ln w = y.
    const double nats = std::log(sums.total) - sums.weighted / sums.total;
    m_softmax = Softmax{sums.total, m_count == 1 ? 0.0 : std::max(nats, 0.0) / std::numbers::ln2};
}

const Candidates::Softmax& Candidates::settled() {
    if (!m_softmax) {
        setSoftmax(rowKernels().softmax(logits(), paddedRow(m_count), m_maximum, inverse(), m_weights.data()));
    }
    return *m_softmax;
}

std::optional<std::size_t> Candidates::find(TokenId token) const {
    if (!m_tokens) {
        return indexOf(token) < m_count ? std::optional(indexOf(token)) : std::nullopt;
    }
    const std::int32_t* const end = m_tokens.data() + m_count;
    const std::int32_t* const place = std::lower_bound(m_tokens.data(), end, numberOf(token));
    return place != end && *place == numberOf(token) ? std::optional(static_cast<std::size_t>(place - m_tokens.data()))
                                                     : std::nullopt;
}

TokenId Candidates::tokenAt(std::size_t index) const {
    return m_tokens ? TokenId{m_tokens[index]} : TokenId{static_cast<std::int32_t>(index)};
}

void Candidates::beginStage(int stageIndex) {
    Change& change = m_journal.emplace_back();
    change.stageIndex = stageIndex;
    change.divisor = m_divisor;
}

void Candidates::divideLogits(double temperature) {
    assert(temperature > 0.0);
    if (temperature != 1.0) {
        m_divisor *= temperature;
        m_softmax.reset();
    }
}

std::optional<double> Candidates::logitOf(TokenId token) const {
    const std::optional<std::size_t> place = find(token);
    return place ? std::optional(logits()[*place] / m_divisor) : std::nullopt;
}

void Candidates::setLogits(std::span<const TokenLogit> edits) {
    assert(!m_journal.empty() && m_journal.back().edits.empty());
    if (edits.empty()) {
        return;
    }
    if (!m_logits) {
        m_logits = RowBuffer<double>(paddedRow(m_count));
        std::copy_n(m_row.data(), paddedRow(m_count), m_logits.data());
    }
    bool removes = false;
    for (const TokenLogit& edit : edits) {
        const std::optional<std::size_t> place = find(edit.token);
        assert(place && edit.logit < std::numeric_limits<double>::infinity());
        m_logits[*place] = edit.logit * m_divisor;
        m_journal.back().edits.push_back({edit.token, m_logits[*place]});
        removes = removes || edit.logit == impossible;
    }
    m_softmax.reset();
    if (removes) {
        compact([](double logit, TokenId) { return logit > impossible; });
    } else {
        findExtremes();
    }
}

void Candidates::keepFirst(std::size_t count) {
    assert(count > 0);
    if (count >= m_count) {
        return;
    }
    settle();
    const CandidateField all = field();
    LastKept last{};
    if (count <= paddedRow(m_count) / rowBlock) {
        const std::size_t index = firstCandidates(all, count).back();
        last = {all.logits[index], tokenAt(index)};
    } else {
        const Landing landing = candidateAt(all, count - 1);
        last = {landing.logit, tokenAt(landing.index)};
    }
    cutAfter(last);
}

double Candidates::keepShare(double share, std::size_t minimum) {
    const double all = total();
    const Landing landing = candidateAtShare(field(), all, share, false, minimum);
    const double reached = landing.massAfter / all;
    if (landing.countBefore + 1 < m_count) {
        cutAfter({landing.logit, tokenAt(landing.index)});
    }
    return reached;
}

void Candidates::keepWithin(double offset, std::size_t minimum) {
    assert(offset <= 0.0);
    LastKept last{m_maximum + offset * m_divisor, TokenId{std::numeric_limits<std::int32_t>::max()}};
    if (last.logit <= m_minimum) {
        return;
    }
    if (minimum > 1) {
        settle();
        const Landing landing = candidateAt(field(), std::min(minimum, m_count) - 1);
        if (landing.logit < last.logit) {
            last = {landing.logit, tokenAt(landing.index)};
        }
    }
    cutAfter(last);
}

void Candidates::keepOnly(std::vector<TokenId> tokens) {
    assert(!tokens.empty() && std::ranges::is_sorted(tokens) && !m_journal.empty());
    const double before = total();
    const double divisor = m_divisor;
    const double maximum = m_maximum;
    auto next = tokens.begin();
    compact([&](double, TokenId token) {
        const bool keeps = next != tokens.end() && *next == token;
        next += keeps ? 1 : 0;
        return keeps;
    });
    assert(next == tokens.end());
    m_journal.back().kept = std::move(tokens);
    m_journal.back().divisor = divisor;
    // The sums before and after may stand on different maxima.
    const double after = total() * rowExponential((m_maximum - maximum) / m_divisor);
    m_journal.back().removedMass = std::max(0.0, (before - after) / before);
}

void Candidates::cutAfter(LastKept last) {
    assert(!m_journal.empty());
    const double before = total();
    const std::size_t countBefore = m_count;
    compact([last](double logit, TokenId token) {
        return logit > last.logit || (logit == last.logit && token <= last.token);
    });
    if (m_count == countBefore) {
        return;
    }
    m_journal.back().divisor = m_divisor;
    m_journal.back().lastKept = last;
    m_journal.back().removedMass = std::max(0.0, (before - total()) / before);
}

void Candidates::findExtremes() {
    const auto [low, high] = std::minmax_element(logits(), logits() + m_count);
    m_minimum = *low;
    m_maximum = *high;
}

// Closes the gaps that the tokens leave which are not kept.
template<typename Keeps>
void Candidates::compact(const Keeps& keeps) {
    const double* const fromLogits = logits();
    const std::size_t size = m_count;
    const bool named = static_cast<bool>(m_tokens);
    if (!m_logits) {
        m_logits = RowBuffer<double>(paddedRow(size));
    }
    if (!m_tokens) {
        m_tokens = RowBuffer<std::int32_t>(paddedRow(size));
    }
    std::int32_t* const tokens = m_tokens.data();
    double* const toLogits = m_logits.data();
    double* const weights = m_weights.data();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size; ++i) {
        const double logit = fromLogits[i];
        const std::int32_t token = named ? tokens[i] : static_cast<std::int32_t>(i);
        const bool keep = keeps(logit, TokenId{token});
        tokens[kept] = token;
        toLogits[kept] = logit;
        weights[kept] = weights[i];
        kept += keep ? 1 : 0;
    }
    assert(kept > 0);
    std::fill(toLogits + kept, toLogits + paddedRow(kept), impossible);
    std::fill(weights + kept, weights + paddedRow(kept), 0.0);
    if (kept == size) {
        return;
    }
    m_count = kept;
    const double maximumBefore = m_maximum;
    findExtremes();
    if (m_maximum != maximumBefore) {
        m_softmax.reset();
    }
    if (m_softmax) {
        setSoftmax(rowKernels().sums(toLogits, weights, paddedRow(kept), m_maximum, inverse()));
    }
}

Candidates::Fate Candidates::fateOf(TokenId token) const {
    if (const std::optional<std::size_t> place = find(token)) {
        return {logits()[*place] / m_divisor, m_weights[*place] / m_softmax->total, std::nullopt};
    }
    double logit = m_row[indexOf(token)];
    if (logit == impossible) {
        return {impossible, 0.0, std::nullopt};
    }
    for (const Change& change : m_journal) {
        const auto edit = std::ranges::lower_bound(change.edits, token, {}, &TokenLogit::token);
        if (edit != change.edits.end() && edit->token == token) {
            if (edit->logit == impossible) {
                return {logit / change.divisor, 0.0, change.stageIndex};
            }
            logit = edit->logit;
        }
        const bool cut = change.lastKept ? logit < change.lastKept->logit ||
                                               (logit == change.lastKept->logit && token > change.lastKept->token)
                                         : !change.kept.empty() && !std::ranges::binary_search(change.kept, token);
        if (cut) {
            return {logit / change.divisor, 0.0, change.stageIndex};
        }
    }
    assert(!"a token out of play was taken out by a stage");
    return {};
}

CandidateField Candidates::field() const {
    return {logits(), m_weights.data(), m_count, m_maximum, m_minimum, 60.0 * m_divisor};
}

CandidateField Candidates::rawField() const {
    return {m_row.data(), nullptr, m_vocabularySize, m_rawMaximum, m_rawMaximum, 0.0};
}

double Candidates::rawProbability(TokenId token) const {
    return rowExponential(rawLogit(token) - m_rawMaximum) / m_rawTotal;
}

double Candidates::rawLogProbability(TokenId token) const {
    return (rawLogit(token) - m_rawMaximum) - std::log(m_rawTotal);
}

int Candidates::rawRank(TokenId token) const {
    const double logit = rawLogit(token);
    const std::size_t above = rowKernels().countAbove(m_row.data(), paddedRow(m_vocabularySize), logit);
    const auto equalBefore = std::count(m_row.data(), m_row.data() + indexOf(token), logit);
    return static_cast<int>(above) + static_cast<int>(equalBefore) + 1;
}

} // namespace logitscope
