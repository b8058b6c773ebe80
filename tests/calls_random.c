// Sequences of calls on files, memory, pipes, processes and signals, chosen at random but the same
// every time, have the same results as on Linux. A line for each sequence tells the hash of its
// log; `calls_random log 17 19` shows all of it for these three. `make test-long` runs many more.
// test: portable boots=roomy,swap,eager timeout=300
#include "calls_files.h"
#include "calls_memory.h"
#include "calls_processes.h"

enum { SEQUENCES = 250, CALLS = 40 };

static void operate(int count) {
    for (; count > 0; count--) {
        switch (random_below(8)) {
        case 0:
        case 1:
            ONE_OF(memory_operations)();
            break;
        case 2:
            ONE_OF(process_operations)();
            break;
        default:
            ONE_OF(file_operations)();
        }
    }
}

// Each has an empty directory, no open files but the first three, and a process of its own.
static void run_sequence(void) {
    pid_t pid = start();
    if (pid == 0) {
        struct rlimit limit = {.rlim_cur = 64, .rlim_max = 64};
        check(setrlimit(RLIMIT_NOFILE, &limit) == 0);
        for (int fd = FIRST_FD; fd < 64; fd++)
            close(fd);
        reserve_arena();
        catch_faults();
        signal(SIGPIPE, SIG_IGN);
        operate(CALLS);
        _exit(0);
    }
    note_end("end", pid);
}

int main(int argc, char *argv[]) {
    if (argc > 1 && strcmp(argv[1], "descriptors") == 0)
        return descriptors_left();
    own_path = argv[0];
    run_sequences(argc, argv, SEQUENCES, run_sequence);
    return 0;
}
