// The saved state of an interrupted program: in <signal.h>.
#pragma once
#include <signal.h>
