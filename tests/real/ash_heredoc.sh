#!/bin/busybox ash
# Here-documents: expanded and not, with tabs stripped, nested, longer than a pipe holds.
# test: portable boots=box timeout=60
. "${0%/*}/scratch.sh"

who=world
cat <<END
hello $who, $((1 + 2)) $(echo from a command) \$who
  `echo old style`
END
cat <<'END'
hello $who, $((1 + 2)) `no command`
END
cat <<-END
	tabs are gone
		all of them, not $who's
	END
cat <<A; cat <<B
first
A
second
B
while read -r key value; do
    echo "$value=$key"
done <<END
one 1
two 2 and more
END
f() {
    cat <<END
in a function: $1
$(cat <<INNER
inner $1
INNER
)
END
}
f argument
tr a-z A-Z <<END | sed 's/^/> /'
through a pipe
END
wc -c <<END
$(numbers 8000)
END
numbers 8000 | md5sum
cat > made <<END && wc -l made
a
b
END
read -r first rest <<END
$(echo x y z)
END
echo "$first|$rest"
