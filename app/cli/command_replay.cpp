// replay: a session's branches again, token by token.
#include "app/cli/command.h"
#include "app/cli/opened_model.h"
#include "app/cli/printers.h"
#include "core/base/utf8.h"
#include "core/model/model_catalog.h"
#include "core/session/model_identity.h"
#include "core/session/replay.h"
#include "core/session/session_file.h"

namespace logitscope {

namespace {

// The model file of a session: where it was, else the one in the box that has its name.
std::filesystem::path findModel(const SavedModel& model) {
    std::error_code problem;
    if (!model.path.empty() && std::filesystem::exists(model.path, problem)) {
        return model.path;
    }
    if (const auto catalog = readModelCatalog(); catalog.ok() && model.identity) {
        for (const CatalogModel& entry : *catalog) {
            if (entry.file.filename() == model.identity->fileName) {
                return entry.file;
            }
        }
    }
    return {};
}

Json tokenJson(const std::optional<TokenId>& token) { return token ? Json(numberOf(*token)) : Json(nullptr); }

std::string tokenText(const Tokenizer* tokenizer, const std::optional<TokenId>& token) {
    return token ? inQuotes(pieceText(tokenizer, *token)) : "nothing";
}

class ReplayCommand final : public Command {
public:
    const char* name() const override { return "replay"; }
    const char* summary() const override { return "Runs a session again; says whether every token is identical"; }
    void addOptions(CLI::App& app) override {
        app.add_option("file", m_file, "The session file")->required()->type_name("FILE");
    }
    Result<ExitCode> run(Console& console) override {
        const auto session = readSessionFile(m_file);
        if (!session) {
            return session.error();
        }
        Json runs = Json::array();
        bool identical = true;
        for (std::size_t model = 0; model < session->models.size() && !console.stop.stop_requested(); ++model) {
            const bool used = std::ranges::any_of(session->runs, [=](const auto& run) { return run->model == model; });
            const Status replayed = used ? replay(console, *session, model, runs, identical) : Status();
            if (!replayed) {
                return replayed.error();
            }
        }
        const bool interrupted = console.stop.stop_requested();
        if (common.json) {
            printJson(console.out, Json{{"runs", runs}, {"identical", identical && !interrupted}});
        } else {
            console.out << (interrupted ? "Interrupted."
                            : identical ? "Every token is identical."
                                        : "Not identical.")
                        << '\n';
        }
        return interrupted ? Interrupted : identical ? Done : Failed;
    }

private:
    Status replay(Console& console, const SavedSession& session, std::size_t index, Json& runs, bool& identical) {
        const SavedModel& model = session.models[index];
        CommonOptions options = common;
        options.precise = model.precise || common.precise;
        if (options.model.empty()) {
            options.model = findModel(model);
        }
        if (options.model.empty()) {
            return Error{"The session was made with " + inQuotes(model.displayName) + " (" +
                         inQuotes(model.path, 4096) + "), which is not there; give its file with --model."};
        }
        if (Status status = checkFile(console, model, options.model); !status) {
            return status;
        }
        auto opened = openModel(options, console.stop);
        if (!opened) {
            return opened.error();
        }
        const Tokenizer* tokenizer = opened->session->tokenizer();
        replaySession(
            *opened->session, session, index,
            [&](const ReplayedRun& run) {
                identical = identical && run.identical();
                if (common.json) {
                    runs.push_back(runJson(run, *findRun(session, run.run), tokenizer));
                } else {
                    printRun(console.out, run, *findRun(session, run.run), tokenizer);
                }
            },
            console.stop);
        return {};
    }

    // Another file than the one of the session is a note, not an error: that it does the same may be the question.
    Status checkFile(Console& console, const SavedModel& model, const std::filesystem::path& file) const {
        const auto identity = model.identity ? identifyModel(file, console.stop) : Result<FileIdentity>(FileIdentity{});
        if (!identity) {
            return identity.error();
        }
        if (model.identity && model.identity->sha256 != identity->sha256 && !common.quiet) {
            console.err << "The file " << inQuotes(file.native(), 4096)
                        << " is not the one that the session was made with.\n";
        }
        return {};
    }

    static Json runJson(const ReplayedRun& run, const SavedRun& saved, const Tokenizer* tokenizer) {
        Json difference = nullptr;
        if (run.difference) {
            const auto piece = [&](const std::optional<TokenId>& token) {
                return token ? pieceJson(tokenizer, *token) : Json(nullptr);
            };
            difference = Json{{"position", numberOf(run.difference->position)},
                              {"saved_id", tokenJson(run.difference->saved)},
                              {"saved_piece", piece(run.difference->saved)},
                              {"replayed_id", tokenJson(run.difference->replayed)},
                              {"replayed_piece", piece(run.difference->replayed)}};
        }
        return Json{
            {"id", numberOf(run.run)},        {"name", saved.name},
            {"tokens", run.tokens},           {"drawn", run.drawn},
            {"identical", run.identical()},   {"numbers_identical", run.identical() && !run.numbersDiffer},
            {"first_difference", difference}, {"problem", run.problem.empty() ? Json(nullptr) : Json(run.problem)}};
    }

    static void printRun(std::ostream& out, const ReplayedRun& run, const SavedRun& saved, const Tokenizer* tokenizer) {
        out << "run " << numberOf(run.run) << (saved.name.empty() ? std::string() : " " + inQuotes(saved.name)) << ": "
            << run.tokens << " tokens, " << run.drawn << " drawn again: ";
        if (run.difference) {
            out << "place " << numberOf(run.difference->position) << " is "
                << tokenText(tokenizer, run.difference->replayed) << ", was "
                << tokenText(tokenizer, run.difference->saved);
        } else if (!run.problem.empty()) {
            out << run.problem;
        } else if (run.interrupted) {
            out << "interrupted";
        } else if (run.numbersDiffer) {
            out << "identical; its probabilities have other last digits from place " << numberOf(*run.numbersDiffer)
                << " on";
        } else {
            out << "identical";
        }
        out << '\n';
    }

    std::string m_file;
};

} // namespace

std::unique_ptr<Command> makeReplayCommand() { return std::make_unique<ReplayCommand>(); }

} // namespace logitscope
