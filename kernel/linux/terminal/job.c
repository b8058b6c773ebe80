// Job control. The terminal controls one session (a login), and one process group of it, the job in
// the foreground, has the keyboard: it gets the signals that are typed, and who else tries to read
// is stopped until the shell puts it in the foreground.
#include "kernel/linux/terminal/job.h"
#include "kernel/lib/errno.h"
#include "kernel/linux/process/groups.h"
#include "kernel/linux/signal/signal.h"
#include "proc/process.h"

static int session;    // 0: none
static int foreground; // a process group; 0: none

bool job_is_controlling(void) {
    return session && current->session == session;
}

// A terminal whose session's leader is gone is free; and init, which opens it at boot, leaves it to
// the first that asks.
static bool is_free(void) {
    const struct process *leader = process_find(session);
    return session <= 1 || !leader || leader->state == PROCESS_ZOMBIE;
}

int job_take_terminal(void) {
    if (job_is_controlling())
        return 0;
    if (current->pid != current->session || !is_free())
        return -EPERM;
    session = current->session;
    foreground = current->group;
    return 0;
}

void job_leader_ends(void) {
    if (!session || current->pid != session)
        return;
    job_signal(SIGHUP);
    job_signal(SIGCONT); // a stopped job shall learn of it, too
    session = foreground = 0;
}

int job_give_up_terminal(void) {
    if (!job_is_controlling())
        return -ENOTTY;
    job_leader_ends();
    return 0;
}

int job_must_be_foreground(int signal) {
    if (!job_is_controlling() || current->group == foreground)
        return 0;
    if (signal_is_shut_out(current, signal))
        return signal == SIGTTIN ? -EIO : 0;
    if (group_is_orphaned(current->group))
        return -EIO;
    signal_send_group(current->group, signal);
    return -EINTR;
}

int job_session(void) {
    return session;
}

int job_foreground(void) {
    return foreground;
}

int job_set_foreground(int group) {
    int error = job_must_be_foreground(SIGTTOU);
    if (error < 0)
        return error;
    if (!job_is_controlling())
        return -ENOTTY;
    if (group < 0)
        return -EINVAL;
    if (!group_is_in_session(group, session))
        return -EPERM;
    foreground = group;
    return 0;
}

void job_signal(int signal) {
    if (foreground)
        signal_send_group(foreground, signal);
}
