#include "app/gui/application.h"

int main(int argc, char** argv) { return logitscope::runGui(argc, argv); }
