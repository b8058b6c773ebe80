#!/bin/sh
# An ordinary user of busybox's system has a home that is his, and gets at nothing that is root's.
# test: boots=box,box-swap
fail() {
    echo "not so: $1"
    exit 1
}

as_student() {
    su student -c "$1"
}

[ "$(as_student id)" = 'uid=1000(student) gid=1000(student) groups=1000(student)' ] || fail "id"
[ "$(stat -c '%U %G' /home/student)" = 'student student' ] || fail "his home"
[ "$(find / -xdev ! -user root -a ! -path '/home/student*' | head -n 3)" = '' ] || fail "owners"
[ "$(stat -c %a /etc/shadow /root)" = '600
700' ] || fail "secrets"

as_student 'echo text > ~/file && cat ~/file && rm ~/file' | grep -qx text || fail "a file of his own"
for command in 'cat /etc/shadow' 'ls /root' 'echo x >> /etc/passwd' 'rm /etc/motd' 'kill -9 1' \
    'cat /proc/1/environ' 'ls /proc/1/fd' 'readlink /proc/1/exe' 'echo c > /proc/sysrq-trigger' \
    'mknod /tmp/node b 3 0' 'chown student /etc/motd' 'mv /bin /tmp' 'hostname mine' 'poweroff' \
    'mount -t proc proc /tmp' 'cat /dev/hda' 'su root -c true'; do
    ! as_student "$command" > /dev/null 2>&1 || fail "refused: $command"
done

touch /tmp/of-root
! as_student 'rm -f /tmp/of-root' 2> /dev/null || fail "/tmp is sticky"
rm /tmp/of-root
as_student 'touch /tmp/of-student && rm /tmp/of-student' || fail "/tmp is for all"
