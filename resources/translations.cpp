// Carries the translation resources; the files are listed in CMakeLists.txt.
