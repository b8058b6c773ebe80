#!/bin/busybox ash
# Background jobs: wait for one, for each, for all; their statuses; order made by pipes and files.
# test: portable boots=box,box-swap timeout=60
. "${0%/*}/scratch.sh"

for n in 1 2 3; do
    (sleep 0.$n; exit $n) &
    eval "job$n=\$!"
done
for n in 3 1 2; do
    eval "wait \$job$n"
    echo "job $n: $?"
done
wait 99999
echo "no such child: $?"

for n in 1 2 3 4 5 6 7 8; do
    numbers $((n * 50)) | md5sum > sum$n &
done
wait
cat sum?

mkfifo fifo
(while read -r line; do echo "reader: $line"; done < fifo) &
for n in 1 2 3; do echo "message $n"; done > fifo
wait
echo "background of background" | (cat > out; (sleep 0.2; echo late >> out) & wait)
cat out

( (echo inner; exit 4) & wait $!; echo "inner: $?")
sleep 0.1 && echo "after a while" &
wait $!
true & wait $!; echo $?
false & wait $!; echo $?
{ sleep 0.2; echo group; } & wait
n=0
while [ $n -lt 40 ]; do
    true &
    n=$((n + 1))
done
wait
echo "all $n are gone"
(exit 300); echo $?
