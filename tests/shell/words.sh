### words are cut at blanks
echo one   two	three
### single quotes keep everything
echo 'a  $b `c` "d"'
### double quotes keep blanks and expand variables
x='1  2'; echo "a  $x  b"
### quotes in the middle of a word
echo a'b c'd"e f"g
### empty words are words
for word in '' "" a''; do echo "<$word>"; done
### a backslash keeps one character
echo \$x \" \' \\ a\ b
### a backslash between double quotes
echo "\$x \" \$"
### a backslash joins lines
echo one \
    two "three\
four"
### a newline between quotes stays
echo 'first
second'
### a comment begins a word
echo a#b c # d "
### a semicolon, but not a quoted one
echo a';'b; echo c\;d
### reserved words are words elsewhere
echo if then else fi for do done while { } in !
### a quoted reserved word is a command
'if' 2> /dev/null; echo $?
### operators need no blanks
echo a>f;cat<f&&echo b||echo c
### UTF-8
echo 'ä € 한국어' "ß" ü*
