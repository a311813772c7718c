// One continuation, token by token: a batch of one (sample_batch.h).
//
// The text never grows longer than the context, prompt included. The chain hears the prompt before the first draw.
// A prompt as long as the context gives no token, but its next distribution.
#pragma once

#include "core/decoding/strategy.h"

namespace logitscope {

class SampleStrategy final : public DecodingStrategy {
public:
    // Fails with a sentence for a prompt that is empty, too long or outside the vocabulary, a setting out of range,
    // stop texts without a vocabulary, and logits that are no numbers. A stopped run is no failure: it ends as
    // Cancelled.
    Result<Outcome> run(Session& session, const GenerationRequest& request, DecodingListener& listener,
                        std::stop_token stop) const override;
};

} // namespace logitscope
