#include "app/cli/cli.h"

#include "app/cli/command.h"
#include "core/base/utf8.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <new>

namespace logitscope {

namespace {

std::vector<std::unique_ptr<Command>> allCommands() {
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make :
         {makeInfoCommand, makeTokenizeCommand, makeDetokenizeCommand, makeLogitsCommand, makeChainCommand,
          makeGenerateCommand, makeDistributionCommand, makeScoreCommand, makeReplayCommand, makeBenchCommand}) {
        commands.push_back(make());
    }
    return commands;
}

std::string commandNames(const CLI::App& app) {
    std::string names;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        names += (names.empty() ? "" : ", ") + sub->get_name();
    }
    return names;
}

// "--prompt=" becomes "--prompt" and an empty value: CLI11 would take the next argument as the value.
std::vector<std::string> withEmptyValues(const std::vector<std::string>& arguments) {
    std::vector<std::string> result;
    for (const std::string& argument : arguments) {
        if (argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
            result.push_back(argument.substr(0, argument.size() - 1));
            result.emplace_back();
        } else {
            result.push_back(argument);
        }
    }
    return result;
}

// What is wrong with the arguments. A misspelt name explains most: it comes first.
std::string parseProblem(const CLI::App& app, const CLI::ParseError& problem) {
    const std::vector<std::string> unknown = app.remaining(true);
    if (app.get_subcommands().empty()) {
        return (unknown.empty() ? "A command is missing" : inQuotes(unknown.front()) + " is no command") +
               "; the commands are " + commandNames(app) + ".";
    }
    if (!unknown.empty()) {
        const std::string& command = app.get_subcommands().front()->get_name();
        return "The argument " + inQuotes(unknown.front()) + " is not known; logitscope-cli " + command +
               " --help lists the options.";
    }
    return problem.what();
}

int fail(std::ostream& err, std::string sentence, ExitCode code) {
    if (!sentence.ends_with('.')) {
        sentence += '.';
    }
    err << sentence << '\n';
    return code;
}

int runGuarded(const std::vector<std::string>& arguments, Console& console) {
    CLI::App app("See how a language model chooses its words.", "logitscope-cli");
    const std::string version = std::string("logitscope-cli ") + LOGITSCOPE_VERSION;
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    const auto commands = allCommands();
    Command* chosen = nullptr;
    for (const auto& command : commands) {
        CLI::App* sub = app.add_subcommand(command->name(), command->summary());
        sub->set_version_flag("--version", version);
        addCommonOptions(*sub, command->common);
        command->addOptions(*sub);
        sub->final_callback([&chosen, one = command.get()] { chosen = one; });
    }
    try {
        std::vector<std::string> reversed = withEmptyValues(arguments); // CLI11 takes them last to first
        std::reverse(reversed.begin(), reversed.end());
        app.parse(std::move(reversed));
    } catch (const CLI::CallForVersion&) {
        console.out << version << '\n';
        return Done;
    } catch (const CLI::Success& wanted) { // --help
        return app.exit(wanted, console.out, console.err);
    } catch (const CLI::ParseError& problem) {
        return fail(console.err, parseProblem(app, problem), Misused);
    }
    if (const Status status = chosen->check(); !status) {
        return fail(console.err, status.error().message, Misused);
    }
    const Result<ExitCode> ended = chosen->run(console);
    if (!ended) {
        const bool interrupted = console.stop.stop_requested();
        return fail(console.err, ended.error().message, interrupted ? Interrupted : Failed);
    }
    if (!console.out.flush()) {
        return fail(console.err, "The output could not be written; is the disk full?", Failed);
    }
    return *ended;
}

} // namespace

int runCli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err, std::stop_token stop) {
    Console console{out, err, std::move(stop)};
    try {
        return runGuarded(arguments, console);
    } catch (const std::bad_alloc&) {
        return fail(err, "There is not enough memory for this; use a smaller model or a shorter text", Failed);
    } catch (const std::exception& problem) {
        return fail(err, std::string("The command broke off: ") + problem.what(), Failed);
    }
}

} // namespace logitscope
