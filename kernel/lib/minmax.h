// The smaller and the larger of two numbers of any type. Each argument is evaluated once.
#pragma once

#define min(a, b)                                                                                  \
    ({                                                                                             \
        __typeof__((a) + (b)) min_a = (a), min_b = (b);                                            \
        min_a < min_b ? min_a : min_b;                                                             \
    })
#define max(a, b)                                                                                  \
    ({                                                                                             \
        __typeof__((a) + (b)) max_a = (a), max_b = (b);                                            \
        max_a > max_b ? max_a : max_b;                                                             \
    })
