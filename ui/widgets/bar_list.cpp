#include "ui/widgets/bar_list.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/widgets/visible_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace logitscope {

QString tokenLabel(const Tokenizer* tokenizer, TokenId token) {
    if (tokenizer == nullptr) {
        return '#' + QString::number(numberOf(token));
    }
    return visibleToken(tokenizer->bytesOf(token), tokenizer->pieceOf(token), tokenizer->kindOf(token));
}

BarRow barRowOf(const TokenOutcome& outcome, const ChainSpec& chain, const Tokenizer* tokenizer) {
    BarRow row{.token = outcome.token,
               .label = tokenLabel(tokenizer, outcome.token),
               .rawRank = outcome.rawRank,
               .rawLogit = outcome.rawLogit,
               .logit = outcome.logit,
               .rawProbability = outcome.rawProbability,
               .probability = outcome.probability,
               .cut = std::nullopt};
    if (outcome.cutBy) {
        const SamplerKind kind = chain.stages.at(static_cast<std::size_t>(*outcome.cutBy)).kind();
        row.cut = CutMark{static_cast<int>(kind), QCoreApplication::translate("Sampler", infoOf(kind).title)};
    }
    return row;
}

BarList barListOf(const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer, int kept, int cut,
                  std::optional<TokenId> taken, std::int64_t source) {
    BarList list;
    list.taken = taken;
    list.source = source;
    double keptMass = 0.0, rawMass = 0.0;
    int keptRows = 0, cutRows = 0;
    const auto add = [&](const TokenOutcome& outcome) {
        list.rows.push_back(barRowOf(outcome, chain, tokenizer));
        keptMass += outcome.probability;
        rawMass += outcome.rawProbability;
        ++(outcome.cutBy ? cutRows : keptRows);
    };
    for (const TokenOutcome& outcome : result.topKept(kept)) {
        add(outcome);
    }
    for (const TokenOutcome& outcome : cut > 0 ? result.topRaw(kept + cut) : std::vector<TokenOutcome>()) {
        if (outcome.cutBy && cutRows < cut) {
            add(outcome);
        }
    }
    if (taken &&
        std::none_of(list.rows.begin(), list.rows.end(), [&taken](const BarRow& row) { return row.token == *taken; })) {
        add(result.outcomeOf(*taken));
    }
    list.moreKept = result.survivors() - keptRows;
    list.moreKeptMass = list.moreKept > 0 ? std::max(0.0, 1.0 - keptMass) : 0.0;
    list.moreCut = result.vocabularySize() - result.survivors() - cutRows;
    if (list.moreKept == 0) {
        list.moreCutRawMass = list.moreCut > 0 ? std::max(0.0, 1.0 - rawMass) : 0.0;
    }
    return list;
}

} // namespace logitscope
