// The command line as a function: arguments in, text or one JSON document out, one sentence on `err` when something is
// wrong. Runs on the calling thread; `stop` ends it early with what there is.
#pragma once

#include <ostream>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope {

enum ExitCode : int { Done = 0, Failed = 1, Misused = 2, Interrupted = 130 }; // 128 + SIGINT, as shells count

// `arguments` without the program's name.
int runCli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err, std::stop_token stop = {});

} // namespace logitscope
