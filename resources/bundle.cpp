// Carries the icons and the translations; the files are listed in CMakeLists.txt.
