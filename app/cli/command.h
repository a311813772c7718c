// One subcommand: its options and what it does. Made, parsed and run once.
#pragma once

#include "app/cli/cli.h"
#include "app/cli/common_options.h"
#include "core/base/result.h"

#include <CLI/App.hpp>

#include <memory>
#include <ostream>
#include <stop_token>
#include <vector>

namespace logitscope {

// Where a command writes, and when it has to end.
struct Console {
    std::ostream& out;
    std::ostream& err; // notes and errors
    std::stop_token stop;
};

class Command {
public:
    virtual ~Command() = default;
    virtual const char* name() const = 0;
    virtual const char* summary() const = 0;
    virtual void addOptions(CLI::App& app) = 0;
    // What the options say together; an error is bad usage.
    virtual Status check() { return {}; }
    virtual Result<ExitCode> run(Console& console) = 0;

    CommonOptions common;
};

std::unique_ptr<Command> makeInfoCommand();
std::unique_ptr<Command> makeTokenizeCommand();
std::unique_ptr<Command> makeDetokenizeCommand();
std::unique_ptr<Command> makeLogitsCommand();
std::unique_ptr<Command> makeChainCommand();
std::unique_ptr<Command> makeGenerateCommand();
std::unique_ptr<Command> makeDistributionCommand();
std::unique_ptr<Command> makeScoreCommand();
std::unique_ptr<Command> makeReplayCommand();
std::unique_ptr<Command> makeBenchCommand();

} // namespace logitscope
