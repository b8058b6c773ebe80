// A picture of memory, drawn again and again while a command runs.
#include "memmap.parts/memmap.h"
#include <command.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "memmap [-i MS] [-p PID] [COMMAND...]: draws memory, while a command runs\n"
    "Above, all frames of physical memory: small letters say what they are used for,\n"
    "capital ones that the command maps them. Below, its address space: what its pages\n"
    "are, in the ranges that have most pages. A cell stands for several; it shows what\n"
    "most of them are, but the command's before all others.\n"
    "\n"
    "The command stands still while it is drawn, then runs for MS milliseconds, by\n"
    "default 20. When it has ended, its output follows, and the last picture again.\n"
    "Without a command there is one picture, of process PID or of memmap itself.\n"
    "Only root can see physical memory.\n";

static bool has_frames;

static bool look(pid_t pid) {
    has_frames = frames_read();
    return pages_read(pid);
}

static void draw(void) {
    if (has_frames) {
        frames_draw();
    } else {
        printf("Only root can see physical memory.");
        picture_line_end();
    }
    pages_draw();
}

// Has it stand still; false: it has ended.
static bool stop(pid_t pid) {
    siginfo_t info = {0};
    kill(pid, SIGSTOP);
    return waitid(P_PID, pid, &info, WSTOPPED | WEXITED | WNOWAIT) == 0 &&
           info.si_code == CLD_STOPPED;
}

static int draw_command(char *const argv[], int interval) {
    struct rusage used;
    bool seen = false;
    int end = output_begin();
    pid_t pid = command_start(argv, end);
    close(end);
    for (output_take(interval); stop(pid); output_take(interval)) {
        if (look(pid)) {
            seen = true;
            picture_begin();
            draw();
            output_draw();
            picture_end();
        }
        kill(pid, SIGCONT);
    }
    pictures_end();
    output_write();
    if (seen)
        draw();
    int status = command_wait(pid, &used);
    if (!seen && status == 0)
        warnx("it ended too soon for a picture; try less than -i %d", interval);
    return status;
}

int main(int argc, char *argv[]) {
    pid_t pid = getpid();
    int interval = 20, option;
    while ((option = usage_option(argc, argv, "i:p:")) != -1)
        *(option == 'i' ? &interval : &pid) = usage_number(optarg);
    at_terminal = isatty(STDOUT_FILENO);
    if (optind < argc)
        return draw_command(argv + optind, interval);
    if (!look(pid))
        err(1, "/proc/%d/pagemap", pid);
    draw();
    return 0;
}
