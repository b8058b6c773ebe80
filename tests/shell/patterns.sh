### star
echo > a.c; echo > b.c; echo > c.h; echo *.c *.h *
### question mark
echo > a1; echo > a2; echo > a10; echo a? a??
### sets
echo > x1; echo > x2; echo > xy; echo x[0-9] x[!0-9] x[12] x[a-z]
### no match stays as it is
echo nothing* ?[z]
### quoted wildcards
echo > f; echo '*' "*" \* "f"*; echo > '*a'; echo > ba; echo '*'* "?"*
### hidden files
echo > .hidden; echo > shown; echo *; echo .h*
### in folders
mkdir d e; echo > d/x; echo > e/x; echo */x d/* */*
### from variables
echo > one; x='o*'; echo $x "$x"
### not in assignments
echo > one; x=o*; echo "$x"
### in a for loop
echo > b; echo > a; for f in *; do echo "file $f"; done
### names with blanks
echo > 'a b'; for f in a*; do echo "<$f>"; done; cat a* | wc -l
### a name that is a pattern
echo > '[x]'; echo > x; echo [x] \[x] '['*
### an absolute path
echo /etc/nothing* /dev/nul[l]
