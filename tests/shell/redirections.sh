### output, input
echo text > f; cat < f; cat < f > g; cat g
### append
echo a > f; echo b >> f; echo c >> g; cat f g
### anywhere in a command
> f echo a; < f cat; echo b > f c; cat f
### errors
sh -c 'echo err >&2' 2> f; cat f
### both in one file
sh -c 'echo out; echo err >&2' > f 2>&1; cat f
### the order counts
{ sh -c 'echo out; echo err >&2' 2>&1 > f; } > g; cat f; echo -; cat g
### a number
echo a 3> f >&3; cat f
### a builtin, and back
{ cd /; cd -- "$OLDPWD" 2> /dev/null; echo in; } > f; echo out
### a file alone is made empty
echo text > f; > f; wc -c < f
### a file that is not there
cat 2> /dev/null < nothing; echo $?; { echo never; } 2> /dev/null < nothing; echo $?
### a place where no file can be
echo a 2> /dev/null > no/such; echo $?
### the name is expanded
x=f; echo a > $x.txt; echo b > "$x y"; cat f.txt 'f y'
### several outputs: the last one counts
echo a > f > g; wc -c < f; cat g
### of a subshell
(echo a; echo b >&2) > f 2>&1; cat f
### a closed descriptor
echo a 2> /dev/null >&9; echo $?
### a descriptor that is none
sh -c 'echo a >&x' 2> /dev/null; echo $?
