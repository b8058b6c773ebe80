// A name is looked up, so that the kernel knows it, before and after it is made, removed, moved,
// linked or replaced: each time it leads to what is there, also while others change it. So do paths
// through directories that were moved, or removed and made anew.
// test: portable boots=roomy,ram timeout=120
#include "fs.h"
#include <sys/mman.h>

static ino_t number_of(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 ? status.st_ino : 0;
}

static bool is_there(const char *path) {
    struct stat status;
    return lstat(path, &status) == 0;
}

// ---- One after the other

static const char *const paths[] = {"a", "b", "d", "d/a", "d/d", "d/d/a", "e/d/a", "l", "l/a"};
enum { PATHS = sizeof paths / sizeof *paths };

// Shows which of the paths are there, in the order of the table.
static void show(const char *what, long result) {
    printf("%-22s %-9s", what, outcome(result));
    for (int i = 0; i < PATHS; i++)
        printf(" %s", is_there(paths[i]) ? paths[i] : "-");
    printf("\n");
}

static long make(const char *path) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    return fd < 0 ? fd : close(fd);
}

static void one_by_one(void) {
    show("nothing", 0);
    show("make a", make("a"));
    show("make a again", make("a"));
    show("link b", link("a", "b"));
    show("remove a", unlink("a"));
    show("move b to a", rename("b", "a"));
    show("remove a", unlink("a"));
    show("make d", mkdir("d", 0700));
    show("make d/d", mkdir("d/d", 0700));
    show("make d/d/a", make("d/d/a"));
    show("link d/a", link("d/d/a", "d/a"));
    show("move d to e", rename("d", "e"));
    show("make d", mkdir("d", 0700));
    show("move e/d to d/d", rename("e/d", "d/d"));
    show("l leads to d", symlink("d", "l"));
    show("remove d/d/a", unlink("l/d/a"));
    show("make e/d", mkdir("e/d", 0700));
    show("make e/d/a", make("e/d/a"));
    show("k leads to e", symlink("e", "k"));
    show("move k to l", rename("k", "l"));
    show("remove e/a", unlink("e/a"));
    show("remove l", unlink("l"));
    show("remove d/d", rmdir("d/d"));
    show("move e over d", rename("e", "d"));
    show("make e", mkdir("e", 0700));
    show("move d/d to e/d", rename("d/d", "e/d"));
    show("remove e/d", rmdir("e/d"));
    show("remove e/d/a", unlink("e/d/a"));
    show("remove e/d", rmdir("e/d"));
    show("remove d", rmdir("d"));
    show("remove e", rmdir("e"));
}

// The working directory goes and comes again, but it is another one.
static void removed_below(void) {
    check(mkdir("d", 0700) == 0 && chdir("d") == 0 && !is_there("a"));
    check(rmdir("../d") == 0 && !is_there("../d") && mkdir("../d", 0700) == 0);
    check(make("../d/a") == 0 && is_there("../d/a") && !is_there("a"));
    printf("make a in what is gone: %s\n", outcome(make("a")));
    check(chdir("../d") == 0 && is_there("a") && unlink("a") == 0);
    check(rename("../d", "../e") == 0 && !is_there("../d") && make("a") == 0);
    check(is_there("../e/a") && unlink("../e/a") == 0 && !is_there("a"));
    check(chdir("..") == 0 && rmdir("e") == 0);
}

// A directory that may not be searched hides what is known of its names. (The core has no users.)
static void no_rights(void) {
    if (geteuid() == (uid_t)-1)
        return;
    check(mkdir("d", 0700) == 0 && make("d/a") == 0 && is_there("d/a") && !is_there("d/b"));
    pid_t pid = start();
    if (pid == 0) {
        check(geteuid() == 0 ? setgid(1) == 0 && setuid(1) == 0 : chmod("d", 0) == 0);
        check(!is_there("d/a") && errno == EACCES && !is_there("d/b") && errno == EACCES);
        _exit(0);
    }
    check(wait_for(pid) == 0 && chmod("d", 0700) == 0 && unlink("d/a") == 0 && rmdir("d") == 0);
}

// ---- All at once. Each thing has two places, and one process that changes it; all others look.

enum { FILE_, FOLDER, TREE, LINK, FRESH, THINGS, WATCHERS = 3, ROUNDS = 120 };

static const char *const places[THINGS][2] = {
    [FILE_] = {"left/file", "right/file"},
    [FOLDER] = {"left/folder", "right/folder"},
    [TREE] = {"left/tree/in/leaf", "right/../tree/in/leaf"},
    [LINK] = {"left/link", "right/link/../one"},
    [FRESH] = {"fresh/a", "./fresh/../fresh/b"},
};

static struct {
    volatile unsigned version; // odd while it changes
    volatile ino_t numbers[2]; // in its places; 0: not there
} * things;

