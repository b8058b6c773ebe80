#!/bin/busybox ash
# case, getopts, read, while, until, break and continue, test.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

kind() {
    case $1 in
    '') echo empty ;;
    [0-9] | [0-9][0-9]) echo "number $1" ;;
    *.c | *.h) echo "source $1" ;;
    a*z) echo "a to z" ;;
    \*) echo star ;;
    "two words") echo quoted ;;
    *) echo "else $1" ;;
    esac
}
for word in '' 7 42 123 x.c y.h abcz '*' 'two words' "$(echo z)"; do kind "$word"; done

options() {
    OPTIND=1
    while getopts 'ab:c' option "$@"; do
        case $option in
        b) echo "b with $OPTARG" ;;
        \?) echo "unknown" ;;
        *) echo "$option" ;;
        esac
    done 2>/dev/null
    shift $((OPTIND - 1))
    echo "rest: $*"
}
options -a -b value -c one two
options -acbvalue -- -x
options -z -b

printf 'a b  c\nd\\e f\n  spaces  \nlast without newline' > lines
while read -r one rest; do echo "<$one><$rest>"; done < lines
while read one rest; do echo "<$one><$rest>"; done < lines
while IFS= read -r line || [ -n "$line" ]; do echo "<$line>"; done < lines
printf 'x:y:z\n' | (IFS=: read -r a b c; echo "$c$b$a")
printf 'abcdef' | (read -n 3 three; echo "$three")
echo answer | (read -r -t 2 reply; echo "$reply $?")
sleep 1 | (read -r -t 0.2 reply; echo "late: $(($? > 0))")
n=0
until [ $n -eq 10 ]; do
    n=$((n + 1))
    [ $((n % 2)) -eq 0 ] && continue
    [ $n -eq 9 ] && break
    echo $n
done
for i in 1 2 3; do
    for j in a b c; do
        [ $i$j = 2b ] && continue 2
        [ $i$j = 3b ] && break 2
        echo $i$j
    done
done
touch file; mkdir dir; ln -s file link; ln -s nowhere dangling; chmod 444 file
for t in '-f file' '-d dir' '-L link' '-e dangling' '-s file' '-r file' '-x file' '-f dir' \
    'a = a' 'a != a' '1 -lt 2' '2 -ge 3' '-n x' '-z x' '! -e file' '-p file' '-c /dev/null'; do
    test $t && echo "$t: yes" || echo "$t: no"
done
[ -f file -a -d dir ] && [ -f dir -o -d dir ] && echo both
[[ abc == a* ]] && echo pattern
touch -d '2001-02-03 04:05:06' old; [ file -nt old ] && echo newer
