// Who may make, rename and remove names in which directory: by its owner and mode, the sticky bit
// among them, and by whose the file is.
// test: portable root
#include "rights.h"
#include <sys/sysmacros.h>

// The directory `d`, with a `file` and a `sub`, and one of the user's own, `home`.
static void prepare(uid_t owner, mode_t mode, uid_t victim) {
    act_as(0);
    check(chdir(scratch) == 0);
    remove_contents();
    make_directory("d", owner, OTHER_GROUP, mode);
    make_file("d/file", victim, OTHER_GROUP, 0644);
    make_directory("d/sub", victim, OTHER_GROUP, 0755);
    make_directory("home", ME, MY_GROUP, 0755);
    make_file("home/mine", ME, MY_GROUP, 0644);
    make_directory("home/sub", ME, MY_GROUP, 0755);
    act_as(ME);
}

static long attempt(int number) {
    switch (number) {
    case 0:
        return unlink("d/file");
    case 1:
        return unlink("d/sub");
    case 2:
        return unlink("d/file/");
    case 3:
        return rmdir("d/sub");
    case 4:
        return rmdir("d/file");
    case 5:
        return unlink("d/none");
    case 6:
        return rename("d/file", "d/new");
    case 7:
        return rename("d/file", "home/new");
    case 8:
        return rename("home/mine", "d/file");
    case 9:
        return rename("home/mine", "d/new");
    case 10:
        return rename("d/sub", "d/new");
    case 11:
        return rename("d/sub", "home/new");
    case 12:
        return rename("home/sub", "d/sub");
    case 13:
        return rename("home/sub", "d/file");
    case 14:
        return rename("d/file", "d/file");
    case 15:
        return link("home/mine", "d/new");
    case 16:
        return link("home/mine", "d/file");
    case 17:
        return symlink("mine", "d/new");
    case 18:
        return mkdir("d/new", 0755);
    case 19:
        return mkdir("d/file", 0755);
    case 20:
        return mkfifo("d/new", 0644);
    case 21:
        return mknod("d/new", S_IFCHR | 0666, makedev(1, 3));
    case 22:
        return mknod("d/new", S_IFREG | 0644, 0);
    case 23:
        return open("d/new", O_CREAT | O_WRONLY, 0400);
    case 24:
        return open("d/new", O_CREAT | O_EXCL | O_RDWR, 0);
    case 25:
        return open("d/file", O_CREAT | O_EXCL | O_RDWR, 0);
    default:
        return -2;
    }
}

static void row(const char *whose, uid_t owner, mode_t mode, const char *victims, uid_t victim) {
    printf("%s directory %o, %s files:", whose, mode, victims);
    long result = 0;
    for (int number = 0; result != -2; number++) {
        if (result >= 0) // a call that failed has changed nothing
            prepare(owner, mode, victim);
        result = attempt(number);
        if (result > 0)
            close(result);
        if (result != -2)
            printf(" %s", result < 0 ? outcome(result) : "ok");
    }
    printf("\n");
}

int main(void) {
    static const mode_t modes[] = {0777, 01777, 0755, 01755, 0333, 0222, 0555, 01700, 0};
    enter_scratch();
    join_groups();
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        for (int mine = 0; mine < 2; mine++) {
            row("my", ME, modes[i], mine ? "my" : "others'", mine ? ME : OTHER);
            row("another's", OTHER, modes[i], mine ? "my" : "others'", mine ? ME : OTHER);
        }
    act_as(0);
    leave_scratch();
    return 0;
}
