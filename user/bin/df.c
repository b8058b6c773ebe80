// df [FILE…]: how full the file systems are that the files are on; without any, that of the root.
#include <err.h>
#include <stdio.h>
#include <sys/statfs.h>

static int show(const char *path) {
    struct statfs fs;
    if (statfs(path, &fs) < 0) {
        warn("%s", path);
        return 1;
    }
    unsigned long kib = fs.f_bsize / 1024, total = fs.f_blocks, unused = fs.f_bfree;
    printf("%9lu %9lu %9lu %4lu%% %9lu  %s\n", total * kib, (total - unused) * kib, unused * kib,
           total > 0 ? 100 * (total - unused) / total : 0, (unsigned long)fs.f_ffree, path);
    return 0;
}

int main(int argc, char *argv[]) {
    int status = 0;
    printf("%9s %9s %9s %5s %9s  %s\n", "KiB", "used", "free", "used", "inodes", "file");
    if (argc < 2)
        return show("/");
    for (int i = 1; i < argc; i++)
        status |= show(argv[i]);
    return status;
}
