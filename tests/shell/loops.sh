### for
for i in a b c; do echo $i; done; echo $i
### for nothing
for i in; do echo never; done; echo $?; for i in $nothing; do echo never; done
### for over several lines
for i in 1 2 \
    3
do
    echo $i
done
### while
x=; while [ "$x" != iii ]; do x=i$x; echo $x; done
### break
for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; echo left $i
### continue
for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done
### break leaves the inner loop only
for i in 1 2; do for j in a b; do [ $j = b ] && break; echo $i$j; done; done
### break within while
while true; do echo once; break; echo never; done; echo $?
### continue within while
x=; while [ "$x" != xxx ]; do x=x$x; [ $x = xx ] && x=xxx && continue; echo $x; done
### break in a condition
while break; do echo never; done; echo $?
### read lines
echo 'a b c' > f; echo 'd e' >> f; while read x y; do echo "<$x> <$y>"; done < f
### read in a pipe
{ echo 1 2; echo 3; } | while read a b; do echo "$b $a"; done
### read the rest of a line, and nothing
echo '  a   b   c  ' > f; { read x y; echo "<$x><$y>"; read z; echo $? "<$z>"; } < f
### the status of a loop
while false; do :; done; echo $?; for i in 1; do false; done; echo $?
### a redirected loop
for i in 1 2 3; do echo $i; done > f; while read x; do echo "got $x"; done < f > g; cat g
### loops in a pipe
for i in 3 1 2; do echo $i; done | while read i; do [ $i = 1 ] || echo $i; done
### a loop in the background
for i in 1 2; do echo $i; done > f & wait; cat f
### a variable set in a loop stays, but not in a pipe
x=0; for i in 1 2; do x=$i; done; echo $x; echo 9 | while read x; do :; done; echo $x
