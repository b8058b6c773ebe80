// Alignment (ISO C). From C23 on these are keywords.
#pragma once

#if __STDC_VERSION__ < 202311L
#define alignas _Alignas
#define alignof _Alignof
#endif
