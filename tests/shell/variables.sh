### a variable
x=1; y=$x$x; echo $x $y ${x}0
### a variable that is not set
echo "<$nothing>" $nothing end
### values are cut at blanks, unless they are quoted
x='  a   b  '; echo $x; echo "$x"; echo "$x"end
### assignments are not cut
x='a   b'; y=$x; echo "$y"
### a variable is not exported
x=secret; env | grep '^x='; echo $?
### export
x=1; export x; export y=2; env | grep "^x="; env | grep "^y="
### an exported variable that changes
export x=1; x=2; env | grep '^x='
### an assignment for one command
x=out; x=in env | grep '^x='; echo $x
### several assignments
a=1 b=2; echo $a$b; a=$b b=$a; echo $a$b
### brackets around a name
x=1 y='a  b'; echo ${x}y "${y}" ${nothing} "<${nothing}>" $?${?}
### a variable that becomes itself and more
x=a; x=$x$x; x="$x b"; export x; x=$x$x; sh -c 'echo $x'
### special parameters
sh -c 'echo $0 $# $1 $2 ${3}' name a 'b c' d
### all parameters
sh -c 'for i in "$@"; do echo "<$i>"; done' name 'a b' '' c
sh -c 'for i in $@; do echo "<$i>"; done' name 'a b' '' c
sh -c 'for i in "$*"; do echo "<$i>"; done' name 'a b' '' c
### no parameters
for i in "$@"; do echo never; done; echo $# "<$*>"
### parameters within a word
sh -c 'for i in "x$@y"; do echo "<$i>"; done' name 'a b' c
### a script with parameters
echo 'echo $# $1 $2; for i in "$@"; do echo $i; done' > f; sh f 'x y' z
### a dollar that is only a dollar
echo $ a$ "$" $. '$'
