#!/bin/sh
# explain on Linux: it makes the same sentences of a file of facts, and says that Linux keeps none.
# And the words agree: each action of mm/fault.c has its sentence, the same one in explain, which
# gdb uses as well, and on the page of make trace.
set -u
cd "$(dirname "$0")/../.." || exit 1
explain=build/user/bin/explain
ours=user/bin/explain.parts/sentences.c
pages=tools/trace/sentences.js
failures=0

wrong() {
    failures=$((failures + 1))
    echo "$@"
}

# gives FACTS SENTENCES: what explain makes of a fault.
gives() {
    said=$(printf 'fault %s\n' "$1" | $explain -f /dev/stdin | tr '\n' ' ')
    [ "$said" = "$2 " ] || wrong "explain says: $said, not: $2"
}

said=$($explain 2>&1)
[ "$said" = "explain: this kernel keeps no record of its page faults: there is no /proc/faults" ] ||
    wrong "on Linux it says: $said"

gives 'time=1234567 cost=890 pid=7 program=my\040prog kernel=0 access=1 address=0x7ffffffedff8 rip=0x4012fc at=my\040prog start=0x7ffffffed000 end=0x7ffffffff000 prot=3 shared=0 kind=2 grew=1 file= offset=0x0 read=0x0 before=0x0 after=0x8000000000800067 zero=0x1000 refused=0 major=0 action=zeroed' \
    'At 1.234 ms pid 7 (my prog) writes to address 0x7ffffffedff8, by the instruction at 0x4012fc in my prog. The record 0x7ffffffed000-0x7ffffffff000 (rw-, private) is the stack, which grew down to the address, and begins with zeroes. The PTE was: empty. The write gives it a frame of its own, filled with zeroes. Now the PTE is: frame 2048, writable, no-execute, accessed, dirty. This was a minor fault: it needed no disk, and took 0.8 microseconds.'
gives 'time=0 cost=16000000 pid=1 program=init kernel=1 access=0 address=0x40a123 rip=0x0 at= start=0x400000 end=0x40c000 prot=7 shared=1 kind=0 grew=0 file= offset=0x1000 read=0xa800 before=0x3200 after=0x9001 zero=0x9000 refused=0 major=1 along=15 action=last owner' \
    'At 0.000 ms the kernel reads address 0x40a123 for pid 1 (init), whose program has not begun yet. The record 0x400000-0x40c000 (rwx, shared) says: 2048 bytes, and zeroes behind them, from offset 0xb000 of shared memory. The PTE was: swap slot 3. So the page is read from the swap disk. No other PTE maps the frame, so it becomes writable, and nothing is copied. Of the pages around it, 15 were in memory and came along. Now the PTE is: the page of zeroes, read-only. This was a major fault: it needed a disk, and took 16000.0 microseconds.'
gives 'time=5 cost=10 pid=3 program=x kernel=0 access=2 address=0x8 rip=0x8 at= start=0x0 end=0x0 prot=0 shared=0 kind=0 grew=0 file= offset=0x0 read=0x0 before=0x0 after=0x0 zero=0x1000 refused=1 major=0 action=null pointer' \
    'At 0.000 ms pid 3 (x) executes address 0x8, by the instruction at 0x8 in no file. No record has the address. The PTE was: empty. The access is refused: null pointer. This took 0.0 microseconds.'
echo "not a fault" | $explain -f /dev/stdin | grep -q "^None of " || wrong "a file without faults is not reported"

# The decisions: actions and sentences by turns.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^} decisions/,/^};/p' $ours | grep -o '"[^"]*"' >"$work/ours"
sed -n '/^const DECISIONS/,/^};/p' $pages | grep -o '"[^"]*"' >"$work/pages"
diff "$work/ours" "$work/pages" || wrong "$ours and $pages say different things of a fault"
actions=$(grep 'fault->action = \|^ *\.action = \|make_writable(fault' mm/fault.c | grep -o '"[^"]*"' | sort -u)
[ "$(echo "$actions" | wc -l)" -ge 9 ] || wrong "mm/fault.c has only the actions $actions"
echo "$actions" | while read -r action; do
    grep -qxF "$action" "$work/ours" || echo "$ours has no sentence for $action"
done | grep . && failures=$((failures + 1))
exit $((failures > 0))
