// Every quantised type at once, for code that is written once for all of them.
#pragma once

#include "core/quant/iq4_nl.h"
#include "core/quant/q2_k.h"
#include "core/quant/q3_k.h"
#include "core/quant/q4_0.h"
#include "core/quant/q4_1.h"
#include "core/quant/q4_k.h"
#include "core/quant/q5_0.h"
#include "core/quant/q5_1.h"
#include "core/quant/q5_k.h"
#include "core/quant/q6_k.h"
#include "core/quant/q8_0.h"
#include "core/tensor/dtype.h"

#include <type_traits>

namespace logitscope {

// Calls visit(std::type_identity<BlockX>{}) with the block of a quantised type; false for the types without blocks.
template<typename Visit>
bool withBlockOf(DType type, const Visit& visit) {
    switch (type) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        return false;
    case DType::Q8_0:
        visit(std::type_identity<BlockQ8_0>{});
        return true;
    case DType::Q4_0:
        visit(std::type_identity<BlockQ4_0>{});
        return true;
    case DType::Q4_1:
        visit(std::type_identity<BlockQ4_1>{});
        return true;
    case DType::Q5_0:
        visit(std::type_identity<BlockQ5_0>{});
        return true;
    case DType::Q5_1:
        visit(std::type_identity<BlockQ5_1>{});
        return true;
    case DType::Q2_K:
        visit(std::type_identity<BlockQ2_K>{});
        return true;
    case DType::Q3_K:
        visit(std::type_identity<BlockQ3_K>{});
        return true;
    case DType::Q4_K:
        visit(std::type_identity<BlockQ4_K>{});
        return true;
    case DType::Q5_K:
        visit(std::type_identity<BlockQ5_K>{});
        return true;
    case DType::Q6_K:
        visit(std::type_identity<BlockQ6_K>{});
        return true;
    case DType::IQ4_NL:
        visit(std::type_identity<BlockIQ4_NL>{});
        return true;
    }
    return false;
}

} // namespace logitscope
