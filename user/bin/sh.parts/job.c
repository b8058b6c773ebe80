// Job control: who has the terminal, and what has become of whom. On a terminal each pipeline is a
// job, a process group of its own, so that ^C reaches it and not the shell.
#include "sh.h"
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>

pid_t last_job;
static pid_t shell_group;    // the shell's own process group
static struct termios modes; // the terminal's, as the shell wants them
static volatile sig_atomic_t interrupts;

static void on_interrupt(int signal) {
    (void)signal;
    interrupts = 1;
}

// Has there been a ^C for the shell since the last call?
bool interrupted(void) {
    bool was = interrupts;
    interrupts = 0;
    if (was)
        status = 128 + SIGINT;
    return was;
}

// The handler is without SA_RESTART: what the shell waits for is over then.
static void set_job_signals(bool shell) {
    static const int signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], shell ? SIG_IGN : SIG_DFL);
    if (shell)
        sigaction(SIGINT, &(struct sigaction){.sa_handler = on_interrupt}, NULL);
}

// Back from a job, in its old mode.
static void take_terminal(void) {
    tcsetpgrp(STDIN_FILENO, shell_group);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

// Makes the shell interactive, and the terminal its own.
void take_control(void) {
    interactive = true;
    job_control = setpgid(0, 0) == 0 || errno != ENOSYS;
    if (!job_control) {
        warnx("no job control, for this kernel has no process groups");
        return;
    }
    set_job_signals(true);
    shell_group = getpgrp();
    tcgetattr(STDIN_FILENO, &modes);
    take_terminal();
}

// Forks; -1 if that fails. With job control the child becomes a member of the group, makes it if it
// is 0, or stays in the shell's if it is NULL. Parent and child both see to the group, as neither
// knows who runs first.
pid_t spawn(pid_t *group, bool foreground) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        fail("Cannot fork");
    else if (job_control && group != NULL) {
        pid_t member = pid == 0 ? getpid() : pid;
        if (*group == 0)
            *group = member;
        setpgid(member, *group);
        if (foreground)
            tcsetpgrp(STDIN_FILENO, *group);
    }
    if (pid == 0 && interactive) {
        interactive = false;
        if (job_control)
            set_job_signals(false);
        job_control = false;
        if (interrupts)
            raise(SIGINT); // the ^C came a moment ago, but it was for this job
    }
    return pid;
}

// Waits until the process (if negative, all of that group) has ended or is stopped. What became of
// `last` is the status. Nobody needs a message about ^C, which has shown itself, and `yes | head`.
void await(pid_t which, pid_t last) {
    int news;
    pid_t pid;
    while ((pid = waitpid(which, &news, job_control ? WUNTRACED : 0)) > 0) {
        if (WIFSTOPPED(news)) {
            last_job = getpgid(pid);
            fprintf(stderr, "\n[%d] stopped: `fg` or `bg` continues it\n", last_job);
            status = 128 + WSTOPSIG(news);
            unwinding = ABANDON;
            break;
        }
        int signal = WTERMSIG(news); // 0: none
        if (pid != last)
            continue;
        status = signal == 0 ? WEXITSTATUS(news) : 128 + signal;
        if (signal == SIGINT && interactive) {
            fputc('\n', stderr);
            unwinding = ABANDON;
        } else if (signal != 0 && signal != SIGINT && signal != SIGPIPE) {
            fprintf(stderr, "%s\n", strsignal(signal));
        }
    }
    if (job_control)
        take_terminal();
}

// Those that have ended or are stopped.
void report_jobs(void) {
    int news;
    pid_t pid;
    while ((pid = waitpid(-1, &news, WNOHANG | WUNTRACED)) > 0)
        fprintf(stderr, "[%d] %s\n", pid, WIFSTOPPED(news) ? "stopped" : "ended");
}

int continue_job(const char *group, bool foreground) {
    pid_t job = group != NULL ? atoi(group) : last_job;
    if (job > 0 && foreground && job_control)
        tcsetpgrp(STDIN_FILENO, job);
    status = job <= 0 || kill(-job, SIGCONT) < 0;
    if (status != 0)
        warnx("no such job");
    else if (foreground)
        await(-job, job);
    return status;
}