static volatile bool *ended;

static void begin(int thing) {
    things[thing].version++;
}

static void end(int thing, ino_t first, ino_t second) {
    things[thing].numbers[0] = first;
    things[thing].numbers[1] = second;
    things[thing].version++;
}

// Made in either place, moved to the other, and removed.
static void come_and_go(int thing, long (*make_it)(const char *), int (*remove_it)(const char *)) {
    const char *const *place = places[thing];
    for (int i = 0; i < ROUNDS; i++) {
        int here = random_below(2);
        begin(thing);
        check(make_it(place[here]) == 0);
        ino_t number = number_of(place[here]);
        check(number != 0);
        end(thing, here == 0 ? number : 0, here == 1 ? number : 0);
        begin(thing);
        check(rename(place[here], place[!here]) == 0);
        end(thing, here == 1 ? number : 0, here == 0 ? number : 0);
        begin(thing);
        check(remove_it(place[!here]) == 0);
        end(thing, 0, 0);
    }
}

static long make_folder(const char *path) {
    return mkdir(path, 0700);
}

static void move_tree(void) {
    begin(TREE);
    check(mkdir("tree", 0700) == 0 && mkdir("tree/in", 0700) == 0);
    check(make("tree/in/leaf") == 0);
    ino_t leaf = number_of("tree/in/leaf");
    end(TREE, 0, leaf);
    for (int i = 0; i < ROUNDS; i++) {
        begin(TREE);
        check(rename("tree", "left/tree") == 0);
        end(TREE, leaf, 0);
        begin(TREE);
        check(rename("left/tree", "tree") == 0);
        end(TREE, 0, leaf);
    }
}

// The link is replaced by another one; what lies beside its target changes with it.
static void replace_link(void) {
    ino_t one = number_of("one"), two = number_of("left/two");
    for (int i = 0; i < ROUNDS; i++) {
        begin(LINK);
        check(symlink(i % 2 ? "../one" : "two", "left/new") == 0);
        check(rename("left/new", "left/link") == 0);
        check(symlink(i % 2 ? "../left" : "../left/deep", "right/new") == 0);
        check(rename("right/new", "right/link") == 0);
        end(LINK, i % 2 ? one : two, i % 2 ? one : 0);
    }
}

// A directory is removed, and made again with another file in it.
static void make_afresh(void) {
    for (int i = 0; i < ROUNDS; i++) {
        const char *name = i % 2 ? "fresh/a" : "fresh/b";
        begin(FRESH);
        check(mkdir("fresh", 0700) == 0 && make(name) == 0);
        ino_t number = number_of(name);
        end(FRESH, i % 2 ? number : 0, i % 2 ? 0 : number);
        begin(FRESH);
        check(unlink(name) == 0 && rmdir("fresh") == 0);
        end(FRESH, 0, 0);
    }
}

// What did not change while we looked is as its owner has noted.
static void watch(int watcher) {
    random_state += watcher;
    while (!*ended) {
        int thing = random_below(THINGS), place = random_below(2);
        unsigned before = things[thing].version;
        ino_t expected = things[thing].numbers[place], found = number_of(places[thing][place]);
        if (before % 2 == 0 && things[thing].version == before && found != expected)
            printf("%s: %lu, not %lu\n", places[thing][place], (long)found, (long)expected);
    }
    fflush(stdout);
    _exit(0);
}

static void change(int thing) {
    switch (thing) {
    case FILE_:
        come_and_go(thing, make, unlink);
        break;
    case FOLDER:
        come_and_go(thing, make_folder, rmdir);
        break;
    case TREE:
        move_tree();
        break;
    case LINK:
        replace_link();
        break;
    case FRESH:
        make_afresh();
    }
    _exit(0);
}

static void all_at_once(void) {
    pid_t changers[THINGS], watchers[WATCHERS];
    things = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(things != MAP_FAILED);
    ended = (void *)(things + THINGS);
    check(mkdir("left", 0700) == 0 && mkdir("left/deep", 0700) == 0 && mkdir("right", 0700) == 0);
    check(make("one") == 0 && make("left/two") == 0);
    for (int i = 0; i < WATCHERS; i++)
        if ((watchers[i] = start()) == 0)
            watch(i);
    for (int i = 0; i < THINGS; i++)
        if ((changers[i] = start()) == 0)
            change(i);
    for (int i = 0; i < THINGS; i++)
        check(wait_for(changers[i]) == 0);
    *ended = true;
    for (int i = 0; i < WATCHERS; i++)
        check(wait_for(watchers[i]) == 0);
}

int main(void) {
    enter_scratch();
    one_by_one();
    removed_below();
    no_rights();
    all_at_once();
    leave_scratch();
    return 0;
}
