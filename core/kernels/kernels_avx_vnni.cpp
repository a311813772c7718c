// Integer products with the dot product instruction of AVX-VNNI.
#if defined(__AVXVNNI__)

#include "core/kernels/avx2_lanes.h"
#include "core/kernels/integer_product.h"
#include "core/kernels/variants.h"

namespace logitscope {

namespace {

struct AvxVnniLanes : Avx2Lanes {
    // sums + codes * x over the four bytes of each lane, in one step.
    static LOGITSCOPE_INLINE Integers dotCodes(Integers sums, Integers codes, Integers x) {
        return {_mm256_dpbusd_avx_epi32(sums.low, codes.low, x.low),
                _mm256_dpbusd_avx_epi32(sums.high, codes.high, x.high)};
    }
    // The same for codes up to 255, which here count from 0.
    static constexpr int middleOfBytes = 0;
    static LOGITSCOPE_INLINE Integers dotBytes(Integers sums, Integers codes, Integers x) {
        return dotCodes(sums, codes, x);
    }
};

} // namespace

constinit const ProductTable avxVnniIntegerProducts = integerProducts<AvxVnniLanes>();

} // namespace logitscope

#endif
