#include "core/model/feed_forward.h"

namespace logitscope {

void feedForward(Operations& operations, const GatedFeedForward& weights, const Activations& x,
                 const Activations& out) {
    const Activations gate = operations.take(Buffer::Gate, x.rows, weights.gate.rows());
    const Activations up = operations.take(Buffer::Up, x.rows, weights.up.rows());
    operations.multiply({{weights.gate, gate}, {weights.up, up}}, x);
    operations.siluProduct(gate, up);
    operations.multiply({{weights.down, out}}, gate);
}

} // namespace logitscope
