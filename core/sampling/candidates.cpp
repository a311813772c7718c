#include "core/sampling/candidates.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();
constexpr TokenId anyToken{std::numeric_limits<std::int32_t>::max()};

} // namespace

namespace {

std::shared_ptr<const RowBuffer<double>> widened(std::span<const float> row, RowExtremes& extremes) {
    assert(!row.empty());
    auto logits = std::make_shared<RowBuffer<double>>(paddedRow(row.size()));
    extremes = rowKernels().widen(row.data(), row.size(), logits->data());
    return logits;
}

} // namespace

Candidates::Candidates(std::span<const float> row)
    : m_vocabularySize(row.size()), m_row(widened(row, m_rawExtremes)), m_weights(paddedRow(row.size())) {
    start();
}

Candidates::Candidates(const Candidates& other, Restart)
    : m_vocabularySize(other.m_vocabularySize), m_rawExtremes(other.m_rawExtremes), m_row(other.m_row),
      m_weights(paddedRow(other.m_vocabularySize)) {
    start();
}

Candidates Candidates::restarted() const { return {*this, Restart{}}; }

void Candidates::start() {
    assert(m_rawExtremes.finite > 0);
    m_count = m_vocabularySize;
    m_maximum = m_rawExtremes.maximum;
    m_floor = m_rawExtremes.minimumFinite;
    settle();
    m_rawTotal = m_softmax->total;
    m_rawEntropyBits = m_softmax->entropyBits;
    if (m_rawExtremes.finite < m_vocabularySize) {
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

double Candidates::logitDeviation() const {
    // Eight sums side by side, joined in one order: the same bits in every build.
    const double* const x = logits();
    const auto summed = [&](const auto& term) {
        std::array<double, 8> sums{};
        std::size_t i = 0;
        for (; i + 8 <= m_count; i += 8) {
            for (std::size_t lane = 0; lane < 8; ++lane) {
                sums[lane] += term(x[i + lane]);
            }
        }
        for (std::size_t lane = 0; i < m_count; ++i, ++lane) {
            sums[lane] += term(x[i]);
        }
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    };
    const auto count = static_cast<double>(m_count);
    const double mean = summed([this](double logit) { return logit - m_maximum; }) / count + m_maximum;
    const double squares = summed([mean](double logit) { return (logit - mean) * (logit - mean); });
    return std::sqrt(squares / count) / m_divisor;
}

std::size_t Candidates::countAtLeast(double probability) {
    const double all = total();
    std::size_t count = 0;
    for (std::size_t i = 0; i < m_count; ++i) {
        count += m_weights[i] / all >= probability ? 1 : 0;
    }
    return count;
}

double Candidates::probabilityAt(std::size_t place) {
    const double all = total();
    return candidateAt(field(), place).weight / all;
}

std::vector<double> Candidates::firstLogits(std::size_t count) const {
    std::vector<double> first;
    for (const std::uint32_t index : firstCandidates(field(), count)) {
        first.push_back(logits()[index] / m_divisor);
    }
    return first;
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
    const double all = total();
    double removed = 0.0;
    bool removes = false;
    bool lowersMaximum = false;
    double highest = impossible;
    ownLogits();
    for (const TokenLogit& edit : edits) {
        const std::optional<std::size_t> place = find(edit.token);
        assert(place && edit.logit < std::numeric_limits<double>::infinity());
        const double logit = edit.logit * m_divisor;
        lowersMaximum = lowersMaximum || (m_logits[*place] == m_maximum && logit < m_maximum);
        m_logits[*place] = logit;
        m_journal.back().edits.push_back({edit.token, logit});
        highest = std::max(highest, logit);
        if (edit.logit == impossible) {
            removes = true;
            removed += m_weights[*place];
        } else {
            m_floor = std::min(m_floor, logit);
        }
    }
    m_journal.back().removedMass = removed / all;
    m_softmax.reset();
    if (removes) {
        keepColumns({std::numeric_limits<double>::lowest(), anyToken});
    }
    if (lowersMaximum) {
        findExtremes();
    } else {
        m_maximum = std::max(m_maximum, highest);
    }
}

void Candidates::reshape(std::function<double(double probability)> logitFor) {
    Change& change = m_journal.back();
    change.before = {m_maximum, m_divisor, total()};
    ownLogits();
    for (std::size_t i = 0; i < m_count; ++i) {
        m_logits[i] = logitFor(m_weights[i] / change.before.total);
    }
    change.logitFor = std::move(logitFor);
    m_divisor = 1.0;
    m_softmax.reset();
    findExtremes();
}

void Candidates::ownLogits() {
    if (!m_logits) {
        m_logits = RowBuffer<double>(paddedRow(m_count));
        std::copy_n(m_row->data(), paddedRow(m_count), m_logits.data());
    }
}

// --- Cuts ----------------------------------------------------------------------------------------------------------

void Candidates::keepFirst(std::size_t count) {
    assert(count > 0);
    if (count >= m_count) {
        return;
    }
    const Before before = beforeCut();
    const CandidateField all = field();
    if (count > paddedRow(m_count) / rowBlock) {
        const Landing landing = candidateAt(all, count - 1);
        cutAfter({landing.logit, tokenAt(landing.index)});
        return;
    }
    std::vector<std::uint32_t> first = firstCandidates(all, count);
    m_floor = all.logits[first.back()];
    m_journal.back().lastKept = Edge{m_floor, tokenAt(first.back())};
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
    Edge last{m_maximum + offset * m_divisor, anyToken};
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

void Candidates::dropFirst(std::size_t count) {
    assert(count < m_count);
    if (count == 0) {
        return;
    }
    const Before before = beforeCut();
    const Landing landing = candidateAt(field(), count);
    const Edge first{landing.logit, tokenAt(landing.index)};
    m_journal.back().firstKept = first;
    const double* const x = logits();
    keepWhere([&](std::size_t i) { return x[i] < first.logit || (x[i] == first.logit && i >= landing.index); });
    findExtremes();
    noteCut(before);
}

double Candidates::keepNearest(double offset, double share, std::size_t minimum) {
    const Before before = beforeCut();
    const Centre centre{m_maximum, offset * m_divisor};
    const std::size_t padded = paddedRow(m_count);
    RowBuffer<double> nearness(padded); // minus the distance
    const double* const x = logits();
    for (std::size_t i = 0; i < padded; ++i) {
        nearness[i] = centre.nearness(x[i]);
    }
    const RowExtremes extremes = rowKernels().extremes(nearness.data(), padded);
    // As in field(): what lies further off is so improbable that it is lost in rounding.
    const CandidateField all = {nearness.data(),  m_weights.data(),       m_count,
                                extremes.maximum, extremes.minimumFinite, 80.0 * m_divisor};
    const Landing landing = candidateAtShare(all, before.total, share, true, minimum);
    if (landing.countBefore + 1 < m_count) {
        Change& change = m_journal.back();
        change.centre = centre;
        change.lastKept = Edge{landing.logit, tokenAt(landing.index)};
        keepWhere([&](std::size_t i) {
            return nearness[i] > landing.logit || (nearness[i] == landing.logit && i <= landing.index);
        });
        findExtremes();
        noteCut(before);
    }
    return -landing.logit / m_divisor;
}

void Candidates::keepOnly(std::vector<TokenId> tokens) {
    assert(!tokens.empty() && std::ranges::is_sorted(tokens));
    const Before before = beforeCut();
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

void Candidates::cutAfter(Edge last) {
    const Before before = beforeCut();
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

template<typename Keeps>
void Candidates::keepWhere(const Keeps& keeps) {
    std::vector<std::uint32_t> indices(m_count);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_count; ++i) {
        indices[kept] = static_cast<std::uint32_t>(i);
        kept += keeps(i) ? 1 : 0;
    }
    indices.resize(kept);
    keepIndices(indices);
}

void Candidates::keepColumns(Edge last) {
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

void Candidates::endStage() { m_journal.back().after = {m_maximum, m_divisor, total()}; }

bool Candidates::Change::keeps(double logit, TokenId token) const {
    const double place = centre ? centre->nearness(logit) : logit;
    if (lastKept && (place < lastKept->logit || (place == lastKept->logit && token > lastKept->token))) {
        return false;
    }
    if (firstKept && (place > firstKept->logit || (place == firstKept->logit && token < firstKept->token))) {
        return false;
    }
    return kept.empty() || std::ranges::binary_search(kept, token);
}

double Candidates::Scale::probabilityOf(double logit) const {
    return rowPower((logit - maximum) * (bitsPerNat / divisor)) / total;
}

template<typename OnStage>
void Candidates::follow(TokenId token, const OnStage& onStage) const {
    double logit = rawLogit(token);
    bool inPlay = logit != impossible;
    for (auto change = m_journal.begin(); inPlay && change != m_journal.end(); ++change) {
        const auto edit = std::ranges::lower_bound(change->edits, token, {}, &TokenLogit::token);
        if (edit != change->edits.end() && edit->token == token) {
            inPlay = edit->logit != impossible;
            logit = inPlay ? edit->logit : logit;
        }
        if (change->logitFor) {
            logit = change->logitFor(change->before.probabilityOf(logit));
        }
        inPlay = inPlay && change->keeps(logit, token);
        onStage(*change, logit, inPlay);
    }
}

Candidates::Fate Candidates::fateOf(TokenId token) const {
    if (const std::optional<std::size_t> place = find(token)) {
        return {logits()[*place] / m_divisor, m_weights[*place] / m_softmax->total, std::nullopt};
    }
    Fate fate{impossible, 0.0, std::nullopt};
    follow(token, [&](const Change& change, double logit, bool stays) {
        if (!stays) {
            fate = {logit / change.divisor, 0.0, change.stageIndex};
        }
    });
    return fate;
}

std::vector<Candidates::Moment> Candidates::momentsOf(TokenId token) const {
    const double raw = rawLogit(token);
    std::vector<Moment> moments = {{raw != impossible, raw, rawProbability(token)}};
    follow(token, [&](const Change& change, double logit, bool stays) {
        moments.push_back(stays ? Moment{true, logit / change.after.divisor, change.after.probabilityOf(logit)}
                                : Moment{false, logit / change.divisor, 0.0});
    });
    moments.resize(m_journal.size() + 1, {false, moments.back().logit, 0.0});
    return moments;
}

Candidates::Place Candidates::placeOf(TokenId token, std::optional<double> offset) {
    const double all = total();
    const std::optional<std::size_t> place = find(token);
    assert(place);
    const double* const x = logits();
    const Centre centre{m_maximum, offset.value_or(0.0) * m_divisor};
    const auto key = [&](std::size_t i) { return offset ? centre.nearness(x[i]) : x[i]; };
    const double own = key(*place);
    Place found;
    double mass = 0.0;
    for (std::size_t i = 0; i < m_count; ++i) {
        if (key(i) > own || (key(i) == own && i < *place)) {
            ++found.countBefore;
            mass += m_weights[i];
        }
    }
    found.shareBefore = mass / all;
    return found;
}

bool Candidates::cutAfterFirst(std::size_t ran) const {
    const Change& change = m_journal[ran];
    const bool bans =
        std::ranges::any_of(change.edits, [](const TokenLogit& edit) { return edit.logit == impossible; });
    return change.lastKept && !change.centre && !bans;
}

bool Candidates::keepsRawOrder() const {
    return std::ranges::all_of(m_journal, [](const Change& change) {
        return change.edits.empty() && !change.logitFor && change.kept.empty() && !change.firstKept && !change.centre;
    });
}

// --- Other temperatures --------------------------------------------------------------------------------------------

Candidates::Tempered Candidates::temperedBy(double temperature) const {
    if (temperature == 0.0) {
        return {0.0, 1.0, 0.0};
    }
    const std::size_t padded = paddedRow(m_count);
    RowBuffer<double> weights(padded);
    const RowSums sums = rowKernels().softmax(logits(), padded, m_maximum, scale() / temperature, weights.data());
    const double bits = std::log2(sums.total) - sums.weighted / sums.total;
    return {temperature, sums.total, m_count == 1 ? 0.0 : std::max(bits, 0.0)};
}

double Candidates::probabilityIn(const Tempered& tempered, TokenId token) const {
    const std::optional<std::size_t> place = find(token);
    if (!place) {
        return 0.0;
    }
    if (tempered.temperature == 0.0) {
        return *place == firstCandidates(field(), 1).front() ? 1.0 : 0.0;
    }
    return rowPower((logits()[*place] - m_maximum) * (scale() / tempered.temperature)) / tempered.total;
}

// --- The raw row ---------------------------------------------------------------------------------------------------

CandidateField Candidates::rawField() const {
    return {m_row->data(), nullptr, m_vocabularySize, m_rawExtremes.maximum, impossible, 0.0};
}

double Candidates::rawProbability(TokenId token) const {
    return rowExponential(rawLogit(token) - m_rawExtremes.maximum) / m_rawTotal;
}

double Candidates::rawLogProbability(TokenId token) const {
    return (rawLogit(token) - m_rawExtremes.maximum) - std::log(m_rawTotal);
}

int Candidates::rawRank(TokenId token) const {
    const double logit = rawLogit(token);
    const double* const row = m_row->data();
    // Tokens with smaller ids come first when they are equal, those with larger ids when they are larger.
    const std::size_t group = indexOf(token) / 8 * 8;
    std::size_t before = rowKernels().countAbove(row, group, std::nextafter(logit, impossible));
    before += rowKernels().countAbove(row + group + 8, m_row->size() - group - 8, logit);
    for (std::size_t i = group; i < group + 8; ++i) {
        before += row[i] > logit || (row[i] == logit && i < indexOf(token)) ? 1 : 0;
    }
    return static_cast<int>(before) + 1;
}

} // namespace logitscope
