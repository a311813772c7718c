#include "core/text/pre_tokenizer.h"

namespace logitscope {

namespace {

struct Stretch {
    std::size_t begin, end;
    bool matched;
};

// The matches and what lies between them, in order, covering the text; empty stretches only where a match is empty.
Status stretchesOf(const Pattern& pattern, bool invert, std::string_view text, std::vector<Stretch>& stretches) {
    stretches.clear();
    std::size_t covered = 0;
    Status status = pattern.forEachMatch(text, [&](std::size_t begin, std::size_t end) {
        if (begin > covered) {
            stretches.push_back({covered, begin, invert});
        }
        stretches.push_back({begin, end, !invert});
        covered = end;
    });
    if (covered < text.size()) {
        stretches.push_back({covered, text.size(), invert});
    }
    return status;
}

// Whether `next` goes into one piece with `last`.
bool joins(const Stretch& last, const Stretch& next, SplitBehavior behavior) {
    switch (behavior) {
    case SplitBehavior::MergedWithPrevious:
        return next.matched && !last.matched;
    case SplitBehavior::MergedWithNext:
        return last.matched && !next.matched;
    case SplitBehavior::Contiguous:
        return last.matched == next.matched;
    default:
        return false;
    }
}

} // namespace

Result<PreTokenizer> PreTokenizer::create(const std::vector<SplitStep>& steps) {
    PreTokenizer made;
    for (const SplitStep& step : steps) {
        auto pattern = Pattern::compile(step.pattern);
        if (!pattern) {
            return pattern.error();
        }
        made.m_steps.push_back({std::move(*pattern), step.behavior, step.invert});
    }
    return made;
}

Result<std::vector<std::string_view>> PreTokenizer::split(std::string_view text) const {
    std::vector<std::string_view> pieces, cut;
    std::vector<Stretch> stretches;
    if (!text.empty()) {
        pieces.push_back(text);
    }
    for (const Step& step : m_steps) {
        cut.clear();
        for (const std::string_view piece : pieces) {
            if (Status status = stretchesOf(step.pattern, step.invert, piece, stretches); !status) {
                return status.error();
            }
            for (std::size_t i = 0; i < stretches.size();) {
                const std::size_t begin = stretches[i].begin;
                const bool dropped = step.behavior == SplitBehavior::Removed && stretches[i].matched;
                std::size_t end = stretches[i].end;
                for (++i; i < stretches.size() && joins(stretches[i - 1], stretches[i], step.behavior); ++i) {
                    end = stretches[i].end;
                }
                if (!dropped && end > begin) {
                    cut.push_back(piece.substr(begin, end - begin));
                }
            }
        }
        pieces.swap(cut);
    }
    return pieces;
}

} // namespace logitscope
