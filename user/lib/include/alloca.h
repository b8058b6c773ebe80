// Memory on the caller's stack.
#pragma once

#define alloca(size) __builtin_alloca(size)
