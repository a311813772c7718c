// Any bytes as a safetensors file: parsed or refused; every byte of every tensor lies in it.
#include "core/files/safetensors.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const auto tensors = parseSafetensors(std::as_bytes(std::span(data, size)), "fuzz.safetensors");
    if (!tensors) {
        return tensors.error().message.empty() ? std::abort(), 0 : 0;
    }
    unsigned sum = 0;
    for (const SafetensorsTensor& tensor : *tensors) {
        for (const std::byte byte : tensor.data) {
            sum += std::to_integer<unsigned>(byte);
        }
    }
    volatile unsigned kept = sum; // so that no read is optimised away
    (void)kept;
    return 0;
}
