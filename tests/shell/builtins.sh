### cd
mkdir d; cd d; echo > f; echo *; cd ..; echo *
### cd to home, and to nowhere
mkdir h; echo > h/f; HOME=h; cd; echo *; cd nowhere 2> /dev/null || echo failed
### exit
(exit); echo $?; (exit 7); echo $?; sh -c 'false; exit'; echo $?; echo a; exit 3; echo never
### exit in a list
sh -c 'true && exit 2 || echo never'; echo $?
### colon
: ; echo $?; : a b $(echo c); if :; then echo yes; fi; while :; do break; done
### sh -c --
sh -c -- 'echo $0 $1' a b; sh -c 'echo "<$1>"' a ''
### a script by name, and from the input
echo 'echo $1' > f; sh f a; sh -- f b; echo 'echo in' > f; sh < f; cat f | sh
### echo and its like
echo; echo -n a; echo b; echo a b  c; true; false; echo $?
### wait
wait; echo $?; true & wait; echo $?; wait 99999; echo $?
### umask-like calls of programs
mkdir -p a/b; rmdir a/b; echo a; echo a/*
### export of several
export d=4 e=5; sh -c 'echo $d$e'
