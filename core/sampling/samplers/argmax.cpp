// Argmax, or greedy decoding: the most probable token alone; of equal ones the smallest id.
// Threshold of the trace: the largest logit.
#include "core/sampling/samplers/samplers.h"

namespace logitscope {

namespace {

class Argmax final : public SamplerWith<ArgmaxOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        candidates.keepFirst(1);
        return {candidates.maximumLogit()};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        return {RemovalUnit::Logit, before.maximumLogit(), *before.logitOf(token)};
    }
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const ArgmaxOptions& options) { return std::make_unique<Argmax>(options); }

SamplerInfo argmaxInfo() {
    return {
        .kind = SamplerKind::Argmax,
        .group = SamplerGroup::Cut,
        .name = "argmax",
        .title = QT_TRANSLATE_NOOP("Sampler", "Argmax"),
        .summary =
            QT_TRANSLATE_NOOP("Sampler", "Keeps the most probable token alone, so that nothing is left to chance."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if logit_i = max_j logit_j"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler",
            "Greedy decoding; Holtzman et al., The Curious Case of Neural Text Degeneration (2020), show where it "
            "fails"),
        .paperUrl = "https://arxiv.org/abs/1904.09751",
        .parameters = {},
        .neutralOptions = ArgmaxOptions{},
        .usualOptions = ArgmaxOptions{},
        .isNeutral = [](const SamplerOptions&) { return false; },
    };
}

} // namespace logitscope
