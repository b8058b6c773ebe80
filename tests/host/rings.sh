#!/bin/sh
# README's table of the rings has the figures that `make lines` prints, to within 100 lines: so not
# every small change of the kernel must change it.
set -u
cd "$(dirname "$0")/../.." || exit 1
counted=$(scripts/check-layers --lines | sed -n 's/^the [a-z ]*\([0-9,]*\) .*/\1/p' | tr -d ,)
named=$(sed -n 's/^| [123] .*| *\([0-9,]*\) |$/\1/p' README.md | tr -d ,)
printf '%s\n' "$counted" "$named" | awk '{ n[NR] = $1 } END {
    for (i = 1; i <= 3; i++)
        wrong += n[i] == "" || n[i] - n[i + 3] > 100 || n[i + 3] - n[i] > 100
    exit wrong > 0 || NR != 6 }' && exit
printf 'README.md says of the rings:\n%s\nand make lines:\n%s\n' "$named" "$counted"
exit 1
