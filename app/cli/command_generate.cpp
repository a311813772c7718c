// generate: a continuation, as it comes.
#include "app/cli/chat_options.h"
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "app/cli/sampler_flags.h"
#include "core/decoding/prompt.h"
#include "core/decoding/sample_strategy.h"

namespace logitscope {

namespace {

// Writes the text at once (text mode) or keeps the steps without their logits (JSON).
class Printer final : public DecodingListener {
public:
    Printer(std::ostream* text, Json* steps, const Tokenizer* tokenizer)
        : m_text(text), m_steps(steps), m_tokenizer(tokenizer) {}

    void onStep(const StepRecord& step) override {
        if (m_steps) {
            m_steps->push_back(stepJson(step, m_tokenizer));
        }
        if (m_text) {
            *m_text << step.text << std::flush;
        }
        m_shownBytes += step.text.size();
    }
    // What a stop text held back when the run was cut short.
    void finish(const Outcome& outcome) const {
        if (m_text) {
            *m_text << outcome.text.substr(m_shownBytes) << '\n' << std::flush;
        }
    }

private:
    std::ostream* m_text;
    Json* m_steps;
    const Tokenizer* m_tokenizer;
    std::size_t m_shownBytes = 0;
};

class GenerateCommand final : public Command {
public:
    const char* name() const override { return "generate"; }
    const char* summary() const override { return "Continues a prompt; prints the text as it comes"; }
    void addOptions(CLI::App& app) override {
        app.add_option("--prompt", m_prompt, "The text to continue")->required();
        m_chat.addOptions(app);
        addInteger(app, "--max-tokens", m_request.stop.maxTokens, 1, "Stop after so many tokens (200)");
        app.add_option("--stop", m_request.stop.texts, "Stop at this text; it may be given several times")
            ->type_name("TEXT")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        m_flags.addOptions(app);
    }
    Status check() override {
        auto chain = m_flags.chain();
        if (!chain) {
            return chain.error();
        }
        m_request.chain = std::move(*chain);
        m_request.seed = common.seed;
        if (Status status = m_chat.check(); !status) {
            return status;
        }
        return validate(m_request.stop);
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
        auto prompt = resolvePrompt(m_chat.marked(*text), opened->loaded());
        if (!prompt) {
            return prompt.error();
        }
        m_chat.note(console, common, *text);
        m_request.prompt = std::move(*prompt);
        if (const std::string note = m_flags.unusedNote(); !note.empty() && !common.quiet) {
            console.err << note << '\n';
        }
        Json steps = Json::array();
        Printer printer(common.json ? nullptr : &console.out, common.json ? &steps : nullptr,
                        opened->session->tokenizer());
        const auto outcome = SampleStrategy().run(*opened->session, m_request, printer, console.stop);
        if (!outcome) {
            return outcome.error();
        }
        printer.finish(*outcome);
        if (common.json) {
            Json ids = Json::array();
            for (const TokenId id : m_request.prompt) {
                ids.push_back(numberOf(id));
            }
            Json document{{"prompt_ids", std::move(ids)},
                          {"text", outcome->text},
                          {"finish", finishName(outcome->finish)},
                          {"steps", std::move(steps)}};
            m_chat.addTo(document, *text);
            printJson(console.out, document);
        } else if (!common.quiet) {
            printNote(console.err, *outcome);
        }
        return outcome->finish == FinishReason::Cancelled ? Interrupted : Done;
    }

private:
    static void printNote(std::ostream& err, const Outcome& outcome) {
        const auto tokens = static_cast<double>(outcome.tokens.size());
        err << '[' << finishName(outcome.finish) << "; prompt " << outcome.promptTokens << " tokens, "
            << fixed(outcome.prefillMilliseconds, 1) << " ms; " << outcome.tokens.size() << " tokens";
        if (outcome.decodeMilliseconds > 0.0) {
            err << ", " << grouped(tokens / outcome.decodeMilliseconds * 1000.0) << " tokens/s";
        }
        err << "]\n";
    }

    std::string m_prompt;
    GenerationRequest m_request;
    SamplerFlags m_flags;
    ChatOptions m_chat;
};

} // namespace

std::unique_ptr<Command> makeGenerateCommand() { return std::make_unique<GenerateCommand>(); }

} // namespace logitscope
