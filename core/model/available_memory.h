// How much memory this process may still use.
#pragma once

#include <cstddef>

namespace logitscope {

// Bytes that can be had without swapping: free and reclaimable memory of the machine, or what the control group leaves
// if that is less. The largest size_t where the system does not say.
std::size_t availableMemory();

} // namespace logitscope
