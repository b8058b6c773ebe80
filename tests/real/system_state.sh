#!/bin/busybox ash
# What tools find in /proc has Linux's form and makes sense: free, uptime, df, mount, ps, top, pidof,
# kill; and the files themselves.
# test: portable boots=box,box-swap timeout=60
. "${0%/*}/scratch.sh"

# Waits until it is.
is_in_state() {
    until grep -q "^State:.$1" /proc/$pid/status; do usleep 1000; done
}

free | awk 'NR == 1 { print $1, $2, $3, $6 } NR == 2 { print $1, ($2 > 0), ($3 > 0), ($2 >= $3 + $4), ($2 >= $7) }
            NR == 3 { print $1, $2 == $3 + $4 }'
uptime | grep -c 'load average: [0-9.]*, [0-9.]*, [0-9.]*$'

# --- A process that sleeps (of a program that no ash has within itself: newer ones have sleep)
tail -s 1000 -f /dev/null & pid=$!; is_in_state S; until grep -qx tail /proc/$pid/comm; do usleep 1000; done; is_in_state S
ps -o pid,ppid,stat,comm,args | awk -v me=$$ -v it=$pid '$1 == it { print $2 == me, substr($3, 1, 1), $4, $5, $6 }'
top -b -n1 | awk -v it=$pid '/^(Mem|CPU|Load)/ { print $1 } $1 == it { print substr($4, 1, 1), $(NF - 1), $NF }'
pidof tail | tr ' ' '\n' | grep -cx $pid
cd /proc/$pid; tr '\0' ' ' < cmdline; echo; readlink exe | sed 's,.*/,,'; awk '{ print NF }' stat statm
awk -v me=$$ '{ print $2, $3, $4 == me, ($5 > 0), ($10 > 0), $20, ($23 > 0), ($24 > 0) }' stat
awk -v me=$$ '/^(Name|State|Tgid|Pid|PPid|Threads)/ { print $1, $2 == me ? "me" : $2 + 0 ? "n" : $2 }' status
awk '/^(VmSize|VmRSS|VmData|VmStk|VmExe)/ { print $1, ($2 > 0), $3 }' status
grep -vcE '^[0-9a-f]+-[0-9a-f]+ [r-][w-][x-][ps] [0-9a-f]{8} [0-9a-f]{2,}:[0-9a-f]{2,} [0-9]+ *[^ ]*$' maps
awk '{ print $2, $6 }' maps | sed 's, .*/, ,' | grep -E 'busybox|stack' | uniq
awk '/^Size/ { size += $2 } /^Rss/ { here += $2 } END { print (size >= here), (here > 0) }' smaps
kill -STOP $pid; is_in_state T; awk '/^State/ { print $2, $3 }' status; ps -o pid,stat | awk -v it=$pid '$1 == it { print substr($2, 1, 1) }'
kill -CONT $pid; is_in_state S; awk '/^State/ { print $2, $3 }' status; cd /
(exec 2> /dev/null; kill $pid); wait $pid 2> /dev/null; echo $?
test -e /proc/$pid; echo $?

# --- The system
awk -F: 'NR <= 5 { print $1 }' /proc/meminfo; awk '/^MemTotal/ { print ($2 > 0), $3 }' /proc/meminfo
awk '$1 == "cpu" { print NF, ($2 + $4 > 0), ($5 > 0) } $1 == "processes" { print ($2 > 1) }' /proc/stat
awk -v now=$(date +%s) -v up=$(cut -d. -f1 /proc/uptime) '$1 == "btime" { x = $2 + up - now; print (x >= -2), (x <= 2) }' /proc/stat
awk '{ print NF, ($1 > 0), ($2 > 0) }' /proc/uptime; awk '{ print NF, $4 ~ /^[0-9]+\/[0-9]+$/ }' /proc/loadavg
awk '/^(pgfault|pgmajfault|nr_free_pages|pswpin|pswpout) / { print $1, ($2 >= 0) }' /proc/vmstat | sort
grep -cx 'nodev.proc' /proc/filesystems; cut -d' ' -f1,2 /proc/version; head -n 1 /proc/swaps | awk '{ print $1, $NF }'
grep -E '^(processor|vendor_id|model name)' /proc/cpuinfo | sed 's/[[:space:]]*:.*//' | sort -u
[ "$(readlink /proc/self)" -gt 1 ] && echo self; grep -c . /proc/cmdline
exec 7</dev/null; readlink /proc/$$/fd/7; readlink /proc/self/fd/7; ls /proc/$$/fd | grep -x 7
for n in 1 2 3; do cat /proc/uptime; usleep 60000; done | awk '$1 < last { print "backwards" } { last = $1 }'
