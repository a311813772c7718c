#include "core/decoding/sample_batch.h"

#include "core/base/thread_pool.h"
#include "core/decoding/sequence_rows.h"
#include "core/decoding/sequence_writer.h"
#include "core/model/available_memory.h"
#include "core/scoring/prefill.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace logitscope {

namespace {

class Stopwatch {
public:
    double milliseconds() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

// One sequence of the batch. Without a state it has not begun (the prompt was not read), or it has left.
struct Member {
    Member(std::size_t at, SequenceWriter text, bool scored)
        : index(at), writer(std::move(text)), scorePrompt(scored) {}

    std::size_t index;
    SequenceWriter writer;
    bool scorePrompt;
    std::unique_ptr<SequenceState> state;
    SequenceRows rows;
    StepRecord step;            // drawn in this round
    std::exception_ptr problem; // of drawing it
    bool left = false;
    Outcome outcome;
};

// Members that start with the same tokens; the first of them reads.
struct PromptGroup {
    std::vector<Member*> members;
    bool scored = false;
    std::size_t reused = 0; // tokens

    Member& reader() const { return *members.front(); }
};

// Gives the rows of a forward pass to the members whose tokens it ran, in the same order.
class RowRouter final : public LogitSink {
public:
    explicit RowRouter(std::span<Member* const> members) : m_members(members) {}
    void onLogits(std::size_t input, Position position, std::span<const float> row) override {
        m_members[input]->rows.add(position, row);
    }

private:
    std::span<Member* const> m_members;
};

class BatchRun {
public:
    BatchRun(Session& session, const BatchOptions& options, BatchListener& listener, std::stop_token stop,
             std::vector<Member> members)
        : m_session(session), m_options(options), m_listener(listener), m_stop(std::move(stop)),
          m_members(std::move(members)) {}

    Result<std::vector<Outcome>> run() {
        groupPrompts();
        const bool read = readPrompts();
        for (const PromptGroup& group : m_groups) {
            if (!group.reader().rows.status().ok()) {
                return group.reader().rows.status().error();
            }
        }
        if (read) {
            const Status written = write();
            if (!written) {
                return written.error();
            }
        }
        std::vector<Outcome> outcomes;
        for (Member& member : m_members) {
            leave(member);
            outcomes.push_back(std::move(member.outcome));
        }
        return outcomes;
    }

private:
    // --- the prompts

    void groupPrompts() {
        for (Member& member : m_members) {
            const auto same = std::ranges::find_if(m_groups, [&member](const PromptGroup& group) {
                return group.reader().writer.tokens() == member.writer.tokens();
            });
            PromptGroup& group = same == m_groups.end() ? m_groups.emplace_back() : *same;
            group.members.push_back(&member);
            group.scored = group.scored || member.scorePrompt;
        }
    }

    // False when stopped or failed on the way; then nothing is written.
    bool readPrompts() {
        std::size_t done = 0, total = 0;
        for (const PromptGroup& group : m_groups) {
            total += group.reader().writer.promptTokens();
        }
        for (PromptGroup& group : m_groups) {
            if (!readPrompt(group, done, total)) {
                return false;
            }
        }
        if (m_groups.size() > 1 && !readLastTokens(total)) {
            return false;
        }
        return std::ranges::all_of(m_groups, [this](PromptGroup& group) { return reportPrompt(group) && fork(group); });
    }

    // Several prompts are read up to their last tokens, which then are one pass.
    bool readPrompt(PromptGroup& group, std::size_t& done, std::size_t total) {
        Member& reader = group.reader();
        const std::vector<TokenId>& tokens = reader.writer.tokens();
        const std::size_t left = m_groups.size() > 1 ? 1 : 0;
        Session::Reuse reuse = m_session.acquire(tokens, group.scored);
        reader.state = std::move(reuse.state);
        reader.rows.holdAll = group.scored;
        for (std::size_t i = 0; i < reuse.tokens; ++i) {
            reader.rows.remember(i, reuse.rows[i]);
        }
        group.reused = reuse.tokens;
        m_listener.onPrefill(done + reuse.tokens, total);
        const Stopwatch watch;
        Member* const one[] = {&reader};
        RowRouter router(one);
        const LogitRows rows = group.scored ? LogitRows::All : left > 0 ? LogitRows::None : LogitRows::Last;
        const ForwardStatus status = prefill(
            m_session.model(), *reader.state,
            std::span(tokens).subspan(reuse.tokens, tokens.size() - reuse.tokens - left), rows, m_session.scratch(),
            router, m_stop, [&](std::size_t read) { m_listener.onPrefill(done + reuse.tokens + read, total); });
        reader.outcome.prefillMilliseconds = watch.milliseconds();
        if (status == ForwardStatus::Cancelled || !reader.rows.status().ok()) {
            return false;
        }
        done += tokens.size() - left;
        if (left > 0) {
            remember(reader); // the next prompt may begin like this one
        }
        return true;
    }

