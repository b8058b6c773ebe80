// The system calls that report and change a process's user and groups (credentials(7)). User and
// group ids follow the same rules: root may take any id; others may only choose among their real,
// effective and saved ids.
#include "kernel/linux/users/credentials.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

#define UNCHANGED UINT32_MAX

uint32_t credentials_user(void) {
    const struct credentials *me = &current->outer->credentials;
    return me->as_real ? me->user.real : me->user.effective;
}

uint32_t credentials_group(void) {
    const struct credentials *me = &current->outer->credentials;
    return me->as_real ? me->group.real : me->group.effective;
}

bool credentials_privileged(void) {
    return credentials_user() == 0;
}

bool credentials_in_group(uint32_t group) {
    const struct credentials *me = &current->outer->credentials;
    for (uint32_t i = 0; i < me->group_count; i++)
        if (me->groups[i] == group)
            return true;
    return group == credentials_group();
}

static bool all_are(const struct ids *ids, uint32_t id) {
    return ids->real == id && ids->effective == id && ids->saved == id;
}

bool credentials_are(const struct credentials *other, uint32_t user, uint32_t group) {
    return all_are(&other->user, user) && all_are(&other->group, group);
}

bool credentials_may_inspect(const struct process *other) {
    return other == current || credentials_privileged() ||
           (!other->outer->credentials.secret &&
            credentials_are(&other->outer->credentials, credentials_user(), credentials_group()));
}

void credentials_begin_program(uint32_t user, uint32_t group, bool secret) {
    struct credentials *me = &current->outer->credentials;
    bool other = user != me->user.real || group != me->group.real;
    me->secret = secret || other;
    if (other)
        current->outer->end_signal = 0;
    me->user.effective = me->user.saved = user;
    me->group.effective = me->group.saved = group;
}

// A process that had other rights may still know secrets of that time. And the signal that it asked
// for at its parent's end is forgotten (prctl(2), PR_SET_PDEATHSIG).
static void assign(struct ids *ids, struct ids now) {
    if (now.effective != ids->effective) {
        current->outer->credentials.secret = true;
        current->outer->end_signal = 0;
    }
    *ids = now;
}

int64_t sys_getuid(void) {
    return current->outer->credentials.user.real;
}

int64_t sys_geteuid(void) {
    return current->outer->credentials.user.effective;
}

int64_t sys_getgid(void) {
    return current->outer->credentials.group.real;
}

int64_t sys_getegid(void) {
    return current->outer->credentials.group.effective;
}

static int64_t report(const struct ids *ids, uint64_t real, uint64_t effective, uint64_t saved) {
    int error = first_error(copy_to_user(real, &ids->real, sizeof ids->real),
                            copy_to_user(effective, &ids->effective, sizeof ids->effective));
    return first_error(error, copy_to_user(saved, &ids->saved, sizeof ids->saved));
}

int64_t sys_getresuid(uint64_t real, uint64_t effective, uint64_t saved) {
    return report(&current->outer->credentials.user, real, effective, saved);
}

int64_t sys_getresgid(uint64_t real, uint64_t effective, uint64_t saved) {
    return report(&current->outer->credentials.group, real, effective, saved);
}

// setuid, setgid: root becomes that user for good; other users only get the effective id.
static int64_t become(struct ids *ids, uint32_t id) {
    if (id == UNCHANGED)
        return -EINVAL;
    if (credentials_privileged())
        assign(ids, (struct ids){id, id, id});
    else if (id == ids->real || id == ids->saved)
        assign(ids, (struct ids){ids->real, id, ids->saved});
    else
        return -EPERM;
    return 0;
}

int64_t sys_setuid(uint32_t id) {
    return become(&current->outer->credentials.user, id);
}

int64_t sys_setgid(uint32_t id) {
    return become(&current->outer->credentials.group, id);
}

static bool may_take(const struct ids *ids, uint32_t id) {
    return id == UNCHANGED || id == ids->real || id == ids->effective || id == ids->saved ||
           credentials_privileged();
}

static uint32_t changed(uint32_t old, uint32_t wanted) {
    return wanted == UNCHANGED ? old : wanted;
}

static int64_t set_all(struct ids *ids, uint32_t real, uint32_t effective, uint32_t saved) {
    if (!may_take(ids, real) || !may_take(ids, effective) || !may_take(ids, saved))
        return -EPERM;
    assign(ids, (struct ids){changed(ids->real, real), changed(ids->effective, effective),
                             changed(ids->saved, saved)});
    return 0;
}

int64_t sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved) {
    return set_all(&current->outer->credentials.user, real, effective, saved);
}

int64_t sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved) {
    return set_all(&current->outer->credentials.group, real, effective, saved);
}

int64_t sys_getgroups(int size, uint64_t to) {
    const struct credentials *credentials = &current->outer->credentials;
    int count = credentials->group_count;
    if (size < 0 || (size > 0 && size < count))
        return -EINVAL;
    int error = size > 0 ? copy_to_user(to, credentials->groups, count * sizeof(uint32_t)) : 0;
    return error < 0 ? error : count;
}

int64_t sys_setgroups(uint32_t count, uint64_t from) {
    struct credentials *credentials = &current->outer->credentials;
    uint32_t groups[GROUPS_MAX];
    if (!credentials_privileged())
        return -EPERM;
    if (count > GROUPS_MAX)
        return -EINVAL;
    if (copy_from_user(groups, from, count * sizeof *groups) < 0)
        return -EFAULT;
    memcpy(credentials->groups, groups, count * sizeof *groups);
    credentials->group_count = count;
    return 0;
}
