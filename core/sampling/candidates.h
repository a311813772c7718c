// What samplers work on: the tokens of one row that are still in play, their logits and probabilities, and a journal of
// what each stage did, from which the fate of any token can be told later.
//
// Tokens stand in the order of their ids; cuts close the gaps, nothing is ever sorted as a whole. All logits in play
// are finite: impossible tokens (-inf) are never candidates. A temperature is kept as a divisor, so a stage that
// changes no order costs no pass. The order of candidates is logit descending, then id ascending. One thread; a chain
// makes one per row and its result keeps it.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/row_memory.h"
#include "core/sampling/selection.h"

#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace logitscope {

struct TokenLogit {
    TokenId token;
    double logit;
};

class Candidates {
public:
    // Precondition (checkLogits): no NaN, no +inf, at least one finite number.
    explicit Candidates(std::span<const float> row);
    // The same row before any stage.
    Candidates restarted() const;

    // --- What is in play -------------------------------------------------------------------------------------------
    std::size_t count() const { return m_count; }
    double maximumLogit() const { return m_maximum / m_divisor; }
    double minimumLogit() const;
    // The current logit of a token; empty when it is out of play.
    std::optional<double> logitOf(TokenId token) const;
    // Softmax of the current logits: the sum of exp(logit - maximum), and the entropy. Computed on first use.
    double total() { return settled().total; }
    double entropyBits() { return settled().entropyBits; }
    double largestProbability() { return 1.0 / settled().total; }
    // Standard deviation of the current logits over all in play (population: divided by the count).
    double logitDeviation() const;
    // How many tokens are at least this probable.
    std::size_t countAtLeast(double probability);
    double probabilityAt(std::size_t place); // of the order, from 0
    // The current logits of the first tokens of the order, at most `count`.
    std::vector<double> firstLogits(std::size_t count) const;

    // --- What samplers do ------------------------------------------------------------------------------------------
    void divideLogits(double temperature); // > 0
    // Gives tokens in play (ids ascending) other logits; -inf takes them out of play. At least one must stay.
    void setLogits(std::span<const TokenLogit> edits);
    // Keeps the first `count` (at least 1).
    void keepFirst(std::size_t count);
    // Keeps the shortest prefix of the order whose cumulative probability is at least `share`, of at least `minimum`
    // tokens. Returns the cumulative probability reached.
    double keepShare(double share, std::size_t minimum);
    // Keeps the logits >= maximum + offset (offset <= 0), and at least the first `minimum` tokens.
    void keepWithin(double offset, std::size_t minimum);
    // Takes the first `count` (fewer than there are) out of play.
    void dropFirst(std::size_t count);
    // In the order of the distance of their logit from maximum + offset, then of their ids: keeps the first tokens
    // until their cumulative probability is more than `share`, and at least the first `minimum`. Returns the last one's
    // distance.
    double keepNearest(double offset, double share, std::size_t minimum);
    // Keeps these tokens (ids ascending, all in play, at least one): for cuts that follow no order.
    void keepOnly(std::vector<TokenId> tokens);
    // Gives every token in play the logit logitFor(its probability), finite.
    void reshape(std::function<double(double probability)> logitFor);

    // --- The journal -----------------------------------------------------------------------------------------------
    // What lies between is the doing of this stage.
    void beginStage(int stageIndex);
    void endStage();
    // The share of the probability that the stage's cut took away.
    double removedMass() const { return m_journal.empty() ? 0.0 : m_journal.back().removedMass; }

    // What became of a token: its last logit in play, and the stage that took it out.
    struct Fate {
        double logit = 0.0;
        double probability = 0.0; // 0 when out of play
        std::optional<int> cutBy; // empty when in play, and for impossible tokens
    };
    Fate fateOf(TokenId token) const;
    // A token at one moment: with its logit and probability, or, out of play, with its last logit and 0.
    struct Moment {
        bool inPlay = false;
        double logit = 0.0;
        double probability = 0.0;
    };
    // Before the first stage and after each stage that has ended.
    std::vector<Moment> momentsOf(TokenId token) const;
    // Where a token in play stands: how many come before it in the order, and their probability. With an offset: in the
    // order of keepNearest().
    struct Place {
        std::size_t countBefore = 0;
        double shareBefore = 0.0;
    };
    Place placeOf(TokenId token, std::optional<double> offset = std::nullopt);
    // Whether the cut of the stage that ran as number `ran` (from 0) left the first tokens of the order, and no others.
    bool cutAfterFirst(std::size_t ran) const;
    // Whether the tokens in play are the first of the raw row, in its order: then their raw ranks are known.
    bool keepsRawOrder() const;

