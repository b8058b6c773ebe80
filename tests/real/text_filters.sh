#!/bin/busybox ash
# sort, uniq, cut, tr, head, tail, wc, od, paste, fold, nl, rev, tac, seq, tee, bc, ed, in pipelines.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

numbers 300 > data
wc data; wc -l < data; wc -c < data
sort data | head -n 3
sort -n data | tail -n 3
sort -k2,2n -k1,1nr data | sed -n '20,24p'
sort -r -u -k2,2 data | wc -l
cut -d' ' -f2 data | sort -n | uniq -c | sort -rn | head -n 5
cut -c1-6 data | head -n 2
printf 'b\na\nb\nc\na\n' | sort | uniq -d
printf 'b\na\nb\nc\na\n' | sort | uniq -u
echo 'Hello, World' | tr 'a-zA-Z' 'n-za-mN-ZA-M'
echo 'aabbccdd' | tr -s a-c; echo 'a1b2' | tr -d 0-9; echo 'x y' | tr -c 'a-z\n' _
head -c 20 data | od -c; head -c 16 data | od -An -tx1; printf '\001\377\200' | od -b
head -n -297 data; tail -n +299 data; tail -c 9 data
seq 3 | paste - - -; seq 4 | paste -d: -s -
printf 'a long line that will be folded somewhere\n' | fold -w 10
head -n 2 data | nl; echo abc | rev; seq 3 | tac
printf '1\n2\n3\n' > l; printf '2\n3\n4\n' > r; cat l r | sort | uniq -c
seq 1 2 9 | tr '\n' ,; echo; seq -w 8 11
seq 5 | tee copy | wc -l; cat copy
cat data | grep -v 7 | cut -d' ' -f1 | sort -n | tail -n 1
for n in 1 2 3; do numbers 4000; done | sort | uniq -c | awk '$1 % 3' | wc -l
numbers 20000 | sort -n | md5sum
yes | head -n 3; yes abc | head -c 100000 | md5sum
sh -c 'yes; echo $? >&2' | head -n 1
expand -t 4 <<END
a	b
END
cal 2 2024; basename /a/b.c .c; dirname /a/b.c; echo 1 2 3 | xargs -n 1 echo n:
strings -n 4 /bin/busybox | head -n 2000 | md5sum; hexdump -C l; shuf -i 1-9 | sort | tr -d "\n"; echo; bc <<END
2 ^ 200
END
factor 1234567890; echo 2 3 + p | dc; cal 1 1970 | wc -l; xxd l; ed data <<END
5p
q
END
