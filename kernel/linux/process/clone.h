// vfork's loan of memory.
#pragma once

// Whoever lent the current process its memory goes on. (Give it back first.)
void clone_return_memory(void);
