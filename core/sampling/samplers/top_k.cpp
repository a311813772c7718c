// Top-k: the k most probable tokens. Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation" (2018).
// Exactly k, as in llama.cpp: a tie at the cut is decided by the smaller id.
// Threshold of the trace: the smallest logit kept.
#include "core/sampling/samplers/samplers.h"

#include <array>

namespace logitscope {

namespace {

class TopK final : public SamplerWith<TopKOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.k > 0) {
            candidates.keepFirst(static_cast<std::size_t>(m_options.k));
        }
        return {candidates.minimumLogit()};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const auto rank = static_cast<double>(before.placeOf(token).countBefore + 1);
        return {RemovalUnit::Rank, static_cast<double>(m_options.k), rank, {{0, rank, Direction::Up}}};
    }
};

constexpr std::array topKMarks = {10.0, 40.0, 100.0};

constexpr std::array topKParameters = {
    ParameterInfo{
        .name = "k",
        .label = QT_TRANSLATE_NOOP("Sampler", "k"),
        .minimum = 0.0,
        .maximum = 10'000'000.0,
        .sliderMaximum = 1000.0,
        .neutral = 0.0,
        .step = 1.0,
        .decimals = 0,
        .scale = ParameterScale::LogInteger,
        .marks = topKMarks,
        .get = ParameterAccess<&TopKOptions::k>::get,
        .set = ParameterAccess<&TopKOptions::k>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const TopKOptions& options) { return std::make_unique<TopK>(options); }

SamplerInfo topKInfo() {
    return {
        .kind = SamplerKind::TopK,
        .group = SamplerGroup::Cut,
        .name = "top_k",
        .title = QT_TRANSLATE_NOOP("Sampler", "Top-k"),
        .summary =
            QT_TRANSLATE_NOOP("Sampler", "Keeps the k most probable tokens, however probable they are; 0 keeps all."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if rank(p_i) ≤ k"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "Fan, Lewis and Dauphin, Hierarchical Neural Story Generation (2018)"),
        .paperUrl = "https://arxiv.org/abs/1805.04833",
        .parameters = topKParameters,
        .neutralOptions = TopKOptions{},
        .usualOptions = TopKOptions{.k = 40},
        .isNeutral = [](const SamplerOptions& options) { return std::get<TopKOptions>(options).k == 0; },
    };
}

} // namespace logitscope
