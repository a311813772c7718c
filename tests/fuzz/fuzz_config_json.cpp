// Any bytes as the config.json of a folder: metadata of its architecture, which then reads it, or a sentence.
#include "core/files/json_document.h"
#include "core/model/architectures/architectures.h"
#include "core/model/hugging_face/metadata.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const auto document = parseJson({reinterpret_cast<const char*>(data), size}, "The file 'fuzz.json'");
    if (!document) {
        return document.error().message.empty() ? std::abort(), 0 : 0;
    }
    ModelFile file("fuzz", "safetensors");
    const auto config = addMetadata(*document, file);
    if (!config) {
        return config.error().message.empty() ? std::abort(), 0 : 0;
    }
    // Names and shapes as files have them, so that rewrites run on what the configuration says of heads.
    std::vector<std::byte> bytes(std::size_t{48} * 4 * 4);
    for (const NameRule& rule : config->family->names) {
        if (rule.rewrite == Rewrite::Skip) {
            continue;
        }
        SafetensorsTensor tensor{std::string(rule.from), "F32", DType::F32, {48, 4}, bytes};
        addRewritten(file, tensor, std::string(rule.to), rule.rewrite, config->shape);
    }
    unsigned sum = 0;
    for (const TensorView& tensor : file.tensors()) {
        for (const std::byte byte : file.bytesOf(tensor).view()) {
            sum += std::to_integer<unsigned>(byte);
        }
    }
    if (const Architecture* architecture = findArchitecture(config->family->architecture)) {
        sum += architecture->readConfig(file).ok() ? 1 : 0;
    }
    volatile unsigned kept = sum;
    (void)kept;
    return 0;
}
