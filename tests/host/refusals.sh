#!/bin/sh
# Whatever a script of ours refuses, it refuses in one line that says what is wrong.
set -u
scripts=$(cd "$(dirname "$0")/../../scripts" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

# refuses PATTERN SCRIPT ARGUMENT...
refuses() {
    pattern=$1 script=$2
    shift 2
    said=$("$scripts/$script" "$@" 2>&1 >/dev/null)
    status=$?
    case $said in
    $pattern) ;;
    *) status=0 ;;
    esac
    [ $status -ne 0 ] && [ "$(echo "$said" | wc -l)" -eq 1 ] && return
    failures=$((failures + 1))
    echo "$script $*: not refused as '$pattern' but: $said"
}

accepts() {
    "$scripts/$@" && return
    failures=$((failures + 1))
    echo "$*: refused"
}

accepts settings MEM=8 MEM=256 SWAP=0 SWAP=64 ROOT=hda ROOT=ram ROOT=busybox WINDOW= WINDOW=none \
    ACCEL=tcg ACCEL=tcg,thread=single
for value in 0 5 abc 64M '' -8 99999999999; do
    refuses "MEM=$value: it must be a number of MiB*" settings "MEM=$value"
done
refuses 'SWAP=abc: it must be a number of MiB*' settings SWAP=abc
refuses 'ROOT=hdb: it can be hda, ram or busybox.' settings ROOT=hdb
refuses 'WINDOW=hole: this QEMU has no window of that kind*' settings WINDOW=hole
refuses 'ACCEL=pedal: QEMU cannot use it here*' settings ACCEL=pedal
refuses "SWAP=99999999999: $work/swap cannot be made so large." mkswapdisk "$work/swap" 99999999999

refuses "bench: there is no Linux kernel $work/nothing." ../tests/bench.py --linux nothing

accepts check-folder 0
refuses "The disk of $work/build is too full*" check-folder 999999999
rmdir build && touch build
refuses "*$work/build, and that folder cannot be made*" check-folder 0
rm build
TMPDIR=/nowhere refuses 'You may not write in /nowhere*' check-folder 0
if [ "$(id -u)" != 0 ]; then # root may write anywhere
    chmod a-w build
    refuses "*$work/build, and you may not write there*" check-folder 0
    chmod u+w build
fi

mkdir folder
printf '#!/bin/sh\n' >script
echo 'only text' >text
printf '\177ELF\2\1' >short
{ printf '\177ELF\1\1' && head -c 100 /dev/zero; } >other-machine
cp script folder/script
accepts mkadd target - script
refuses '*: folder is a folder*' mkadd target - folder
refuses '*: nothing: No such file*' mkadd target - nothing
refuses '*: text is neither an ELF file nor a script*' mkadd target - text
refuses '*: short is an ELF file that ends too early.' mkadd target - short
refuses '*: other-machine is an ELF file, but no program for x86-64.' mkadd target - other-machine
refuses '*: script and folder/script cannot both be /bin/script.' mkadd target - script folder/script

[ $failures = 0 ]