    // --- The finished distribution; call settle() before ----------------------------------------------------------
    void settle() { static_cast<void>(settled()); }
    double settledEntropyBits() const { return m_softmax->entropyBits; }
    double settledTotal() const { return m_softmax->total; }
    // With settled weights.
    CandidateField field() const;
    TokenId tokenAt(std::size_t index) const;

    // The finished distribution with its logits divided by one more temperature, >= 0.
    struct Tempered {
        double temperature = 1.0;
        double total = 0.0;
        double entropyBits = 0.0;
    };
    Tempered temperedBy(double temperature) const;
    double probabilityIn(const Tempered& tempered, TokenId token) const; // 0 out of play

    // --- The raw row ----------------------------------------------------------------------------------------------
    std::size_t vocabularySize() const { return m_vocabularySize; }
    const RowExtremes& rawExtremes() const { return m_rawExtremes; }
    double rawLogit(TokenId token) const { return (*m_row)[indexOf(token)]; }
    double rawProbability(TokenId token) const;
    double rawLogProbability(TokenId token) const; // nats
    int rawRank(TokenId token) const;              // 1 = the largest logit
    double rawEntropyBits() const { return m_rawEntropyBits; }
    CandidateField rawField() const; // without weights; impossible tokens last

private:
    struct Softmax {
        double total;
        double entropyBits;
    };
    using SharedRow = std::shared_ptr<const RowBuffer<double>>;
    // A place in the order, or in that of distances (with -distance for the logit).
    struct Edge {
        double logit;
        TokenId token;
    };
    // From where distances are measured: maximum + offset; apart, since a huge maximum would swallow the offset.
    struct Centre {
        double maximum;
        double offset;

        double nearness(double logit) const { return -std::fabs((logit - maximum) - offset); }
    };
    // The softmax at a moment: the weight of a logit and their sum; logits are times the divisor.
    struct Scale {
        double maximum = 0.0;
        double divisor = 1.0;
        double total = 0.0;

        double probabilityOf(double logit) const;
    };
    // What one stage did, in this order: new logits, cut.
    struct Change {
        int stageIndex = 0;
        std::vector<TokenLogit> edits; // ids ascending; logits times the divisor
        std::function<double(double)> logitFor;
        Scale before;                  // what logitFor sees
        double divisor = 1.0;          // the temperature at its cut
        std::optional<Edge> lastKept;  // a cut after it
        std::optional<Edge> firstKept; // a cut before it
        std::optional<Centre> centre;  // the edges are those of the order of distances from here
        std::vector<TokenId> kept;     // or all but these; ids ascending
        double removedMass = 0.0;
        Scale after;

        bool keeps(double logit, TokenId token) const;
    };

    struct Before {
        double total;
        double maximum;
    };

    struct Restart {};
    Candidates(const Candidates& other, Restart);
    void start();
    const Softmax& settled();
    void setSoftmax(RowSums sums);
    double scale() const { return bitsPerNat / m_divisor; }
    std::optional<std::size_t> find(TokenId token) const;
    const double* logits() const { return m_logits ? m_logits.data() : m_row->data(); }
    // Walks a token through the journal, until a stage takes it out: onStage(change, its logit times the divisor,
    // whether it stays).
    template<typename OnStage>
    void follow(TokenId token, const OnStage& onStage) const;
    void ownLogits();
    Before beforeCut() { return {total(), m_maximum}; }
    void cutAfter(Edge last);
    void noteCut(Before before);
    void keepColumns(Edge last);
    template<typename Keeps>
    void keepWhere(const Keeps& keeps);
    void keepIndices(std::span<const std::uint32_t> indices);
    void replaceColumns(RowBuffer<std::int32_t> tokens, RowBuffer<double> logits, std::size_t count);
    void findExtremes();

    std::size_t m_vocabularySize;
    RowExtremes m_rawExtremes{};
    SharedRow m_row; // the raw logits
    double m_rawTotal = 0.0;
    double m_rawEntropyBits = 0.0;

    std::size_t m_count = 0;
    RowBuffer<std::int32_t> m_tokens; // empty: candidate i is token i
    RowBuffer<double> m_logits;       // empty: those of the row; times m_divisor in either case
    RowBuffer<double> m_weights;      // exp((logit - maximum) / divisor), while m_softmax holds
    double m_divisor = 1.0;
    double m_maximum = 0.0;
    double m_floor = 0.0; // none of the logits is below it
    std::optional<Softmax> m_softmax;
    std::vector<Change> m_journal;
};

} // namespace logitscope
