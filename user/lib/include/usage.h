// How programs explain themselves and judge their arguments.
#pragma once
#include <stdbool.h>

// Each program of user/bin has one. Its first line is "NAME ARGUMENTS: what it does".
extern const char usage[];

// Like getopt, with -h and --help for all programs: they print `usage` and end the program. An
// unknown option ends it, too, with a message, and so does a missing argument.
int usage_option(int argc, char *const argv[], const char *options);

// For programs to which -h is a word like others. If --help is the only argument, prints `usage`
// and returns true.
bool usage_help(int argc, char *const argv[]);

// Ends a program whose arguments make no sense.
_Noreturn void usage_error(void);

// The positive number that an argument must be.
int usage_number(const char *word);
