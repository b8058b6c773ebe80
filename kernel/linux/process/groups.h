// Process groups.
#pragma once
#include <stdbool.h>

// The process with that number, the current one for 0; NULL: there is none.
struct process *process_or_self(int pid);

// Whether some process of the session is in the group.
bool group_is_in_session(int group, int session);

// ---- orphans.c

// Whether no shell could continue the group's stopped processes: no member has its parent in
// another group of the same session. (POSIX: orphaned process group; the terminal does not stop
// it.)
bool group_is_orphaned(int group);
