#include "core/sampling/candidates.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();
constexpr TokenId anyToken{std::numeric_limits<std::int32_t>::max()};

} // namespace

Candidates::Candidates(std::span<const float> row)
    : m_vocabularySize(row.size()), m_row(paddedRow(row.size())), m_count(row.size()),
      m_weights(paddedRow(row.size())) {
    assert(!row.empty());
    const RowExtremes extremes = rowKernels().widen(row.data(), row.size(), m_row.data());
    assert(extremes.finite > 0);
    m_rawMaximum = m_maximum = extremes.maximum;
    m_floor = extremes.minimumFinite;
    settle();
    m_rawTotal = m_softmax->total;
    m_rawEntropyBits = m_softmax->entropyBits;
    if (extremes.finite < row.size()) {
        keepColumns({m_floor, anyToken});
    }
}

// --- What is in play -----------------------------------------------------------------------------------------------

double Candidates::minimumLogit() const {
    return rowKernels().extremes(logits(), paddedRow(m_count)).minimumFinite / m_divisor;
}

std::optional<double> Candidates::logitOf(TokenId token) const {
    const std::optional<std::size_t> place = find(token);
    return place ? std::optional(logits()[*place] / m_divisor) : std::nullopt;
}

const Candidates::Softmax& Candidates::settled() {
    if (!m_softmax) {
        setSoftmax(rowKernels().softmax(logits(), paddedRow(m_count), m_maximum, scale(), m_weights.data()));
    }
    return *m_softmax;
}

void Candidates::setSoftmax(RowSums sums) {
    // H = -sum p log2 p with p = w / total and log2 w = z.
    const double bits = std::log2(sums.total) - sums.weighted / sums.total;
    m_softmax = Softmax{sums.total, m_count == 1 ? 0.0 : std::max(bits, 0.0)};
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

CandidateField Candidates::field() const {
    // exp(-60) of even a million tokens is lost in the rounding of 1.
    return {logits(), m_weights.data(), m_count, m_maximum, m_floor, 60.0 * m_divisor};
}

// --- Changing logits -----------------------------------------------------------------------------------------------

void Candidates::divideLogits(double temperature) {
    assert(temperature > 0.0);
    if (temperature != 1.0) {
        // Differences of float32 logits cannot tell these bounds from 0 and infinity; within them nothing overflows.
        m_divisor = std::clamp(m_divisor * temperature, 1e-300, 1e300);
        m_softmax.reset();
    }
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
        keepColumns({std::numeric_limits<double>::lowest(), anyToken});
    }
    findExtremes();
}

// --- Cuts ----------------------------------------------------------------------------------------------------------

void Candidates::keepFirst(std::size_t count) {
    assert(count > 0);
    if (count >= m_count) {
        return;
    }
    const Before before{total(), m_maximum};
    const CandidateField all = field();
    if (count > paddedRow(m_count) / rowBlock) {
        const Landing landing = candidateAt(all, count - 1);
        cutAfter({landing.logit, tokenAt(landing.index)});
        return;
    }
    std::vector<std::uint32_t> first = firstCandidates(all, count);
    m_floor = all.logits[first.back()];
    m_journal.back().lastKept = LastKept{m_floor, tokenAt(first.back())};
    std::ranges::sort(first);
    keepIndices(first);
    noteCut(before);
}

double Candidates::keepShare(double share, std::size_t minimum) {
    const double all = total();
    const Landing landing = candidateAtShare(field(), all, share, false, minimum);
    cutAfter({landing.logit, tokenAt(landing.index)});
    return landing.massAfter / all;
}

