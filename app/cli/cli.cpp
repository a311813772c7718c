#include "app/cli/cli.h"

#include "app/cli/command.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <new>

namespace logitscope {

namespace {

std::vector<std::unique_ptr<Command>> allCommands() {
    std::vector<std::unique_ptr<Command>> commands;
    for (const auto make :
         {makeInfoCommand, makeTokenizeCommand, makeDetokenizeCommand, makeLogitsCommand, makeChainCommand,
          makeGenerateCommand, makeDistributionCommand, makeScoreCommand, makeBenchCommand}) {
        commands.push_back(make());
    }
    return commands;
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
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend())); // CLI11 takes them last to first
    } catch (const CLI::CallForVersion&) {
        console.out << version << '\n';
        return Done;
    } catch (const CLI::Success& wanted) { // --help
        return app.exit(wanted, console.out, console.err);
    } catch (const CLI::ParseError& problem) {
        return fail(console.err, problem.what(), Misused);
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
