#include <err.h>
#include <stdio.h>
#include <sys/statfs.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "df [FILE...]: shows how full the file systems are that the files are on\n"
    "Without FILE, that of the root. Sizes are in KiB (1024 bytes); the last number\n"
    "counts the files that can still be made.\n";

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
    usage_option(argc, argv, "");
    printf("%9s %9s %9s %5s %9s  %s\n", "KiB", "used KiB", "free KiB", "used", "inodes", "file");
    if (optind == argc)
        return show("/");
    for (int i = optind; i < argc; i++)
        status |= show(argv[i]);
    return status;
}
