#!/bin/busybox ash
# awk: fields, patterns, arrays, functions, printf, getline, system, pipes.
# test: portable boots=box,box-swap,box-eager timeout=60
. "${0%/*}/scratch.sh"

numbers 300 > data
awk '{ sum += $1; by[$2]++ } END { print NR, sum, sum / NR; for (k = 0; k < 13; k++) print k, by[k] }' data
awk -F: -v OFS=- '{ $1 = $1; print }' <<END
a:b:c
d:e
END
awk 'NR % 100 == 0 { printf "%5d|%-6s|%x|%.3f\n", NR, $3, $1, $1 / 7 }' data
awk '/line 29[0-9]/ && $2 > 6, /line 295/ { print NR ": " $0 }' data
awk 'function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } BEGIN { print fib(15) }'
awk 'BEGIN { s = "hello world"; gsub(/o/, "0", s); print s, length(s), substr(s, 3, 4), index(s, "w") }'
awk 'BEGIN { n = split("c b a", x); for (i = n; i > 0; i--) printf "%s ", x[i]; print toupper("up") }'
awk 'BEGIN { while (("seq 3" | getline line) > 0) print "got", line; close("seq 3") }'
awk 'BEGIN { print "b\na" | "sort"; close("sort"); print "sorted" }'
awk 'BEGIN { r = system("exit 3"); print "status", r; print match("foobar", /o+/), RSTART, RLENGTH }'
awk 'BEGIN { print 1e6, 1e300 * 10, int(-3.7), 2 ^ 10, 7 % 3, log(exp(1)), sqrt(2), sin(1), atan2(1, 1) }'
awk '{ print > ("out" $2) } END { close("out1") }' data; wc -l out1 out12
awk 'BEGIN { a["x", 1] = 2; for (k in a) { split(k, p, SUBSEP); print p[1], p[2], a[k] }
    delete a["x", 1]; print length(a), ("y" in a) }'
awk 'BEGIN { getline first < "data"; print first; printf "%c%c %s\n", 65, "BC", 0.1 + 0.2; exit 5 }'; echo $?
printf 'p\nq\n\nr\n' | awk 'BEGIN { RS = ""; FS = "\n" } { print NR, NF, $1 }'
echo 5 apples | awk '{ print $2, $1 * 2, $1 $2, ($1 > 10), ENVIRON["TZ"] }'
awk 'BEGIN { for (i = 1; i <= 30000; i++) t[i % 997] = t[i % 997] i; x = 0
    for (k in t) x += length(t[k]); print x }'
