#!/bin/busybox ash
# What processes see of each other: SIGPIPE, exit statuses in pipelines, env, nice, timeout, xargs,
# time limits, /dev/null and /dev/zero, nohup, pids in variables.
# test: portable boots=box,box-swap,box-eager timeout=60
. "${0%/*}/scratch.sh"

yes | head -n 1; (yes; echo "yes: $?" >&2) | head -n 1; true | false; echo $?; false | true; echo $?
set -o pipefail; false | true; echo $?; yes | head -n 1 > /dev/null; echo $?; set +o pipefail
! true; echo $?; cat /dev/null | wc -c; head -c 1000 /dev/zero | tr '\0' x | wc -c; echo gone > /dev/null
timeout 1 sleep 10; echo $?; timeout 100 true; echo $?; timeout -s KILL 1 sleep 10; echo $?
env X=1 sh -c 'echo $X'; env -u TZ sh -c 'echo [$TZ]'; setsid sh -c "echo in a session of its own"
sh -c 'exit 9'; echo $?; sh -c 'kill -SEGV $$'; echo $?; sh -c 'kill -9 $$'; echo $?
seq 20 | xargs -n 3 sh -c 'echo $# $0'; seq 3 | xargs -I{} echo "<{}>"; seq 3 | xargs false; echo $?
echo a b | xargs sh -c 'exit 255'; echo $?; printf 'x y\n' | xargs -t echo
[ $$ -gt 0 ] && [ $PPID -gt 0 ] && [ $$ != $(sh -c 'echo $$') ] && echo pids
sh -c 'sleep 0.2; echo child' & wait; echo parent; which sh > /dev/null && echo which
time -p true 2>&1 | cut -d' ' -f1; date -u -d @86400 '+%F %T %A'; date -u -d '2000-01-01 00:00:00' +%s
(ulimit -n 64; ulimit -n); (ulimit -c 0; ulimit -c); umask; (umask 077; touch private); stat -c %a private
id -u > /dev/null && echo id; tty; test -t 0; echo $?; uname -s; uname -m; sleep 0; usleep 1000; sync; echo synced
i=0; while [ $i -lt 60 ]; do i=$((i + 1)); x=$(echo $i | cat | cat); done; echo "$x pipelines"
seq 5000 | while read -r n; do [ $n = 2500 ] && echo half; done; cat /proc/self/cmdline | tr '\0' ' '; echo
start=$(date +%s); sleep 1; end=$(date +%s); [ $((end - start)) -ge 1 ] && [ $((end - start)) -le 20 ] && echo second
pidof no-such-program; echo $?; printf '%s\n' "$0" | sed 's,.*/,,'; exec 5<&0; flock -n 5 true 2>/dev/null; mkfifo f
(echo through the fifo > f) & cat f; wait; (sleep 0.2; echo late) | (read -r x; echo "$x"); test -p f && echo fifo
find . -name '*.x' | wc -l; kill -0 $$; echo $?; kill -0 999999; echo $?; (trap '' PIPE; yes 2>/dev/null; echo $? >&2) | head -n 1
