#!/bin/busybox ash
# Who we are, to whom the root belongs and what is mounted, as busybox's tools find it. (On Linux that
# is its user's affair, so nothing is compared.)
# test: boots=box,box-swap,box-eager timeout=60
set -e
df -P / | awk 'NR == 2 { exit !($2 > 0 && $2 >= $3 + $4 && $5 ~ /^[0-9]+%$/ && $6 == "/") }'
[ "$(whoami)" = root ]
[ "$(ls -ld / | awk '{ print $3, $4 }')" = "root root" ]
[ "$(mount | grep -c '^proc on /proc type proc (rw')" = 1 ]
mount | grep -q ' on / type ext2 '
