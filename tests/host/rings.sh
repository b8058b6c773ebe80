#!/bin/sh
# README's table of the rings has the figures that `make lines` prints, rounded to hundreds.
set -u
cd "$(dirname "$0")/../.." || exit 1
counted=$(scripts/check-layers --lines | sed -n 's/^the [a-z ]*\([0-9,]*\) .*/\1/p' | tr -d , |
    awk '{ print int(($1 + 50) / 100) * 100 }')
named=$(sed -n 's/^| [123] .*| *\([0-9,]*\) |$/\1/p' README.md | tr -d ,)
[ "$named" = "$counted" ] && [ "$(echo "$named" | wc -l)" = 3 ] && exit
printf 'README.md says of the rings:\n%s\nand must say:\n%s\n' "$named" "$counted"
exit 1