    bool readLastTokens(std::size_t total) {
        std::vector<Member*> readers;
        for (const PromptGroup& group : m_groups) {
            readers.push_back(&group.reader());
        }
        const Stopwatch watch;
        if (forwardLast(readers) == ForwardStatus::Cancelled) {
            return false;
        }
        for (Member* reader : readers) {
            reader->outcome.prefillMilliseconds += watch.milliseconds();
        }
        m_listener.onPrefill(total, total);
        return std::ranges::all_of(readers, [](const Member* reader) { return reader->rows.status().ok(); });
    }

    bool reportPrompt(PromptGroup& group) {
        SequenceRows& rows = group.reader().rows;
        if (group.scored) {
            const std::vector<TokenId>& tokens = group.reader().writer.tokens();
            std::vector<PromptRecord> records(tokens.size());
            std::vector<float> buffer;
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                if (m_stop.stop_requested()) {
                    return false;
                }
                TokenScore& score = records[i].score;
                score.token = tokens[i];
                score.position = Position{static_cast<std::int32_t>(i)};
                if (i > 0) {
                    records[i].logits = rows.at(i - 1);
                    const RawScore raw = scoreToken(records[i].logits->view(buffer), score.token);
                    score.scored = true;
                    score.logProbability = raw.logProbability;
                    score.rank = raw.rank;
                    score.entropyBits = raw.entropyBits;
                }
            }
            for (const Member* member : group.members) {
                if (member->scorePrompt) {
                    m_listener.onPrompt(member->index, records);
                }
            }
        }
        rows.releaseHeld();
        return true;
    }

    bool fork(PromptGroup& group) {
        Member& reader = group.reader();
        if (!m_options.keepRows) {
            remember(reader);
        }
        for (Member* member : group.members) {
            member->outcome.reusedTokens = member == &reader ? group.reused : member->writer.promptTokens();
            if (member != &reader) {
                member->state = reader.state->fork();
                member->rows = reader.rows;
            }
        }
        return true;
    }

    // --- the texts

    Status write() {
        std::vector<Member*> live;
        for (Member& member : m_members) {
            if (member.writer.finish()) {
                leave(member);
            } else {
                live.push_back(&member);
            }
        }
        double forwardMilliseconds = 0.0;
        while (!live.empty() && !m_stop.stop_requested()) {
            Stopwatch watch;
            if (Status updated = takeChainUpdates(live); !updated) {
                return updated;
            }
            draw(live);
            for (Member* member : live) {
                member->writer.take(member->step);
            }
            report(live, forwardMilliseconds + watch.milliseconds());
            watch = Stopwatch();
            // The row after the last token of a text is a courtesy; an end token has none after it.
            std::erase_if(live, [this](Member* member) {
                const auto& finish = member->writer.finish();
                const bool gone = finish == FinishReason::EndToken || (finish && !m_options.keepRows);
                if (gone) {
                    leave(*member);
                }
                return gone;
            });
            const ForwardStatus status = forwardLast(live);
            forwardMilliseconds = watch.milliseconds();
            std::erase_if(live, [this](Member* member) {
                const bool gone = member->writer.finish().has_value();
                if (gone) {
                    leave(*member); // neither a stop nor bad numbers after the last token undo the text
                }
                return gone;
            });
            for (const Member* member : live) {
                if (!member->rows.status().ok()) {
                    return member->rows.status();
                }
            }
            if (status == ForwardStatus::Cancelled) {
                break;
            }
        }
        return {};
    }

    Status takeChainUpdates(const std::vector<Member*>& live) {
        for (Member* member : live) {
            if (const std::optional<ChainSpec> update = m_listener.takeChainUpdate(member->index)) {
                if (Status status = member->writer.setChain(*update); !status) {
                    return status;
                }
            }
        }
        return {};
    }

