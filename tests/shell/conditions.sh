### if
if true; then echo yes; fi; if false; then echo no; fi; echo $?
### else
if false; then echo a; else echo b; fi
### elif
for x in 1 2 3 4; do
    if [ $x = 1 ]; then
        echo one
    elif [ $x = 2 ]; then
        echo two
    elif [ $x = 3 ]; then echo three
    else
        echo more
    fi
done
### a list as the condition
if false; true; then echo yes; fi; if true && ! false; then echo yes; fi
### the status of if
if true; then sh -c 'exit 3'; fi; echo $?; if sh -c 'exit 3'; then :; fi; echo $?
### if in if
if true; then if false; then echo a; else echo b; fi; fi
### the command test
[ a = a ] && echo 1; [ a != a ] || echo 2; [ -n x ] && echo 3; [ -z '' ] && echo 4; [ 2 -lt 10 ] && echo 5
### files
echo text > f; mkdir d; [ -f f ] && [ -d d ] && [ ! -e g ] && [ -s f ] && echo yes
### a redirected if
if true; then echo a; echo b; fi > f; cat f
### an if in a pipe
echo text | if cat; then echo read; fi
### on one line and on many
if
    true
then
    echo many
fi
