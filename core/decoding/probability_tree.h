// The most probable continuations of a text as a tree, grown best first.
//
// The node whose path is the most probable is expanded next: its state is a fork of its parent's (shared cache pages),
// so a branch costs one forward pass of one token and the text before it is read once. Probabilities are the model's
// own (softmax of the raw logits).
#pragma once

#include "core/base/result.h"
#include "core/decoding/session.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace logitscope {

struct TreeLimits {
    int depth = 4;        // 1 ... 32: tokens of a path
    int width = 5;        // 1 ... 50: children of a node at most
    double mass = 0.9;    // > 0 ... 1: children until they hold this much of their parent's probability
    int expansions = 100; // 1 ... 2000: forward passes at most
};
Status validate(const TreeLimits& limits);

struct TreeNode {
    int parent = -1; // index of an earlier node; -1: follows the text
    int depth = 1;   // 1: follows the text
    TokenId token{};
    double probability = 0.0;        // after its parent's path
    double pathLogProbability = 0.0; // nats, of the path from the text to it
    int rank = 1;                    // among all tokens after its parent's path
    bool ends = false;               // an end token: nothing follows
};

// Tells each expansion's children as they are known, in the order of their indices. Ends early when stopped, and where
// the context is full. Fails with a sentence for limits out of range, and a text that is too long or not of the
// vocabulary. Precondition: at least one token.
Status growTree(Session& session, std::span<const TokenId> tokens, const TreeLimits& limits,
                const std::function<void(const std::vector<TreeNode>& children)>& grown, const std::stop_token& stop);

} // namespace logitscope
