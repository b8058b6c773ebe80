// Job control: who is in the foreground, and what became of whom.
#include "sh.h"
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static pid_t shell_group;    // the shell's own process group
static struct termios modes; // the terminal's, as the shell wants them

// On a terminal these are for the foreground job; the shell ignores them.
void set_job_signals(void (*action)(int)) {
    static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], action);
}

// Forks; -1 if that fails. With job control the child becomes a member of the group, or makes it if
// it is 0; parent and child both see to that, as neither knows who runs first.
pid_t spawn(pid_t *group, bool foreground) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        warn("fork");
        status = 1;
    } else if (interactive) {
        pid_t member = pid == 0 ? getpid() : pid;
        if (*group == 0)
            *group = member;
        setpgid(member, *group);
        if (foreground)
            tcsetpgrp(STDIN_FILENO, *group);
    }
    if (pid == 0 && interactive) {
        interactive = false;
        set_job_signals(SIG_DFL);
    }
    return pid;
}

// Waits until the process (if negative, all of that group) has ended or is stopped. The fate of
// `last` (of any, if that is 0) becomes the status. Nobody needs to be told of ^C and `yes | head`.
void await(pid_t which, pid_t last) {
    int news;
    pid_t pid;
    while ((pid = waitpid(which, &news, WUNTRACED)) > 0) {
        int signal = WIFSTOPPED(news) ? WSTOPSIG(news) : WTERMSIG(news);
        if (last == 0 || pid == last || WIFSTOPPED(news))
            status = WIFEXITED(news) ? WEXITSTATUS(news) : 128 + signal;
        if (WIFSTOPPED(news)) {
            last_job = -which;
            fprintf(stderr, "[%d] %s: fg continues it\n", last_job, strsignal(signal));
            return;
        }
        if (WIFSIGNALED(news) && signal != SIGINT && signal != SIGPIPE)
            fprintf(stderr, "%s\n", strsignal(signal));
    }
    if (interactive && status == 128 + SIGINT)
        fputc('\n', stderr);
}

// The shell takes the terminal back, as it was.
void take_terminal(void) {
    if (!interactive)
        return;
    tcsetpgrp(STDIN_FILENO, shell_group);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

void take_control(void) {
    interactive = true;
    set_job_signals(SIG_IGN);
    setpgid(0, 0);
    shell_group = getpgrp();
    tcgetattr(STDIN_FILENO, &modes);
    take_terminal();
}

void report_jobs(void) {
    int news;
    pid_t pid;
    while ((pid = waitpid(-1, &news, WNOHANG)) > 0)
        fprintf(stderr, "[%d] ended\n", pid);
}
