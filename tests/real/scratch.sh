# What these scripts share: a directory of their own to work in, and errors in the output, where they
# happen. Each is run by busybox's ash, in Pagoda and on Linux, and must print the same.
exec 2>&1
export TZ=UTC0
umask 022
scratch=$(mktemp -d /tmp/real.XXXXXX)
cd "$scratch" || exit
trap 'cd / && rm -rf "$scratch"' EXIT

# Some lines to work on, the same every time.
numbers() {
    awk -v n="$1" 'BEGIN { for (x = 1; n-- > 0; x = (x * 7 + 3) % 1009) print x, x % 13, "line", n }'
}

# What ash itself complains of begins with the script's path, which is not the same everywhere.
without_path() {
    sed 's,^.*/[a-z_]*\.sh: ,,'
}
