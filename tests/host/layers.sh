#!/bin/sh
# The kernel's folders keep to their layers and budgets; and scripts/check-layers, which says so,
# finds what is planted in a small tree: a forbidden include, a circle, an overrun, an exception
# that nothing needs. What only looks like an include or like code, it doesn't count.
set -u
check=$(cd "$(dirname "$0")/../../scripts" && pwd)/check-layers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# finds LINES: what it prints of the tree in the current folder.
finds() {
    said=$("$check" .)
    status=$?
    [ "$said" = "$1" ] && [ $status = "$([ -z "$1" ] && echo 0 || echo 1)" ] && return
    failures=$((failures + 1))
    printf '%s: found (status %d):\n%s\nand not:\n%s\n' "$(basename "$PWD")" $status "$said" "$1"
}

# A tree that is in order, with two of the single headers that the table allows.
plant() {
    mkdir -p "$work/$1" && cd "$work/$1" || exit 1
    mkdir -p boot kernel/lib kernel/dev kernel/fs/ext2 kernel/linux/files mm elf proc scripts user/bin
    touch kernel/lib/list.h kernel/trap.h kernel/dev/block.h kernel/fs/inode.h elf/elf.h proc/sched.h \
        kernel/linux/files/poll.h kernel/calls.h
    printf '#include "kernel/lib/list.h"\n#include "kernel/dev/block.h"\n' >mm/frame.h
    printf '#include "mm/frame.h"\n' >kernel/main.c
    printf '#include "proc/sched.h"\n' >kernel/linux/files/poll.c
    printf '#include "../../kernel/calls.h"\n#include <stdio.h>\n' >user/bin/sh.c
}

"$check" || failures=$((failures + 1))

plant 'in order'
printf '// #include "proc/sched.h"\n' >mm/comment.c
finds ''

plant 'forbidden includes'
printf '\n#include "kernel/trap.h"\n#include "proc/sched.h"\n' >kernel/dev/timer.c
printf '#include "kernel/fs/ext2/ext2.h"\n' >mm/heap.c
printf '%%include "mm/frame.h"\n' >boot/start.asm
printf '#include "../../mm/frame.h"\n' >user/bin/ls.c
finds 'boot/start.asm:1: boot may not include mm/frame.h
kernel/dev/timer.c:3: kernel/dev may not include proc/sched.h
mm/heap.c:1: mm may not include kernel/fs/ext2/ext2.h
user/bin/ls.c:1: user may not include mm/frame.h'

plant 'the roof'
printf '#include "kernel/main.c"\n' >proc/fork.c
finds 'proc/fork.c:1: proc may not include kernel/main.c'

plant 'a circle'
printf '#include "elf/elf.h"\n' >proc/exec.c
printf '\n#include "kernel/fs/inode.h"\n' >elf/elf.c
printf '#include "proc/sched.h"\n' >kernel/fs/pipe.c
finds 'elf/elf.c:2: elf may not include kernel/fs/inode.h
kernel/fs/pipe.c:1: kernel/fs may not include proc/sched.h
elf/elf.c:2: a circle: elf includes kernel/fs (elf/elf.c:2), '\
'kernel/fs includes proc (kernel/fs/pipe.c:1), proc includes elf (proc/exec.c:1)'

plant 'an overrun'
yes 'int x; // code' | head -n 30000 >mm/long.c
yes '// no code' | head -n 30000 >proc/comments.c
yes '' | head -n 30000 >proc/blank.c
printf '/* no\n\ncode */ int x = '"'\"'"'; // "\n"/*";\n"*/" /* no */ "//";\n/* no */\n' >elf/tricky.c
"$check" . | sed 's/ and a budget.*//' >said
[ "$(cat said)" = 'scripts/check-layers: the lesson has 30,005 code lines,
scripts/check-layers: the core has 30,006 code lines,
scripts/check-layers: the whole kernel has 30,007 code lines,' ] ||
    { failures=$((failures + 1)) && cat said; }

plant 'exceptions'
printf '#include "proc/sched.h"\n' >kernel/dev/timer.c
printf 'kernel/dev/timer.c proc/sched.h\n' >scripts/layers.exceptions
finds ''
printf 'mm/frame.h kernel/lib/list.h\nmm/gone.c proc/sched.h\n' >>scripts/layers.exceptions
finds 'scripts/layers.exceptions:2: this exception is not needed any more: remove the line
scripts/layers.exceptions:3: this exception is not needed any more: remove the line'

exit $((failures > 0))
