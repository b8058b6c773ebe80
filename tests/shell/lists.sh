### one after the other
echo a; echo b
### and, or
true && echo yes; false && echo no; false || echo yes; true || echo no
### from left to right
false && echo a || echo b; true || echo c && echo d
### the status of a list
false; echo $?; true; echo $?; false || false; echo $?; false && true; echo $?
### not
! true; echo $?; ! false; echo $?; ! false && echo yes
### lines that go on
true &&
    echo one ||
    echo two
echo a |
    cat
### a group
{ echo a; echo b; }; { false; } || echo c
### a group in the same shell, another in its own
x=1; { x=2; }; echo $x; (x=3; echo $x); echo $x
### the directory of a subshell is its own
mkdir d; (cd d; echo > f); echo *; (exit 4); echo $?
### brackets in brackets
( (echo a); { (echo b); } )
### in the background
echo a > f & wait; cat f
### the status of what was in the background
sh -c 'exit 5' & wait $!; echo $?
### a background list
{ echo one; echo two; } > f & wait; cat f; (true && echo three > f) & wait; cat f
### blank lines and comments

# a comment

echo a # behind it

### semicolons at the end
echo a; { echo b; }; (echo c;);
