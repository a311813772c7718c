// Interrupt (Ctrl+C) once: the command ends with what there is. Twice: the program ends at once.
#include "app/cli/cli.h"

#include <csignal>
#include <iostream>
#include <thread>
#include <unistd.h>

int main(int argc, char** argv) {
    // Blocked before any other thread starts, so that only the waiting thread takes it.
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);
    std::stop_source stop;
    std::thread([interrupt, stop]() mutable {
        int signal = 0;
        sigwait(&interrupt, &signal);
        stop.request_stop();
        pthread_sigmask(SIG_UNBLOCK, &interrupt, nullptr);
        for (;;) {
            pause();
        }
    }).detach();
    std::ios::sync_with_stdio(false);
    return logitscope::runCli({argv + 1, argv + argc}, std::cout, std::cerr, stop.get_token());
}
