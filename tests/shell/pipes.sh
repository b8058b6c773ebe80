### a pipe
echo text | cat
### many
echo a | cat | cat | cat | cat | wc -c
### the status is the last one's
false | true; echo $?; true | false; echo $?; ! true | false; echo $?
### builtins in a pipe
x=1; x=2 | cat; echo $x; cd / | cat; [ "$PWD" = / ]; : | : ; echo $?
### groups in a pipe
{ echo a; echo b; } | { read x; echo "first $x"; cat; } | (cat; echo end)
### somebody stops reading
for i in 1 2 3; do cat "$DATA/dense"; done | head -n 1 | wc -c
### errors too
{ echo out; echo err >&2; } 2>&1 | grep err
### grep
for i in one two three; do echo $i; done | grep t | wc -l
### and more of a pipe than a pipe holds
for i in 1 2 3 4; do cat "$DATA/dense"; done | wc -c
### in order
for i in pear apple fig Plum apple ''; do echo $i; done | sort; sort </dev/null; sort no-such-file; echo $?
