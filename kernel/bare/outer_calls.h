// None of the calls that only Linux's programs need: they are reported as missing.
#undef CALL
#undef ONCE
#undef ADDRESS
#undef AS
#undef STUB
#define CALL(number, name, ...) NONE(number, name)
#define ONCE CALL
#define ADDRESS CALL
#define AS(number, name, ...) NONE(number, name)
#define STUB AS
#include "../linux_calls.h"
