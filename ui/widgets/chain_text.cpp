#include "ui/widgets/chain_text.h"

#include "ui/widgets/parameter_value.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace logitscope {

QString chainOrderText(const ChainSpec& chain) {
    QStringList words;
    for (const SamplerSpec& stage : chain.stages) {
        if (!isNeutral(stage)) {
            words.append(samplerText(infoOf(stage.kind()).title));
        }
    }
    words.append(QCoreApplication::translate("ChainPanel", "draw"));
    return words.join(QStringLiteral(" → "));
}

int presetIndexOf(const ChainSpec& chain) {
    const std::vector<ChainPreset>& presets = chainPresets();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&chain](const ChainPreset& preset) { return preset.chain == chain; });
    return found == presets.end() ? -1 : static_cast<int>(found - presets.begin());
}

} // namespace logitscope
