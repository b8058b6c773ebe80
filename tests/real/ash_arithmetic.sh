#!/bin/busybox ash
# Arithmetic: 64 bits, all operators, assignment, errors.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

echo $((1 + 2 * 3 - 4 / 3 % 5)) $(((1 + 2) * 3)) $((-7 / 2)) $((-7 % 3))
echo $((1 << 40)) $((-1 >> 1)) $((0xff)) $((010))
echo $((9223372036854775807 + 1)) $((9223372036854775807))
echo $((5 & 3)) $((5 | 3)) $((5 ^ 3)) $((~5)) $((!5)) $((!0))
echo $((1 < 2)) $((2 <= 1)) $((1 == 1)) $((1 != 1)) $((1 && 0)) $((1 || 0)) $((3 > 2 ? 10 : 20))
x=5
echo $((x++)) $x $((++x)) $x $((x--)) $((--x)) $((x += 10)) $((x *= 2)) $((x <<= 1)) $((x %= 7))
echo $((y = x + 1, y * 2)) $y
i=0
while [ $((i += 1)) -le 3 ]; do echo "i=$i"; done
sum=0
for n in $(seq 1 100); do sum=$((sum + n * n)); done
echo "sum of squares: $sum"
a=48 b=36
while [ $b -ne 0 ]; do
    t=$((a % b))
    a=$b
    b=$t
done
echo "gcd: $a"
(echo $((1 / 0))) 2>&1 | without_path
let 'z = 3 * 4' && echo $z
expr 3 + 4 \* 2
expr length abcdef
expr abcdef : 'abc\(.*\)'
expr 5 \> 3 \& 2 \< 1
expr 7 / 2 % 2
expr a = a
printf '%d %x %o %c %5s|%-5s|%05d %s\n' 42 255 8 xyz ab cd 42 end
printf '%s-%s\n' a b c
printf '%b' 'tab\there\n'
