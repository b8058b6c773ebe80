#!/bin/busybox ash
# grep and sed.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

numbers 200 > data
mkdir dir; cp data dir/a; echo 'one needle here' > dir/b
grep -c 'line 1' data; grep -n '^9.* 1[0-2] ' data | head -n 3; grep -v line data; echo $?
grep -E '^(3|5)[0-9]* (1|2) ' data; grep -o '[0-9]*$' data | head -n 3; grep -i LINE data | wc -l
grep -r needle dir; grep -rl line dir; grep -q needle dir/b && echo found; grep -w 1 data | head -n 1
grep -F '1 1 ' data | head -n 2; grep -A1 -B1 'line 150$' data; grep -x 'nothing' data; echo $?
printf 'a.b\naxb\n' | grep -F a.b; grep x not-there; echo $?; printf 'A\n' | grep '[[:upper:]]'
sed -n 5p data; sed -n '$p' data; sed '3,$d' data; sed -n '/line 190/,/line 188/p' data
sed 's/line/LINE/; s/\([0-9]*\) \([0-9]*\)/\2-\1/; q' data
sed -e '1!G;h;$!d' <<END
first
second
third
END
echo 'aaa' | sed 's/a/b/2'; echo 'a/b' | sed 's|/|\n|'; echo hello | sed 'y/el/ip/'
seq 4 | sed '2i\
inserted
3a\
appended
4c\
changed'
seq 6 | sed 'N;s/\n/+/'; seq 5 | sed -n 'H;${x;s/\n/,/g;p}'
echo 'x=1' | sed -E 's/([a-z])=([0-9])/\2=\1/'; echo loop | sed ':a;s/^.\{1,9\}$/ &/;ta'
cp data in-place; sed -i 's/line/zeile/' in-place; grep -c zeile in-place; ls
seq 3 | sed 'w written' > /dev/null; cat written; sed = dir/b; sed --quiet 2p data
