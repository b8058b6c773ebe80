#!/bin/busybox ash
# Traps: on exit, on signals sent by the shell itself and by its children, ignored, reset; kill.
# test: portable boots=box,box-swap timeout=60
. "${0%/*}/scratch.sh"

(
    trap 'echo leaving with $?' EXIT
    echo in the subshell
    exit 7
)
echo "status $?"

(
    trap 'echo "got USR1"' USR1
    trap 'echo "got USR2"' USR2
    me=$(sh -c 'echo $PPID')
    kill -USR1 "$me"
    kill -USR2 "$me"
    echo "and going on"
    trap - USR2
    kill -USR2 "$me"
    echo "not here"
)
echo "status $?"

(
    trap '' TERM
    me=$(sh -c 'echo $PPID')
    kill "$me"
    echo "TERM is ignored"
    sh -c 'kill $$; echo "by a child as well"'
)
echo "status $?"

sleep 30 &
kill $!
wait $!
echo "wait says $?"
sleep 30 &
kill -9 $!
wait $!
echo "wait says $?"

count=0
trap 'count=$((count + 1))' USR1
sh -c "kill -USR1 $$"
sh -c "kill -USR1 $$"
echo "count $count"
(until grep -q '^State:.S' /proc/$$/status; do usleep 1000; done; kill -USR1 $$) &
child=$!
sleep 30 &
sleeper=$!
wait $sleeper
echo "wait was interrupted: $? $count"
kill $sleeper
wait $child
trap - USR1
kill -0 $$ && echo "alive"
kill -0 $child 2>/dev/null || echo "the child is gone"
kill -l 15
for signal in HUP KILL TERM SEGV PIPE ALRM; do
    sh -c "kill -$signal \$\$"
    echo "$signal: $?"
done
trap 'echo "a trap of the test, too"; cd / && rm -rf "$scratch"' EXIT
trap | wc -l
