#!/bin/bash-static
# What Debian's bash has beyond busybox's ash, and asks of the kernel: process substitution by way
# of /dev/fd, coprocesses, job control, waiting for whoever ends first, limits, timeouts.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

echo "-- process substitution"
diff <(printf '%s\n' a b c) <(printf '%s\n' a x c) | grep '^[-+]'
cat <(echo one) <(echo two) - <<< "here"
tee >(sort -r > reversed) >(md5sum > sum) < <(numbers 200) > /dev/null
until [ -s sum ] && [ -s reversed ]; do sleep 0.05; done
head -n 2 reversed; cat sum
while read -r word rest; do echo "$rest <- $word"; done < <(echo a b; echo c d)
echo piped | { [[ -p /dev/stdin ]] && cat /dev/fd/0; }
exec {fd}> by_number; echo "through a descriptor" >&$fd; exec {fd}>&-; cat by_number

echo "-- a coprocess"
coproc BACK { while read -r line; do echo "got $line"; done; exit 6; }
back=$BACK_PID # bash forgets it when that ends
for word in hello again; do
    echo $word >&"${BACK[1]}"
    read -r answer <&"${BACK[0]}"
    echo "$answer"
done
eval "exec ${BACK[1]}>&-"
wait $back; echo "ended with $?"

echo "-- jobs"
end_after() { until [ -e "ended$1" ]; do sleep 0.05; done; exit "$2"; }
# Bash misses an end that comes just before it waits for any process.
ended() { while kill -0 "$1" 2> /dev/null; do sleep 0.05; done; }
for n in 1 2 3; do (end_after $n $((n + 3))) & pids[n]=$!; done
for n in 2 3 1; do touch "ended$n"; ended "${pids[n]}"; wait -n; echo "next: $?"; done
wait -n; echo "none: $?"
(exit 9) & ended $!; wait -n -p who $!; echo "$? $([ "$who" = $! ] && echo "the one")"
# Of processes that end soon bash may say that it has no record.
exec 3>&2 2> /dev/null
set -m
sleep 100 &
kill -STOP %1; until grep -q 'State:.T' /proc/$!/status; do sleep 0.05; done
jobs %1; kill -CONT %1
[ "$(cut -d ' ' -f 5 /proc/$!/stat)" = $! ] && echo "a group of its own"
kill -HUP %1; wait %1; echo "ended by $(kill -l $?)"
(sleep 100 & sleep 100 & touch both; wait) & until [ -e both ]; do sleep 0.05; done
kill -- -$! && wait $!; echo "its whole group: $?"
set +m
exec 2>&3 3>&-

echo "-- traps and timeouts"
trap 'echo "a signal"' USR1; kill -USR1 $BASHPID; trap - USR1
trap 'echo "failed: $?"' ERR; (exit 3); trap - ERR
(trap 'echo "children end"; trap - CHLD' CHLD; sleep 0.1 & wait; true)
read -r -t 0.2 line < <(exec sleep 100); [ $? -gt 128 ] && echo "nothing to read in time"; kill $!
read -r -n 3 -t 5 some <<< abcdef; echo "$some"
timeout 0.3 sleep 10; echo "timeout: $?"

echo "-- limits"
(ulimit -f 4; head -c 10000 /dev/zero > big; echo "status $?") 2> /dev/null; stat -c %s big
(trap '' XFSZ; ulimit -f 4; dd if=/dev/zero of=big bs=1000 count=10 2> /dev/null; echo "status $?")
stat -c %s big
(ulimit -n 20; ulimit -n; exec 19< /dev/null && echo 19; exec 20< /dev/null) 2> /dev/null; echo $?
(ulimit -v 20000; ulimit -v; x=$(head -c 20000000 /dev/zero | tr '\0' x); echo ${#x}) 2> /dev/null
echo "status $(($? != 0))"

echo "-- arrays and words"
mapfile -t lines < <(numbers 500); echo "${#lines[@]}: ${lines[321]}"
declare -A sums
for line in "${lines[@]}"; do
    [[ $line =~ ^([0-9]+)\ ([0-9]+)\ line ]] || echo "strange: $line"
    ((sums[${BASH_REMATCH[2]}] += BASH_REMATCH[1]))
done
for key in "${!sums[@]}"; do echo "$key=${sums[$key]}"; done | sort -n | paste -sd ' '
printf -v text '%05d|%q|%x|%(%F)T' 42 "a 'b" 255 86400; echo "$text"
shopt -s extglob globstar nullglob
mkdir -p x/y/z; touch x/a.c x/y/b.c x/y/z/c.h
echo **/*.@(c|h) -- x/!(*.c) -- nothing*
select color in red green blue; do echo "$color"; break; done <<< 2
echo {a..c}{1..2} $((2 ** 40)) $((-7 % 3)) ${text//4/four} ${text^^}
