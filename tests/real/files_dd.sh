#!/bin/busybox ash
# dd, cmp, diff, patch, md5sum, sha*sum, cksum, od of files with holes.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

quiet_dd() { dd "$@" 2>/dev/null; }

numbers 3000 > data
dd if=data of=copy bs=1000 2>&1 | head -n 2; cmp data copy && echo same
quiet_dd if=data of=part bs=100 skip=3 count=2; cat part | wc -c; md5sum part
quiet_dd if=part of=copy bs=1 seek=5000 conv=notrunc; cmp data copy; cmp -l data copy | wc -l
quiet_dd if=/dev/zero of=holes bs=1k seek=300 count=1; stat -c %s holes; sha1sum holes; od -c holes
quiet_dd if=data bs=7 count=3 | od -c | head -n 2; printf abcdef | quiet_dd bs=1 skip=2 count=3; echo
printf 'HeLLo' | quiet_dd conv=swab; echo; quiet_dd if=/dev/zero bs=64k count=16 | sha256sum
md5sum data > sums; sha256sum data copy >> sums; md5sum -c sums 2>&1 | head -n 1; cat sums
sha512sum data; sha1sum < data; md5sum not-there
uuencode part x < part | tail -n 3
sed 's/line 290/LINE 290/; 50d; 100i\
new line' data > changed
diff data changed | md5sum; diff -u data changed | tail -n +3 | head -n 20; diff -q data changed; echo $?
diff data copy > /dev/null; echo $?; diff data data; echo $?
diff -u data changed > p; cp data patched; patch patched p; cmp patched changed && echo patched
mkdir one two; cp data one; cp changed two/data; echo x > one/only; diff -rq one two
cat data data data > big; quiet_dd if=big of=big2 bs=4096; cmp big big2; wc -c big big2
echo text > trunc; : > trunc; wc -c trunc; cat trunc trunc; echo a > app; echo b >> app; cat app; cp app gone; shred -u gone; test -e gone || echo shredded
