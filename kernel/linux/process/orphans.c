// When a process ends, its parent gets SIGCHLD; its children get another parent, and the signal
// that they asked for; stopped process groups that no shell could continue any more get SIGHUP.
#include "kernel/linux/process/groups.h"
#include "kernel/linux/process/outer.h"
#include "kernel/personality.h"
#include "proc/shutdown.h"

static bool has_stopped(int group) {
    process_for_each(process)
        if (process->group == group && process->state == PROCESS_STOPPED)
            return true;
    return false;
}

// The process's parent looks after its group, as a shell does after its jobs.
static bool parent_minds_group(const struct process *process) {
    const struct process *parent = process->parent;
    return parent && parent->group != process->group && parent->session == process->session;
}

bool group_is_orphaned(int group) {
    process_for_each(process)
        if (process->group == group && process->state != PROCESS_ZOMBIE &&
            parent_minds_group(process))
            return false;
    return true;
}

// If no process is left that would continue the stopped processes of a group, they get SIGHUP
// (POSIX, _exit).
static void hang_up(int group) {
    if (!group_is_orphaned(group) || !has_stopped(group))
        return;
    signal_send_group(group, SIGHUP);
    signal_send_group(group, SIGCONT);
}

// The new parent of a process's children when it ends: its nearest ancestor that wants them, or
// init.
static struct process *adopter_of(const struct process *process) {
    struct process *above = process->parent;
    while (above->parent && !above->outer->adopts)
        above = above->parent;
    return above;
}

void personality_orphaned(struct process *child) {
    bool minded = parent_minds_group(child);
    process_set_parent(child, adopter_of(current));
    struct signal_info info = signal_from(current, child->outer->end_signal, SI_USER);
    signal_send_if_allowed(child, &info);
    if (minded)
        hang_up(child->group);
    if (child->state == PROCESS_ZOMBIE)
        signal_child(child, child->status);
}

// A parent that ignores SIGCHLD does not want to know (POSIX): init will.
static void tell_parent(void) {
    const struct signal_action *action = &current->parent->outer->signals.actions[SIGCHLD - 1];
    signal_child(current, current->status);
    bool waits = action->handler != SIG_IGN && !(action->flags & SA_NOCLDWAIT);
    if (waits || system_stopping)
        return;
    process_set_parent(current, process_find(1));
    signal_child(current, current->status);
}

void personality_process_ended(void) {
    signals_discard(&current->outer->signals, ~0ul); // a zombie takes none
    if (parent_minds_group(current))
        hang_up(current->group);
    tell_parent();
}
