// /dev/null swallows everything and has nothing, /dev/zero has zeros without end, whatever the
// length and wherever the position.
// test: core portable boots=roomy,small
#include "test.h"
#include <sys/ioctl.h>
#include <sys/uio.h>

static uint8_t bytes[20 * PAGE];

int main(void) {
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
    check(null >= 0 && zero >= 0);
    printf("null: read %zd, ", read(null, bytes, 100));
    printf("write %zd, ", write(null, bytes, sizeof bytes));
    printf("pread %zd, ", pread(null, bytes, 100, 1 << 20));
    printf("lseek %ld\n", (long)lseek(null, 1000, SEEK_SET));

    memset(bytes, 0xff, sizeof bytes);
    printf("zero: read %zd, ", read(zero, bytes + 1, sizeof bytes - 2));
    size_t wrong = (bytes[0] != 0xff) + (bytes[sizeof bytes - 1] != 0xff);
    for (size_t i = 1; i < sizeof bytes - 1; i++)
        wrong += bytes[i] != 0;
    printf("wrong %zu, ", wrong);
    printf("write %zd, ", write(zero, bytes, 100));
    memset(bytes, 0xff, 100);
    printf("pread %zd, ", pread(zero, bytes, 100, 1l << 40));
    printf("zeros %d, ", bytes[0] == 0 && bytes[99] == 0);
    struct iovec vector[2] = {{bytes, 10}, {bytes + 50, 20}};
    printf("readv %zd\n", readv(zero, vector, 2));

    printf("ioctl: %s %s\n", outcome(ioctl(null, TIOCGWINSZ, bytes)),
           outcome(ioctl(zero, TIOCGWINSZ, bytes)));
    printf("none of its own: %s\n", outcome(open("/dev/no-such-device", O_RDONLY)));
    return 0;
}
