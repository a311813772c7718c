#include "core/model/architectures/architectures.h"

#include <algorithm>
#include <array>

namespace logitscope {

std::span<const Architecture> allArchitectures() {
    static const std::array all{gemmaArchitecture, gemma2Architecture,  gemma3Architecture,
                                gpt2Architecture,  gptNeoxArchitecture, llamaArchitecture,
                                phi3Architecture,  qwen2Architecture,   qwen3Architecture};
    return all;
}

const Architecture* findArchitecture(std::string_view name) {
    const auto all = allArchitectures();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Architecture& architecture) { return architecture.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace logitscope
