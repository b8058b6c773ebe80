#!/bin/busybox ash
# Functions: arguments, local variables, recursion, status, output that is captured, and redefinition.
# test: portable boots=box,box-swap,box-eager timeout=60
. "${0%/*}/scratch.sh"

greet() {
    local name=$1
    shift
    echo "hello $name, and $# more: $*"
}

factorial() {
    [ "$1" -le 1 ] && echo 1 && return
    local rest
    rest=$(factorial $(($1 - 1)))
    echo $(($1 * rest))
}

fibonacci() {
    if [ "$1" -lt 2 ]; then
        result=$1
        return
    fi
    local n=$1 sum
    fibonacci $((n - 1))
    sum=$result
    fibonacci $((n - 2))
    result=$((result + sum))
}

status() {
    return "$1"
}

name=outer
greet Ada Grace 'Edsger W.'
echo "name is still $name"
echo "10! = $(factorial 10)"
fibonacci 12
echo "fibonacci: $result"
for s in 0 1 42 255; do
    status $s
    echo "status $?"
done
status 3 || echo "or: $?"
if ! status 0; then echo wrong; fi

set -- one 'two words' three
show() { for word in "$@"; do echo "<$word>"; done; }
show "$@"
show $*
show "$*"
echo "$# left, the last is $3"

later() { echo first; }
later
later() { echo second; }
later
unset -f later
later 2>&1 | without_path
in_subshell() (
    cd / && name=inner
    echo "in the subshell: $PWD $name"
)
in_subshell
echo "outside: $name"
piped() { while read -r line; do echo "[$line]"; done; }
printf '%s\n' a b c | piped | tr abc xyz
type greet | head -n 1
