// For programs that run a command which their arguments name.
#pragma once
#include <sys/resource.h>
#include <sys/types.h>

// Starts the command, a child with this standard output, and waits until it has begun or could not:
// whoever looks at the child then sees the command. From now on ^C ends only the command.
pid_t command_start(char *const argv[], int output);

// Waits until it has ended, and prints by which signal, if so. Returns its exit status as a shell
// has it; *usage is what it has used, with those of its children for which it has waited.
int command_wait(pid_t pid, struct rusage *usage);
