// rename: the new name names the old file at every instant, directories keep their "..", and none
// comes to lie in itself.
// test: core portable boots=roomy,eager,ram
#include "fs.h"
#include <sys/syscall.h>

static ino_t inode_of(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0 ? status.st_ino : 0;
}

static void attempt(const char *from, const char *to) {
    ino_t before = inode_of(from);
    int result = rename(from, to);
    printf("%s to %s: %s", from, to, outcome(result));
    printf(", %s\n", inode_of(to) == before && before != 0 ? "there" : "not there");
}

static void show(const char *path) {
    printf("%s: %s\n", path, contents_of(path));
}

static void trees(void) {
    check(mkdir("a", 0755) == 0 && mkdir("a/b", 0755) == 0 && mkdir("a/b/c", 0755) == 0);
    put_file("a/b/c/file", "deep");
    attempt("a", "a/x");
    attempt("a", "a/b");
    attempt("a", "a/b/c/x");
    attempt("a/b/c", "a/b");
    attempt("a/b", "a");
    attempt("a/b/c", "c");
    show("c/file");
    show("c/../c/file");
    attempt("c", "a/b/c");
    show("a/b/c/../c/file");
    attempt("a/b", "a/bb");
    attempt("a/bb", "b");
    show("b/c/file");
    printf("a is empty: %s\n", outcome(rmdir("a")));
    check(chdir("b/c") == 0 && rename("../../b", "../../moved") == 0);
    show("../../moved/c/file");
    check(chdir("../../moved/..") == 0);
}

static void over(void) {
    check(mkdir("d1", 0755) == 0 && mkdir("d2", 0755) == 0 && mkdir("d3", 0755) == 0);
    put_file("d3/x", "x");
    put_file("f1", "one");
    put_file("f2", "two");
    attempt("d1", "d2");
    attempt("d2", "d3");
    attempt("d3", "d2");
    attempt("f1", "d2");
    attempt("d2", "f1");
    int old = open("f2", O_RDONLY);
    attempt("f1", "f2");
    show("f2");
    char text[4] = "";
    check(pread(old, text, 3, 0) == 3);
    printf("the replaced one, still open: %s\n", text);
    close(old);
    attempt("f2", "f2");
    check(link("f2", "f3") == 0);
    attempt("f2", "f3");
    printf("both still there: %d\n", inode_of("f2") == inode_of("f3") && inode_of("f2") != 0);
    attempt("f2", "d2/f");
    attempt("d2/f", "d2/a-longer-name-for-it");
    show("d2/a-longer-name-for-it");
    attempt("nothing", "f3");
    attempt("f3", "nowhere/f");
    check(symlink("f3", "s") == 0);
    attempt("s", "t");
    show("t");
    attempt("t", "f3");
    printf("a link to itself: %s\n", outcome(open("f3", O_RDONLY)));
}

static void flags(void) {
    enum { NO_REPLACE = 1 };
    put_file("p", "p");
    put_file("q", "q");
    printf("no replacing: %s",
           outcome(syscall(SYS_renameat2, AT_FDCWD, "p", AT_FDCWD, "q", NO_REPLACE)));
    printf(", %s", outcome(syscall(SYS_renameat2, AT_FDCWD, "p", AT_FDCWD, "r", NO_REPLACE)));
    printf(", %s\n", outcome(syscall(SYS_renameat2, AT_FDCWD, "r", AT_FDCWD, "q", 64)));
}

// Two processes move directories in and out of each other; a third sees that a name is never
// missing.
static void mover(const char *from, const char *to) {
    for (int i = 0; i < 300; i++) {
        rename(from, to);
        rename(to, from);
    }
}

static void races(void) {
    // The moves share no directory.
    check(mkdir("one", 0755) == 0 && mkdir("two", 0755) == 0);
    check(mkdir("one/left", 0755) == 0 && mkdir("two/right", 0755) == 0);
    check(mkdir("one/left/in", 0755) == 0 && mkdir("two/right/in", 0755) == 0);
    put_file("one/left/file", "left");
    put_file("name", "always there");
    put_file("other", "always there");
    pid_t children[4];
    for (int i = 0; i < 4; i++) {
        children[i] = start();
        if (children[i] != 0)
            continue;
        if (i == 0)
            mover("one/left", "two/right/in/left");
        else if (i == 1)
            mover("two/right", "one/left/in/right");
        else if (i == 2)
            for (int j = 0; j < 300; j++) {
                put_file("new", "always there");
                check(rename("new", "name") == 0);
            }
        else
            for (int j = 0; j < 300; j++)
                check(strcmp(contents_of("name"), "always there") == 0);
        _exit(0);
    }
    for (int i = 0; i < 4; i++)
        printf("child %d: %s\n", i, status_text(wait_for(children[i])));
    bool apart = inode_of("one/left") != 0 && inode_of("two/right") != 0;
    bool one_in_the_other =
        inode_of("one/left/in/right") != 0 || inode_of("two/right/in/left") != 0;
    printf("both directories are there: %d\n", apart || one_in_the_other);
}

int main(void) {
    enter_scratch();
    trees();
    over();
    flags();
    races();
    leave_scratch();
    return 0;
}
