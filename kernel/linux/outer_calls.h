// The calls that the personality adds to the core's.
#include "../linux_calls.h"
