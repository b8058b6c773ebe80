### a command that is not there
nothing_like_that; echo $?
### a path that is not there
./nothing 2> /dev/null; echo $?
### a file that may not be run
echo text > f; ./f 2> /dev/null; echo $?; mkdir d; ./d 2> /dev/null; echo $?
### an operator at the beginning
sh -c 'echo a; | b' 2> /dev/null; echo $?
### if without fi
sh -c 'if true; then echo a' 2> /dev/null; echo $?
### done without do
sh -c 'done' 2> /dev/null; echo $?; sh -c 'for i in a; done' 2> /dev/null; echo $?
### a bracket too many, and one too few
sh -c 'echo a )' 2> /dev/null; echo $?; sh -c '(echo a' 2> /dev/null; echo $?
### a quote that is not closed
sh -c 'echo "a' 2> /dev/null; echo $?; sh -c "echo 'a" 2> /dev/null; echo $?
### two semicolons
sh -c ';' 2> /dev/null; echo $?; sh -c 'a ; ; b' 2> /dev/null; echo $?
### nothing behind an operator
sh -c 'true &&' 2> /dev/null; echo $?; sh -c 'echo a >' 2> /dev/null; echo $?
### lines before an error run
echo 'echo first' > f; echo 'fi' >> f; echo 'echo never' >> f; sh f 2> /dev/null; echo $?
### a bad name for a loop's variable
sh -c 'for 1 in a; do :; done' 2> /dev/null; echo $?
### a bad expansion
sh -c 'echo ${x!}; echo never' 2> /dev/null; echo $?
### a signal's status
sh -c 'kill -9 $$'; echo $?; sh -c 'kill -15 $$' ; echo $?
### an unknown option
sh -Q 2> /dev/null; echo $?; sh -c 2> /dev/null; echo $?
### what a syntax error says
sh -c 'fi'; sh -c 'echo a; done'
### a pipe to nothing
echo a | nothing_like_that; echo $?; nothing_like_that | cat; echo $?
