#!/bin/busybox ash
# cp -r, mv, rm -r, ln, find, xargs, chmod, touch, stat, readlink, du of the shape of trees.
# test: portable boots=box,box-swap timeout=60
. "${0%/*}/scratch.sh"

tree() {
    find "$1" | sort | while read -r path; do stat -c '%a %F %N' "$path"; done
}

mkdir -p a/b/c a/d; numbers 500 > a/big; echo small > a/b/small; : > a/b/c/empty
ln -s ../big a/d/link; ln a/big a/d/hard; ln -s /no/where a/dangling; chmod 700 a/d; chmod 640 a/b/small
mkfifo a/fifo
cp -r a copy 2>&1; cp -a a exact; tree a > 1; tree exact | sed 's/exact/a/g' > 2; cmp 1 2 && cat 1
find copy -type f | sort | xargs md5sum; find exact -type l | sort
find a -name '*a*' -o -size +2 | sort; find a -type d -empty; find a -maxdepth 1 -newer 1 | wc -l
find a -type f -exec wc -c {} + | sort -n; find a -links 2 -type f | sort | xargs -n 1 basename
find a -name small -print0 | xargs -0 cat; find a -perm 640; seq 1000 | xargs -n 100 | wc -l
mv a/b/small a/moved; mv a/b renamed; mv a/moved renamed/c/; ls -R renamed; mv no x; mv renamed copy/; ls copy
rm copy; rm -r copy; ls -d copy; rmdir exact; echo $?; rm -f not-there; echo $?
cp a/big same; cmp a/big same && echo same; echo x >> same; cmp a/big same; cp -i a/big same < /dev/null
touch -d '2020-02-29 12:34:56' stamp; stat -c '%y %s %a' stamp; date -r stamp '+%F %T'; ls -l stamp | cut -c1-10
readlink a/d/link; readlink -f a/d/link | sed 's,.*/,,'; realpath a/../a/big | sed 's,.*/,,'
mkdir -m 750 -p m/n; stat -c %a m m/n; chmod -R go= m; stat -c %a m m/n; chmod u+s,a+x same; stat -c %a same
chmod 7777 m; stat -c '%a %A' m
mkdir many; for i in $(seq 200); do echo $i > many/file-$i; done; ls many | wc -l; cat many/* | sort -n | md5sum
for i in $(seq 1 2 200); do rm many/file-$i; done; ls many | sort -t- -k2n | head -n 3; rm -r many; ls
truncate -s 10000 same; stat -c %s same; od same | tail -n 2
stat -c "%h %s" a/big; mktemp -u x.XXXXXX | wc -c; ln -sf other a/dangling; readlink a/dangling
ln a/big a/d/hard; ls -F a | tr '\n' ' '; cd a/d && cd ../.. && pwd | sed 's,.*/,,' | wc -c
