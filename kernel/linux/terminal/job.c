// Job control. The terminal controls one session (a login). One process group of it, the job in the
// foreground, has the keyboard: it gets the signals that are typed. A process of another group that
// reads is stopped until the shell puts its group in the foreground.
#include "kernel/linux/terminal/job.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/process/groups.h"
#include "kernel/linux/signal/signal.h"
#include "proc/process.h"

int job_session, job_foreground;

bool job_is_controlling(void) {
    return job_session && current->session == job_session;
}

// A terminal whose session's leader is gone is free. So is init's, which opens it at boot: the
// first session that asks takes it.
static bool is_free(void) {
    const struct process *leader = process_find(job_session);
    return job_session <= 1 || !leader || leader->state == PROCESS_ZOMBIE;
}

int job_take_terminal(void) {
    if (job_is_controlling())
        return 0;
    if (current->pid != current->session || !is_free())
        return -EPERM;
    job_session = current->session;
    job_foreground = current->group;
    return 0;
}

void job_leader_ends(void) {
    if (current->pid != job_session)
        return;
    job_signal(SIGHUP);
    job_signal(SIGCONT); // wakes a stopped job, so that it notices SIGHUP
    job_session = job_foreground = 0;
}

int job_give_up_terminal(void) {
    if (!job_is_controlling())
        return -ENOTTY;
    job_leader_ends();
    return 0;
}

int job_must_be_foreground(int signal) {
    if (!job_is_controlling() || current->group == job_foreground)
        return 0;
    if (signal_is_shut_out(current, signal))
        return signal == SIGTTIN ? -EIO : 0;
    if (group_is_orphaned(current->group))
        return -EIO;
    signal_send_group(current->group, signal);
    return -EINTR;
}

int job_set_foreground(int group) {
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (!job_is_controlling())
        return -ENOTTY;
    if (group < 0)
        return -EINVAL;
    if (!group_is_in_session(group, job_session))
        return -EPERM;
    job_foreground = group;
    return 0;
}

void job_signal(int signal) {
    if (job_foreground)
        signal_send_group(job_foreground, signal);
}
