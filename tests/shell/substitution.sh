### the output of a command
echo $(echo inner) "$(echo 'a   b')" $(echo 'a   b')
### newlines at the end go, others become blanks or stay
x=$(echo a; echo b; echo; echo); echo $x; echo "$x"
### one in another
echo $(echo $(echo $(echo deep)))
### quotes within
echo "$(echo "a  'b'" ')')" $(echo ')' "(")
### the status of a substitution
x=$(sh -c 'exit 3'); echo $?; $(false); echo $?; x=1; echo $?
### a list within
echo $(x=1; echo $x; (echo 2; echo 3) | cat)
### variables stay within
x=out; echo $(x=in; echo $x) $x
### the command itself
$(echo echo) $(echo a b)
### nothing
x=$(true); echo "<$x>" $(true) end
### over several lines
echo $(
    echo one
    echo two
)
### much of it
x=$(for i in 1 2 3 4 5 6 7 8 9; do cat "$DATA/small" 2> /dev/null; echo $i$i$i$i$i$i$i$i; done); echo "$x"
