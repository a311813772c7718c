// The window program from its command line to its end.
#pragma once

namespace logitscope {

// Returns the exit status: 0, 1 when a screenshot or a model failed, 2 for bad usage.
int runGui(int argc, char** argv);

} // namespace logitscope
