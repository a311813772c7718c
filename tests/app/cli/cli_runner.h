// Calls the command line in this process and keeps what it wrote.
#pragma once

#include "app/cli/cli.h"
#include "tests/support/paths.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace logitscope::test {

struct CliRun {
    int code = -1;
    std::string out, err;

    nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
    // One line, ended by a full stop.
    bool isOneSentence() const { return err.size() > 2 && err.ends_with(".\n") && err.find('\n') == err.size() - 1; }
};

inline CliRun cli(const std::vector<std::string>& arguments, std::stop_token stop = {}) {
    std::ostringstream out;
    std::ostringstream err;
    CliRun run;
    run.code = runCli(arguments, out, err, std::move(stop));
    run.out = out.str();
    run.err = err.str();
    return run;
}

// The command with --json; an empty document when it failed.
inline nlohmann::json cliJson(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const CliRun run = cli(arguments);
    return run.code == Done ? run.json() : nlohmann::json();
}

inline std::string writeFile(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

} // namespace logitscope::test
