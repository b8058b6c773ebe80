// Locks of a process and of two open files, at random: who gets what, and of those that are in the
// way which one F_GETLK reports. An owner keeps its place among the others when it changes, joins
// or splits what it has, and loses it with the last.
// test: portable
#include "lock.h"

enum { OWNERS = 3, BYTES = 40, LENGTHS = 15, ROUNDS = 8, STEPS = 60 };

static int files[OWNERS];

static struct flock choose(int type) {
    return (struct flock){
        .l_type = type, .l_start = random_below(BYTES), .l_len = random_below(LENGTHS)};
}

static void set(int owner) {
    static const int types[] = {F_RDLCK, F_RDLCK, F_WRLCK, F_UNLCK};
    struct flock lock = choose(types[random_below(4)]);
    int result = fcntl(files[owner], owner == 0 ? F_SETLK : OFD_SETLK, &lock);
    printf("%d: %s %ld+%ld: %s", owner, type_name(lock.l_type), (long)lock.l_start,
           (long)lock.l_len, outcome(result));
}

static void get(int owner) {
    struct flock lock = choose(random_below(4) == 0 ? F_RDLCK : F_WRLCK);
    printf(", %d from %ld+%ld: ", owner, (long)lock.l_start, (long)lock.l_len);
    check(fcntl(files[owner], owner == 0 ? F_GETLK : OFD_GETLK, &lock) == 0);
    if (lock.l_type == F_UNLCK)
        printf("none\n");
    else
        printf("%s %ld+%ld of %s\n", type_name(lock.l_type), (long)lock.l_start, (long)lock.l_len,
               lock.l_pid == -1 ? "a file" : "a process");
}

static void start_anew(void) {
    for (int i = 0; i < OWNERS; i++)
        check(lock(files[i], i == 0 ? F_SETLK : OFD_SETLK, F_UNLCK, 0, 0) == 0);
}

int main(void) {
    enter_scratch();
    for (int i = 0; i < OWNERS; i++)
        check((files[i] = open("file", O_RDWR | O_CREAT, 0644)) >= 0);
    for (int round = 0; round < ROUNDS; round++) {
        for (int step = 0; step < STEPS; step++) {
            set(random_below(OWNERS));
            get(random_below(OWNERS));
        }
        start_anew();
    }
    leave_scratch();
    return 0;
}
