// Job control: who has the terminal, and what has become of whom. On a terminal each pipeline is a
// job, a process group of its own, so that ^C reaches it and not the shell.
#include "sh.h"
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

pid_t last_job;
static pid_t shell_group;    // the shell's own process group
static struct termios modes; // the terminal's, as the shell wants them
static volatile sig_atomic_t interrupts;

static void on_interrupt(int signal) {
    (void)signal;
    interrupts = 1;
}

bool interrupted(void) {
    bool was = interrupts;
    interrupts = 0;
    if (was)
        status = 128 + SIGINT;
    return was;
}

// The handler is without SA_RESTART: what the shell waits for is over then.
void set_job_signals(bool shell) {
    static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], shell ? SIG_IGN : SIG_DFL);
    if (shell)
        sigaction(SIGINT, &(struct sigaction){.sa_handler = on_interrupt}, NULL);
}

void take_terminal(void) {
    if (!interactive)
        return;
    tcsetpgrp(STDIN_FILENO, shell_group);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

void take_control(void) {
    interactive = true;
    set_job_signals(true);
    setpgid(0, 0);
    shell_group = getpgrp();
    tcgetattr(STDIN_FILENO, &modes);
    take_terminal();
}

// Parent and child both see to the group, as neither knows who runs first.
pid_t spawn(pid_t *group, bool foreground) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0) {
        warn("Cannot fork");
        status = 2;
    } else if (interactive && group != NULL) {
        pid_t member = pid == 0 ? getpid() : pid;
        if (*group == 0)
            *group = member;
        setpgid(member, *group);
        if (foreground)
            tcsetpgrp(STDIN_FILENO, *group);
    }
    if (pid == 0 && interactive) {
        interactive = false;
        set_job_signals(false);
        if (interrupts)
            raise(SIGINT); // the ^C came a moment ago, but it was for this job
    }
    return pid;
}

// Nobody needs a message about ^C and `yes | head`.
void await(pid_t which, pid_t last) {
    int news;
    pid_t pid;
    while ((pid = waitpid(which, &news, interactive ? WUNTRACED : 0)) > 0) {
        int signal = WIFSTOPPED(news) ? WSTOPSIG(news) : WTERMSIG(news);
        if (pid != last && !WIFSTOPPED(news))
            continue;
        status = WIFEXITED(news) ? WEXITSTATUS(news) : 128 + signal;
        if (WIFSIGNALED(news) && signal != SIGINT && signal != SIGPIPE)
            fprintf(stderr, "%s\n", strsignal(signal));
        if (!interactive || WIFEXITED(news) || (WIFSIGNALED(news) && signal != SIGINT))
            continue;
        fputc('\n', stderr); // behind ^C or ^Z
        unwinding = ABANDON;
        if (WIFSTOPPED(news)) {
            last_job = getpgid(pid);
            fprintf(stderr, "[%d] stopped: `fg` or `bg` continues it\n", last_job);
            return;
        }
    }
}

void report_jobs(void) {
    int news;
    pid_t pid;
    while ((pid = waitpid(-1, &news, WNOHANG | WUNTRACED)) > 0)
        fprintf(stderr, "[%d] %s\n", pid, WIFSTOPPED(news) ? "stopped" : "ended");
}

void continue_job(const char *group, bool foreground) {
    pid_t job = group != NULL ? atoi(group) : last_job;
    if (job > 0 && foreground && interactive)
        tcsetpgrp(STDIN_FILENO, job);
    status = job <= 0 || kill(-job, SIGCONT) < 0;
    if (status == 0 && foreground)
        await(-job, job);
    else if (status != 0)
        warnx("no such job");
    take_terminal();
}
