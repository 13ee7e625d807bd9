// The C23 name of strtoul, which libFuzzer links to. Only compiled where the C library lacks it: a newer one's <cstdlib> maps strtoul to
// this very name.
#include <cstdlib>

extern "C" unsigned long __isoc23_strtoul(const char* text, char** end, int base);

extern "C" unsigned long __isoc23_strtoul(const char* text, char** end, int base) { return std::strtoul(text, end, base); }
