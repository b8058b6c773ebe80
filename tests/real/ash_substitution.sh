#!/bin/busybox ash
# Command substitution, parameter expansion, subshells, eval, exec and redirections.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

echo "$(echo a; echo b) $(printf 'no newline') $(printf 'two\n\n')."
x=$(exit 3); echo $?
x=$(numbers 5000); echo ${#x}
echo `echo \`echo deep\``
path=/usr/local/lib/libfoo.so.1
echo ${path##*/} ${path%/*} ${path#*/} ${path%%.*} ${#path} ${path:5:5} ${path/lib/LIB} ${path//l/L}
unset nothing
empty=
echo "${nothing:-default} ${nothing-unset} ${empty:-empty} [${empty-set}] ${path:+there}"
echo "${nothing:=assigned} $nothing"
(: "${missing:?is missing}") 2>&1 | without_path
eval 'y=$((2 + 3))'; echo $y
name=y; eval echo \$$name
echo out > file; echo more >> file; cat < file
echo to-stderr >&2
{ echo one; echo two >&2; } > both 2>&1; cat both
exec 3> three; echo via three >&3; exec 3>&-; cat three
exec 4< file; read -r a <&4; read -r b <&4; read -r c <&4; echo "$a $b $? [$c]"; exec 4<&-
(echo nobody hears >&9) 2>&1 | without_path
(cat < not-there) 2>&1 | without_path
set -C; (echo x > file) 2>&1 | without_path; set +C; cat file
(set -e; false; echo not reached); echo "set -e: $?"
(set -u; echo $undefined_variable) 2>&1 | without_path
set -- $(echo 3 2 1); echo "$1-$2-$3"
A=1 sh -c 'echo $A'; echo "[$A]"
export B=2; sh -c 'echo $B'; env -i C=3 /bin/busybox env
readonly r=1; (r=2) 2>&1 | without_path
echo $(($(echo 4) * 2)) $(( $(wc -l < file) + 1 ))
sh -c 'echo $0 $1 $#' name arg; (exec echo replaced; echo never)
no_such_command 2>&1 | without_path; no_such_command 2>/dev/null; echo $?
touch plain; ./plain 2>/dev/null; echo $?
printf 'echo a script without its first line\n' > bare; chmod +x bare; ./bare
printf '#!/bin/busybox ash\necho $0 $*\n' > full; chmod +x full; ./full x y
