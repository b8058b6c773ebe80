// Every system call, with arguments that make no sense, gives a result or an errno, or ends the
// program: nothing else happens, to anybody. Each is made by a child, which is killed if it does
// not come back. test: boots=small timeout=120
#include "fs.h"
#include <sched.h>

enum { NUMBERS = 548, TRIES = 200 };

static uint8_t garbage[PAGE];

// Those that would end or stop others, on purpose: the machine with a lucky magic number, or the
// harness' processes.
static bool is_harmful(long number, long argument) {
    bool kills = number == 62 || number == 129 || number == 200 || number == 234 || number == 297;
    return number == 169 || (kills && argument > -4096 && argument < 4096);
}

static long raw_call(long number, long argument, long step) {
    register long r10 asm("r10") = argument + 3 * step, r8 asm("r8") = argument + 4 * step;
    register long r9 asm("r9") = argument + 5 * step;
    long result;
    asm volatile("syscall"
                 : "=a"(result)
                 : "a"(number), "D"(argument), "S"(argument + step), "d"(argument + 2 * step),
                   "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
}

// Whether the child came back; else it is killed.
static bool came_back(pid_t child) {
    int status;
    for (int i = 0; i < TRIES; i++) {
        if (waitpid(child, &status, WNOHANG) == child)
            return true;
        if (i < TRIES / 2)
            sched_yield();
        else
            usleep(1000);
    }
    kill(child, SIGKILL);
    kill(child, SIGCONT);
    check(waitpid(child, &status, 0) == child);
    return false;
}

static int try_all(long argument, long step) {
    int stayed = 0;
    for (long number = 0; number < NUMBERS; number++) {
        if (is_harmful(number, argument))
            continue;
        pid_t child = start();
        if (child == 0) {
            close(0);
            setpgid(0, 0);
            raw_call(number, argument, step);
            _exit(0);
        }
        stayed += !came_back(child);
    }
    return stayed;
}

int main(void) {
    for (size_t i = 0; i < sizeof garbage; i++)
        garbage[i] = 37 * i + 11;
    const long sets[][2] = {
        {0, 0},
        {-1, 0},
        {1, 0},
        {3, 1},
        {(long)garbage, 8},
        {(long)garbage + PAGE - 3, 0},
        {INT64_MIN, 1},
        {0x7ffffffff000 - 4, 4},
        {0x1234567812345678, 0x1111111111111111},
    };
    enter_scratch(); // some of the garbage is a name
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        check(try_all(sets[i][0], sets[i][1]) < NUMBERS / 4);
    leave_scratch();
    return 0;
}
