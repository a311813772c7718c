// Known chains. What the orders of other programs were read from:
// - llama.cpp: common/common.h, common_params_sampling (order and settings; the temperature comes last).
// - Hugging Face transformers: generation/utils.py, _get_logits_processor (order: the temperature comes first of the
//   warpers), generation/configuration_utils.py (settings of do_sample=True; top_k 50, all else neutral).
// - OpenAI: the API reference of chat completions, which says what each setting does and its default; the logits are
//   biased and penalised before they are sampled from. Its penalties count only the tokens written; ours the prompt's
//   too.
// - KoboldCpp: gpttype_adapter.cpp, SampleLogits (order: sampler_order 6,0,1,3,4,2,5 without top-a and tail-free
//   sampling, which are off, DRY before and XTC after it), koboldcpp.py (settings of a request that names none).
#include "core/sampling/sampler_catalog.h"
#include "core/sampling/samplers/samplers.h"

namespace logitscope {

namespace {

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec chain;
    for (const SamplerOptions& options : stages) {
        chain.stages.push_back({options, true});
    }
    return chain;
}

} // namespace

const std::vector<ChainPreset>& chainPresets() {
    static const std::vector<ChainPreset> presets = {
        {QT_TRANSLATE_NOOP("Sampler", "greedy"),
         QT_TRANSLATE_NOOP("Sampler", "Always the most probable token: the same text every time."), false,
         chainOf({ArgmaxOptions{}})},
        {QT_TRANSLATE_NOOP("Sampler", "balanced"),
         QT_TRANSLATE_NOOP("Sampler",
                           "The usual settings: a little below full temperature, then the unlikely tokens are cut."),
         false, chainOf({TemperatureOptions{0.8}, TopKOptions{40}, TopPOptions{0.95, 1}})},
        {QT_TRANSLATE_NOOP("Sampler", "creative"),
         QT_TRANSLATE_NOOP("Sampler",
                           "A high temperature over what min-p leaves: surprising words, but none out of the blue."),
         false, chainOf({MinPOptions{0.05, 1}, TemperatureOptions{1.2}})},
        {QT_TRANSLATE_NOOP("Sampler", "llama.cpp"),
         QT_TRANSLATE_NOOP("Sampler",
                           "llama.cpp's order and defaults: it cuts first and applies the temperature last."),
         true,
         chainOf({LogitBiasOptions{}, PenaltiesOptions{}, DryOptions{}, TopNSigmaOptions{}, TopKOptions{40},
                  TypicalPOptions{}, TopPOptions{0.95, 1}, MinPOptions{0.05, 1}, XtcOptions{},
                  TemperatureOptions{0.8}})},
        {QT_TRANSLATE_NOOP("Sampler", "Hugging Face"),
         QT_TRANSLATE_NOOP(
             "Sampler", "The order and defaults of Hugging Face transformers: the temperature first, then the cuts."),
         true,
         chainOf({LogitBiasOptions{}, PenaltiesOptions{.lastN = -1}, TemperatureOptions{}, TopKOptions{50},
                  TopPOptions{}, MinPOptions{}, TypicalPOptions{}, EpsilonOptions{}, EtaOptions{}})},
        {QT_TRANSLATE_NOOP("Sampler", "OpenAI"),
         QT_TRANSLATE_NOOP("Sampler",
                           "What the OpenAI API offers: bias, frequency and presence penalty, temperature, top-p."),
         true, chainOf({LogitBiasOptions{}, PenaltiesOptions{.lastN = -1}, TemperatureOptions{}, TopPOptions{}})},
        {QT_TRANSLATE_NOOP("Sampler", "KoboldCpp"),
         QT_TRANSLATE_NOOP("Sampler",
                           "KoboldCpp's order and defaults: the penalties first, the temperature after the cuts, XTC "
                           "last."),
         true,
         chainOf({LogitBiasOptions{}, DryOptions{.lastN = 320}, PenaltiesOptions{.lastN = 320}, TopKOptions{100},
                  TypicalPOptions{}, TopPOptions{0.92, 1}, MinPOptions{}, TemperatureOptions{0.75},
                  XtcOptions{.threshold = 0.2}})},
    };
    return presets;
}

} // namespace logitscope
