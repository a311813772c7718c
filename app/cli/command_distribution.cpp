// chain and distribution: one row of logits, stage by stage; typed by hand or from a model after a prompt.
#include "app/cli/chat_options.h"
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "app/cli/sampler_flags.h"
#include "core/base/utf8.h"
#include "core/decoding/prompt.h"
#include "core/decoding/token_texts.h"
#include "core/sampling/sampler_catalog.h"
#include "core/scoring/prefill.h"

#include <algorithm>
#include <limits>

namespace logitscope {

namespace {

class SamplerCommand : public Command {
public:
    void addOptions(CLI::App& app) override { m_flags.addOptions(app); }
    Status check() override {
        auto chain = m_flags.chain();
        if (!chain) {
            return chain.error();
        }
        m_chain = std::move(*chain);
        return {};
    }

protected:
    // Prints what the chain makes of the row after `history`; `extra` are further fields of the JSON document.
    Result<ExitCode> show(Console& console, std::span<const float> row, std::span<const TokenId> history,
                          const Tokenizer* tokenizer, int count, const Json& extra = Json::object()) const {
        if (const Status sound = checkLogits(row); !sound) {
            return sound.error();
        }
        if (const Status known = checkVocabulary(m_chain, row.size()); !known) {
            return known.error();
        }
        const auto chain = SamplerChain::create(m_chain, tokenTexts(tokenizer));
        if (!chain) {
            return chain.error();
        }
        const Position position{static_cast<std::int32_t>(history.size())};
        const ChainResult result = chain->apply(row, {history, common.seed, 0, position});
        if (const std::string note = m_flags.unusedNote(); !note.empty() && !common.quiet) {
            console.err << note << '\n';
        }
        if (!tokenizer && !common.quiet && readsTexts()) {
            console.err << "Without a vocabulary the sequence breakers of DRY are never found.\n";
        }
        if (common.json) {
            Json document = chainJson(result, m_chain, tokenizer, count);
            document.update(extra);
            printJson(console.out, document);
        } else {
            printChain(console.out, result, m_chain, tokenizer, count);
        }
        return Done;
    }

private:
    bool readsTexts() const {
        return std::any_of(m_chain.stages.begin(), m_chain.stages.end(), [](const SamplerSpec& stage) {
            const auto* dry = std::get_if<DryOptions>(&stage.options);
            return dry && !isNeutral(stage) && !dry->breakers.empty();
        });
    }

    SamplerFlags m_flags;
    ChainSpec m_chain;
};

class ChainCommand final : public SamplerCommand {
public:
    const char* name() const override { return "chain"; }
    const char* summary() const override {
        return "What a sampler chain makes of logits that you type; needs no model";
    }
    void addOptions(CLI::App& app) override {
        app.add_option("--logits", m_logitsText, "The logits of tokens 0, 1, 2, … with commas between them")
            ->required();
        app.add_option("--history", m_historyText, "Ids of the tokens so far, for samplers that read them");
        addInteger(app, "--top", m_top, 1, "How many tokens to list (all)");
        SamplerCommand::addOptions(app);
    }
    Status check() override {
        auto logits = parseLogits(m_logitsText, "--logits");
        if (!logits) {
            return logits.error();
        }
        m_logits = std::move(*logits);
        if (const Status sound = checkLogits(m_logits); !sound) {
            return Error{"--logits: " + inQuotes(m_logitsText) +
                         " cannot be sampled from; write finite numbers or -inf, at least one of them finite."};
        }
        if (!m_historyText.empty()) {
            auto history = parseIds(m_historyText, "--history");
            if (!history) {
                return history.error();
            }
            m_history = std::move(*history);
        }
        ModelConfig typed;
        typed.vocabularySize = m_logits.size();
        if (const Status inside = checkTokens(m_history, typed); !inside) {
            return Error{"--history: " + inside.error().message};
        }
        return SamplerCommand::check();
    }
    Result<ExitCode> run(Console& console) override {
        return show(console, m_logits, m_history, nullptr, std::min(m_top, static_cast<int>(m_logits.size())));
    }

private:
    std::string m_logitsText, m_historyText;
    int m_top = std::numeric_limits<int>::max();
    std::vector<float> m_logits;
    std::vector<TokenId> m_history;
};

// Keeps the one row that it is given.
class LastRow final : public LogitSink {
public:
    void onLogits(std::size_t, Position, std::span<const float> row) override { logits.assign(row.begin(), row.end()); }
    std::vector<float> logits;
};

class DistributionCommand final : public SamplerCommand {
public:
    const char* name() const override { return "distribution"; }
    const char* summary() const override { return "The next-token distribution after a prompt, stage by stage"; }
    void addOptions(CLI::App& app) override {
        app.add_option("--prompt", m_prompt, "The text to continue")->required();
        m_chat.addOptions(app);
        addInteger(app, "--top", m_top, 1, "How many tokens to list (20)");
        SamplerCommand::addOptions(app);
    }
    Status check() override {
        const Status chat = m_chat.check();
        return chat ? SamplerCommand::check() : chat;
    }
    Result<ExitCode> run(Console& console) override {
        auto opened = openModelWithVocabulary(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        const auto text = m_chat.prompt(m_prompt, opened->loaded());
        if (!text) {
            return text.error();
        }
        const auto prompt = resolvePrompt(m_chat.marked(*text), opened->loaded());
        if (!prompt) {
            return prompt.error();
        }
        if (const Status fits = checkLength(*prompt, opened->config()); !fits) {
            return fits.error();
        }
        LastRow sink;
        const auto state = opened->session->model().newState();
        if (prefill(opened->session->model(), *state, *prompt, LogitRows::Last, opened->session->scratch(), sink,
                    console.stop) == ForwardStatus::Cancelled) {
            return Error{"The command was cancelled."};
        }
        m_chat.note(console, common, *text);
        Json extra = Json::object();
        m_chat.addTo(extra, *text);
        return show(console, sink.logits, *prompt, opened->session->tokenizer(), m_top, extra);
    }

private:
    std::string m_prompt;
    int m_top = 20;
    ChatOptions m_chat;
};

} // namespace

std::unique_ptr<Command> makeChainCommand() { return std::make_unique<ChainCommand>(); }
std::unique_ptr<Command> makeDistributionCommand() { return std::make_unique<DistributionCommand>(); }

} // namespace logitscope
