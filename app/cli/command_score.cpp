// score: how probable a given text is to the model, token by token.
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "core/base/utf8.h"
#include "core/decoding/prompt.h"

#include <optional>

namespace logitscope {

namespace {

class ScoreCommand final : public Command {
public:
    const char* name() const override { return "score"; }
    const char* summary() const override {
        return "Log-probability, rank and entropy of every token of a text; perplexity";
    }
    void addOptions(CLI::App& app) override {
        CLI::Option_group* source = app.add_option_group("Text");
        source->add_option("--text", m_text, "The text");
        source->add_option("--file", m_file, "A text file (UTF-8)")->type_name("FILE");
        source->require_option(1);
    }
    Result<ExitCode> run(Console& console) override {
        const auto text = m_file ? textOfFile() : Result<std::string>(*m_text);
        if (!text) {
            return text.error();
        }
        auto opened = openModelWithVocabulary(common, console.stop);
        if (!opened) {
            return opened.error();
        }
        const auto tokens = resolvePrompt(*text, opened->loaded());
        if (!tokens) {
            return tokens.error();
        }
        const auto scored = scoreText(opened->loaded(), opened->session->scratch(), *tokens, *text, console.stop);
        if (!scored) {
            return scored.error();
        }
        const Tokenizer& tokenizer = *opened->session->tokenizer();
        if (common.json) {
            printJson(console.out, document(*scored, tokenizer));
        } else {
            print(console.out, *scored, tokenizer);
        }
        if (scored->scores.size() < tokens->size()) {
            if (!common.quiet) {
                console.err << "Cancelled after " << scored->scores.size() << " of " << tokens->size() << " tokens.\n";
            }
            return Interrupted;
        }
        return Done;
    }

private:
    Result<std::string> textOfFile() const {
        auto text = readTextFile(*m_file);
        if (!text) {
            return text;
        }
        if (text->empty()) {
            return Error{"The file " + inQuotes(*m_file) + " is empty; there is nothing to score."};
        }
        if (const auto broken = findInvalidUtf8(*text)) {
            return Error{"The file " + inQuotes(*m_file) + " is not valid UTF-8 at byte " + std::to_string(*broken) +
                         "; convert it to UTF-8 first."};
        }
        return text;
    }

    static Json document(const ScoredText& scored, const Tokenizer& tokenizer) {
        Json tokens = Json::array();
        for (const TokenScore& score : scored.scores) {
            tokens.push_back({{"id", numberOf(score.token)},
                              {"piece", pieceJson(&tokenizer, score.token)},
                              {"logprob", score.scored ? Json(score.logProbability) : Json()},
                              {"rank", score.scored ? Json(score.rank) : Json()},
                              {"entropy_bits", score.scored ? Json(score.entropyBits) : Json()}});
        }
        return {{"tokens", std::move(tokens)},
                {"logprob", scored.summary.logProbability},
                {"bytes", scored.summary.bytes},
                {"perplexity", scored.summary.perplexity},
                {"bits_per_byte", scored.summary.bitsPerByte}};
    }

    static void print(std::ostream& out, const ScoredText& scored, const Tokenizer& tokenizer) {
        Table table({{"position"}, {"id"}, {"piece", false}, {"logprob (nats)"}, {"rank"}, {"entropy (bits)"}});
        for (const TokenScore& score : scored.scores) {
            table.addRow({std::to_string(numberOf(score.position)), std::to_string(numberOf(score.token)),
                          pieceText(&tokenizer, score.token), score.scored ? fixed(score.logProbability, 4) : "–",
                          score.scored ? std::to_string(score.rank) : "–",
                          score.scored ? fixed(score.entropyBits, 3) : "–"});
        }
        table.print(out);
        const ScoreSummary& summary = scored.summary;
        out << "\nlog-probability  " << fixed(summary.logProbability, 4) << " nats over " << summary.scoredTokens
            << " tokens\nperplexity       " << fixed(summary.perplexity, 3) << "\nbits per byte    "
            << fixed(summary.bitsPerByte, 4) << " over " << summary.bytes << " bytes\n";
    }

    std::optional<std::string> m_text, m_file;
};

} // namespace

std::unique_ptr<Command> makeScoreCommand() { return std::make_unique<ScoreCommand>(); }

} // namespace logitscope
