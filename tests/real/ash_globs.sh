#!/bin/busybox ash
# Globs, quoting, tilde and field splitting.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

mkdir -p sub/deep .hidden
touch a.c b.c c.h 'with space' '[x]' sub/one.c sub/deep/two.c .dot a1 a2 a10 '*'
echo *.c
echo *
echo .[a-z]*
echo a[0-9] a?? [!a-b]*.?
echo sub/*.c */*/*.c
echo nothing*here
echo "*.c" '*' \*
for f in *\ *; do echo "<$f>"; done
for f in [[]x]; do echo "<$f>"; done
set -f
echo *.c
set +f
list='one  two	three'
for w in $list; do echo "<$w>"; done
for w in "$list"; do echo "<$w>"; done
IFS=:
path=a:b::c
for w in $path; do echo "<$w>"; done
unset IFS
HOME=/home/me
echo ~ ~/x "~"
echo "a\"b" 'a"b' a\ b "$(echo "nested $(echo "deep 'er'")")"
pattern='*.h'
echo $pattern "$pattern"
case 'file.tar.gz' in
*.gz) echo gz ;;
*) echo other ;;
esac
rm -f -- '*' && ls -A
