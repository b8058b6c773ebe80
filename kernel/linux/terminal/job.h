// Job control: whose terminal it is (POSIX.1-2017, 11.1: controlling terminal, foreground group).
#pragma once
#include <stdbool.h>

// Whether the terminal controls the current process's session.
bool job_is_controlling(void);

// A session's leader makes the terminal its own, or gives it up; then the group in the foreground
// gets SIGHUP and SIGCONT. 0, -EPERM (not a leader, or another session has the terminal), -ENOTTY.
int job_take_terminal(void);
int job_give_up_terminal(void);

// The current process wants to use the terminal. 0 if it is in the foreground. Else its group gets
// `signal` (SIGTTIN to read, SIGTTOU for the others), and the result is -EINTR: the call begins
// anew when the process is continued. A process that ignores the signal may go on, but not read
// (-EIO).
int job_must_be_foreground(int signal);

// The terminal's session and the group in the foreground; 0: none.
extern int job_session, job_foreground;

// Puts a group of the session in the foreground. 0, -ENOTTY, -EINVAL, -EPERM, -EINTR.
int job_set_foreground(int group);

// A signal from the terminal to the group in the foreground. Never sleeps.
void job_signal(int signal);

// When the current process, which ends, leads the session: the terminal is free, and the group in
// the foreground gets SIGHUP. Never sleeps.
void job_leader_ends(void);
