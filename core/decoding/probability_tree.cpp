#include "core/decoding/probability_tree.h"

#include "core/decoding/prompt.h"
#include "core/sampling/chain.h"
#include "core/scoring/prefill.h"

#include <queue>

#include <cassert>
#include <cmath>

namespace logitscope {

namespace {

class LastRow final : public LogitSink {
public:
    void onLogits(std::size_t, Position, std::span<const float> row) override { values.assign(row.begin(), row.end()); }

    std::vector<float> values;
};

// A node that may be expanded, with the state of its parent's path.
struct Bud {
    int node = 0;
    double pathLogProbability = 0.0;
    std::shared_ptr<const SequenceState> before;
};

// The most probable path on top; of equal ones the node that came first.
struct Later {
    bool operator()(const Bud& left, const Bud& right) const {
        return left.pathLogProbability != right.pathLogProbability ? left.pathLogProbability < right.pathLogProbability
                                                                   : left.node > right.node;
    }
};

class Growth {
public:
    Growth(Session& session, const TreeLimits& limits, const std::function<void(const std::vector<TreeNode>&)>& grown,
           const std::stop_token& stop)
        : m_session(session), m_limits(limits), m_grown(grown), m_stop(stop),
          m_plain(SamplerChain::create({}).value()) {}

    Status grow(std::span<const TokenId> tokens) {
        Session::Reuse reuse = m_session.acquire(tokens);
        const bool read = prefill(m_session.model(), *reuse.state, tokens.subspan(reuse.tokens), LogitRows::Last,
                                  m_session.scratch(), m_row, m_stop) == ForwardStatus::Completed;
        const std::size_t known = indexOf(reuse.state->position());
        if (read) {
            const std::shared_ptr<const SequenceState> state = reuse.state->fork();
            m_session.keep(std::move(reuse.state), {tokens.begin(), tokens.end()});
            return expand(state);
        }
        m_session.keep(std::move(reuse.state), {tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(known)});
        return {};
    }

private:
    Status expand(const std::shared_ptr<const SequenceState>& root) {
        Status status = addChildren(-1, root);
        for (int passes = 1; status.ok() && passes < m_limits.expansions && !m_buds.empty(); ++passes) {
            const Bud bud = m_buds.top();
            m_buds.pop();
            std::shared_ptr<SequenceState> state = bud.before->fork();
            const TokenId token = m_nodes[static_cast<std::size_t>(bud.node)].token;
            if (prefill(m_session.model(), *state, {&token, 1}, LogitRows::Last, m_session.scratch(), m_row, m_stop) ==
                ForwardStatus::Cancelled) {
                return {};
            }
            status = addChildren(bud.node, state);
        }
        return status;
    }

    Status addChildren(int parent, const std::shared_ptr<const SequenceState>& state) {
        if (Status status = checkLogits(m_row.values); !status) {
            return status;
        }
        const TreeNode* above = parent < 0 ? nullptr : &m_nodes[static_cast<std::size_t>(parent)];
        const int depth = above ? above->depth + 1 : 1;
        const double pathBefore = above ? above->pathLogProbability : 0.0;
        const bool full = indexOf(state->position()) >= m_session.model().config().contextLength;
        std::vector<TreeNode> children;
        double mass = 0.0;
        for (const TokenOutcome& outcome : m_plain.apply(m_row.values).topRaw(m_limits.width)) {
            if (full || outcome.rawProbability <= 0.0 || (mass >= m_limits.mass && !children.empty())) {
                break;
            }
            mass += outcome.rawProbability;
            TreeNode child;
            child.parent = parent;
            child.depth = depth;
            child.token = outcome.token;
            child.probability = outcome.rawProbability;
            child.pathLogProbability = pathBefore + std::log(outcome.rawProbability);
            child.rank = outcome.rawRank;
            child.ends = m_session.tokenizer() && m_session.tokenizer()->isEndToken(outcome.token);
            if (depth < m_limits.depth && !child.ends) {
                m_buds.push({static_cast<int>(m_nodes.size() + children.size()), child.pathLogProbability, state});
            }
            children.push_back(child);
        }
        m_nodes.insert(m_nodes.end(), children.begin(), children.end());
        m_grown(children);
        return {};
    }

    Session& m_session;
    const TreeLimits& m_limits;
    const std::function<void(const std::vector<TreeNode>&)>& m_grown;
    const std::stop_token& m_stop;
    SamplerChain m_plain;
    LastRow m_row;
    std::vector<TreeNode> m_nodes;
    std::priority_queue<Bud, std::vector<Bud>, Later> m_buds;
};

} // namespace

Status validate(const TreeLimits& limits) {
    const auto outside = [](int value, int minimum, int maximum) { return value < minimum || value > maximum; };
    if (outside(limits.depth, 1, 32)) {
        return Error{"The depth of the tree must be from 1 to 32 tokens."};
    }
    if (outside(limits.width, 1, 50)) {
        return Error{"The width of the tree must be from 1 to 50 tokens."};
    }
    if (!(limits.mass > 0.0 && limits.mass <= 1.0)) {
        return Error{"The mass of the tree must be above 0 and at most 1."};
    }
    if (outside(limits.expansions, 1, 2000)) {
        return Error{"The tree can be expanded 1 to 2000 times."};
    }
    return {};
}

Status growTree(Session& session, std::span<const TokenId> tokens, const TreeLimits& limits,
                const std::function<void(const std::vector<TreeNode>&)>& grown, const std::stop_token& stop) {
    const ModelConfig& config = session.model().config();
    for (const Status& status : {validate(limits), checkLength(tokens, config), checkTokens(tokens, config)}) {
        if (!status) {
            return status.error();
        }
    }
    return Growth(session, limits, grown, stop).grow(tokens);
}

} // namespace logitscope
