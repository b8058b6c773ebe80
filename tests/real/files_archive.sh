#!/bin/busybox ash
# tar, gzip, bzip2, xz and cpio: there and back, and damaged archives.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

mkdir -p t/u/v; numbers 4000 > t/data; echo hi > t/u/hi; ln -s hi t/u/link; : > t/u/v/empty; chmod 751 t/u
head -c 30000 /bin/busybox > t/binary; ln t/data t/hard
find t | xargs touch -h -d '2020-01-02 03:04:05'; find t | xargs touch -d '2020-01-02 03:04:05'
find t | sort > list
tar cf a.tar $(ls -d t/*); tar tf a.tar | sort; mkdir out; tar xf a.tar -C out
(cd out && find t | sort) | cmp - list && echo "all there"
for f in $(find t -type f | sort); do cmp $f out/$f; done
stat -c '%a %N' out/t/u out/t/u/link; date -r out/t/data +%s; stat -c %h out/t/data
tar czf a.tgz t && tar tzf a.tgz | wc -l; tar xzOf a.tgz t/u/hi; tar cf - t/u | tar tvf - | cut -c1-10 | sort
gzip -c t/data > d.gz; gunzip -c d.gz | cmp - t/data && echo gzip; gzip -t d.gz; echo $?
zcat d.gz | md5sum; cp t/binary b; gzip b; ls b*; gunzip b.gz; cmp b t/binary; numbers 20000 | gzip -9 | gunzip | md5sum
bzip2 -c t/data > d.bz2; bunzip2 -c d.bz2 | md5sum; bzcat d.bz2 | tail -n 1
find t -depth | sort | cpio -o -H newc 2>/dev/null > c.cpio; mkdir c; (cd c && cpio -id < ../c.cpio 2>/dev/null); find c | wc -l
cmp c/t/data t/data && echo cpio; cat c/t/u/link
head -c 5000 d.gz > short.gz; gunzip -c short.gz > /dev/null; echo $?; echo no | gunzip; echo $?
head -c 700 a.tar | tar tf - > /dev/null 2>&1; echo $?; gzip -dc a.tgz | tar xf - -C c t/u/hi && cat c/t/u/hi
seq 100000 | gzip | gunzip | tail -n 1; lzop -c t/data 2>/dev/null | lzop -dc 2>/dev/null | md5sum