void Candidates::keepWithin(double offset, std::size_t minimum) {
    assert(offset <= 0.0);
    LastKept last{m_maximum + offset * m_divisor, anyToken};
    if (last.logit <= m_floor) {
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
    assert(!tokens.empty() && std::ranges::is_sorted(tokens));
    const Before before{total(), m_maximum};
    std::vector<std::uint32_t> indices;
    indices.reserve(tokens.size());
    for (const TokenId token : tokens) {
        const std::optional<std::size_t> index = find(token);
        assert(index);
        indices.push_back(static_cast<std::uint32_t>(*index));
    }
    m_journal.back().kept = std::move(tokens);
    keepIndices(indices);
    findExtremes();
    noteCut(before);
}

void Candidates::cutAfter(LastKept last) {
    const Before before{total(), m_maximum};
    const std::size_t countBefore = m_count;
    keepColumns(last);
    m_floor = std::max(m_floor, last.logit);
    if (m_count < countBefore) {
        m_journal.back().lastKept = last;
        noteCut(before);
    }
}

// The columns are cut and the maximum is known.
void Candidates::noteCut(Before before) {
    assert(!m_journal.empty());
    if (m_maximum == before.maximum) {
        setSoftmax(rowKernels().sums(logits(), m_weights.data(), paddedRow(m_count), m_maximum, scale()));
    } else {
        m_softmax.reset();
    }
    const double after = total() * rowExponential((m_maximum - before.maximum) / m_divisor);
    m_journal.back().divisor = m_divisor;
    m_journal.back().removedMass = std::max(0.0, (before.total - after) / before.total);
}

void Candidates::keepColumns(LastKept last) {
    const std::size_t padded = paddedRow(m_count);
    const RowColumns from{m_tokens ? m_tokens.data() : nullptr, logits(), m_weights.data()};
    RowBuffer<double> toLogits = m_logits ? std::move(m_logits) : RowBuffer<double>(padded);
    RowBuffer<std::int32_t> toTokens = m_tokens ? std::move(m_tokens) : RowBuffer<std::int32_t>(padded);
    const std::size_t kept = rowKernels().cutAfter(from, padded, last.logit, numberOf(last.token), toTokens.data(),
                                                   toLogits.data(), m_weights.data());
    replaceColumns(std::move(toTokens), std::move(toLogits), kept);
}

// Indices ascending, so that the columns may be written while they are read.
void Candidates::keepIndices(std::span<const std::uint32_t> indices) {
    const std::size_t padded = paddedRow(indices.size());
    const double* const fromLogits = logits();
    const bool named = static_cast<bool>(m_tokens);
    RowBuffer<double> toLogits = m_logits ? std::move(m_logits) : RowBuffer<double>(padded);
    RowBuffer<std::int32_t> toTokens = named ? std::move(m_tokens) : RowBuffer<std::int32_t>(padded);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::uint32_t index = indices[i];
        toTokens[i] = named ? toTokens[index] : static_cast<std::int32_t>(index);
        toLogits[i] = fromLogits[index];
        m_weights[i] = m_weights[index];
    }
    replaceColumns(std::move(toTokens), std::move(toLogits), indices.size());
}

void Candidates::replaceColumns(RowBuffer<std::int32_t> tokens, RowBuffer<double> logits, std::size_t count) {
    assert(count > 0);
    m_tokens = std::move(tokens);
    m_logits = std::move(logits);
    m_count = count;
    std::fill(m_logits.data() + count, m_logits.data() + paddedRow(count), impossible);
    std::fill(m_weights.data() + count, m_weights.data() + paddedRow(count), 0.0);
}

void Candidates::findExtremes() {
    const RowExtremes extremes = rowKernels().extremes(logits(), paddedRow(m_count));
    m_maximum = extremes.maximum;
    m_floor = extremes.minimumFinite;
}

// --- The journal ---------------------------------------------------------------------------------------------------

void Candidates::beginStage(int stageIndex) {
    Change& change = m_journal.emplace_back();
    change.stageIndex = stageIndex;
    change.divisor = m_divisor;
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

bool Candidates::keepsRawOrder() const {
    return std::ranges::all_of(m_journal,
                               [](const Change& change) { return change.edits.empty() && change.kept.empty(); });
}

// --- The raw row ---------------------------------------------------------------------------------------------------

CandidateField Candidates::rawField() const {
    return {m_row.data(), nullptr, m_vocabularySize, m_rawMaximum, impossible, 0.0};
}

double Candidates::rawProbability(TokenId token) const {
    return rowExponential(rawLogit(token) - m_rawMaximum) / m_rawTotal;
}

double Candidates::rawLogProbability(TokenId token) const {
    return (rawLogit(token) - m_rawMaximum) - std::log(m_rawTotal);
}

int Candidates::rawRank(TokenId token) const {
    const double logit = rawLogit(token);
    const double* const row = m_row.data();
    // Tokens with smaller ids come first when they are equal, those with larger ids when they are larger.
    const std::size_t group = indexOf(token) / 8 * 8;
    std::size_t before = rowKernels().countAbove(row, group, std::nextafter(logit, impossible));
    before += rowKernels().countAbove(row + group + 8, m_row.size() - group - 8, logit);
    for (std::size_t i = group; i < group + 8; ++i) {
        before += row[i] > logit || (row[i] == logit && i < indexOf(token)) ? 1 : 0;
    }
    return static_cast<int>(before) + 1;
}

} // namespace logitscope