    // Each sequence by itself, spread over the pool: no sum is split.
    void draw(const std::vector<Member*>& live) {
        const auto drawOne = [](Member& member) {
            try {
                member.step = member.writer.draw(member.rows.latest());
            } catch (...) {
                member.problem = std::current_exception();
            }
        };
        m_session.scratch().pool().forEachRange(live.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                drawOne(*live[i]);
            }
        });
        for (const Member* member : live) {
            if (member->problem) {
                std::rethrow_exception(member->problem);
            }
        }
    }

    void report(const std::vector<Member*>& live, double milliseconds) {
        for (Member* member : live) {
            member->step.milliseconds = milliseconds;
            member->outcome.decodeMilliseconds += milliseconds;
            if (!m_options.keepRows) {
                member->step.logits = nullptr;
            }
            m_listener.onStep(member->index, member->step);
            member->step.logits = nullptr;
        }
    }

    // Runs the last token of each.
    ForwardStatus forwardLast(const std::vector<Member*>& members) {
        if (members.empty()) {
            return ForwardStatus::Completed;
        }
        std::vector<SequenceInput> inputs;
        inputs.reserve(members.size());
        for (Member* member : members) {
            inputs.push_back({member->state.get(), std::span(member->writer.tokens()).last(1), LogitRows::Last});
        }
        RowRouter router(members);
        return m_session.model().forward(inputs, m_session.scratch(), router, nullptr, m_stop);
    }

    // A fork of what the member has read, for whoever starts like it.
    void remember(Member& member) { keep(member, member.state->fork()); }

    void keep(Member& member, std::unique_ptr<SequenceState> state) {
        const std::size_t read = indexOf(state->position());
        const std::vector<TokenId>& tokens = member.writer.tokens();
        m_session.keep(std::move(state), {tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(read)},
                       member.rows.firstKnown(read));
    }

    // Settles the outcome and gives the state back; once.
    void leave(Member& member) {
        if (std::exchange(member.left, true)) {
            return;
        }
        if (!member.writer.finish()) {
            member.writer.cancel();
        }
        Outcome& outcome = member.outcome;
        outcome.finish = *member.writer.finish();
        outcome.text = member.writer.text();
        outcome.tokens = member.writer.written();
        outcome.memory = member.writer.memory();
        outcome.promptTokens = member.writer.promptTokens();
        if (member.state) {
            const std::size_t read = indexOf(member.state->position());
            if (m_options.keepRows && read == member.writer.tokens().size()) {
                outcome.nextLogits = member.rows.at(read - 1);
            }
            outcome.keyValueBytes = member.state->memoryBytes();
            if (m_options.keepRows) {
                keep(member, std::move(member.state));
            }
            member.state = nullptr;
        }
        m_listener.onOutcome(member.index, outcome);
    }

    Session& m_session;
    const BatchOptions& m_options;
    BatchListener& m_listener;
    std::stop_token m_stop;
    std::vector<Member> m_members;
    std::vector<PromptGroup> m_groups;
};

std::string gigabytes(std::size_t bytes) {
    const std::size_t tenths = (bytes + 99'999'999) / 100'000'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

// What the caches of the batch may grow to; one text alone is left to the allocator, as it grows slowly.
Status checkMemory(const LanguageModel& model, std::span<const GenerationRequest> requests) {
    std::size_t tokens = 0;
    for (const GenerationRequest& request : requests) {
        const std::size_t room = model.config().contextLength - request.prompt.size();
        tokens += std::min(room, static_cast<std::size_t>(request.stop.maxTokens));
    }
    const std::size_t needed = tokens * model.stateBytesPerToken();
    const std::size_t available = requests.size() > 1 ? availableMemory() : needed;
    if (needed > available) {
        return Error{"Writing " + std::to_string(requests.size()) + " texts at once may need " + gigabytes(needed) +
                     " of memory and " + gigabytes(available) +
                     " is available; ask for fewer texts or for shorter ones."};
    }
    return {};
}

} // namespace

Result<std::vector<Outcome>> sampleBatch(Session& session, std::span<const GenerationRequest> requests,
                                         const BatchOptions& options, BatchListener& listener, std::stop_token stop) {
    if (requests.empty() || requests.size() > largestBatch) {
        return Error{"The number of texts to write at once is " + std::to_string(requests.size()) +
                     "; it must be 1 to " + std::to_string(largestBatch) + "."};
    }
    std::vector<Member> members;
    for (const GenerationRequest& request : requests) {
        auto writer = SequenceWriter::create(request, session.loaded());
        if (!writer) {
            return writer.error();
        }
        members.emplace_back(members.size(), std::move(*writer), request.scorePrompt);
    }
    if (const Status fits = checkMemory(session.model(), requests); !fits) {
        return fits.error();
    }
    return BatchRun(session, options, listener, std::move(stop), std::move(members)).run();
}

} // namespace logitscope
