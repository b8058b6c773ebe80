// noreturn (ISO C).
#pragma once

#define noreturn _Noreturn
