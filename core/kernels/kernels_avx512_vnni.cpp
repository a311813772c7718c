// Integer products with the dot product instruction of AVX-512 VNNI.
#if defined(__AVX512VNNI__)

#include "core/kernels/avx512_lanes.h"
#include "core/kernels/integer_product.h"
#include "core/kernels/variants.h"

namespace logitscope {

namespace {

struct Avx512VnniLanes : Avx512Lanes {
    // sums + codes * x over the four bytes of each lane, in one step.
    static LOGITSCOPE_INLINE Integers dotCodes(Integers sums, Integers codes, Integers x) {
        return _mm512_dpbusd_epi32(sums, codes, x);
    }
    // The same for codes up to 255, which here count from 0.
    static constexpr int middleOfBytes = 0;
    static LOGITSCOPE_INLINE Integers dotBytes(Integers sums, Integers codes, Integers x) {
        return dotCodes(sums, codes, x);
    }
};

} // namespace

constinit const ProductTable avx512VnniIntegerProducts = integerProducts<Avx512VnniLanes>();

} // namespace logitscope

#endif
