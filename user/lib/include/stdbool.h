// The type bool (ISO C). From C23 on it is a keyword.
#pragma once

#if __STDC_VERSION__ < 202311L
#define bool _Bool
#define true 1
#define false 0
#endif
#define __bool_true_false_are_defined 1
