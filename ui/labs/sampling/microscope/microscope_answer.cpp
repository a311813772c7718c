#include "ui/labs/sampling/microscope/microscope_answer.h"

namespace logitscope {

namespace {

constexpr int listedTokens = 10; // as bars on a low panel

} // namespace

MicroscopeAnswer answer(const MicroscopeQuestion& question) {
    const MicroscopePlace& place = question.place;
    const TokenTexts texts = place.model->texts();
    const StepContext context = place.context.view();
    std::vector<float> buffer;
    const std::span<const float> row = place.row->view(buffer);
    if (question.page == MicroscopePage::Orders) {
        return orderDiff(row, context, texts, question.left, question.right, listedTokens);
    }
    const ChainResult result = SamplerChain::create(place.chain, texts)->apply(row, context);
    switch (question.page) {
    case MicroscopePage::Why:
        return result.historyOf(place.token);
    case MicroscopePage::Formula:
        return formulaSteps(result, place.chain, context, place.token);
    case MicroscopePage::Temperature:
        return temperatureSweepOf(result, place.chain, place.token);
    case MicroscopePage::Logits:
        return logitHistogramOf(result, row);
    case MicroscopePage::Stage:
        return result.stageView(question.stage, listedTokens);
    case MicroscopePage::Orders:
        break;
    }
    Q_UNREACHABLE();
}

} // namespace logitscope
