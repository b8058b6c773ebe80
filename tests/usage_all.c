// Every program in /bin explains itself: --help prints its line of /etc/help, and more; so does -h
// where POSIX gives that no other meaning. Another option is refused.
// test: boots=roomy
#include "test.h"
#include <dirent.h>

static char output[8192];

// Runs a program of /bin with one argument and keeps what it writes to this descriptor; its wait
// status.
static int run(const char *name, const char *argument, int descriptor) {
    char path[300];
    snprintf(path, sizeof path, "/bin/%s", name);
    int ends[2];
    check(pipe(ends) == 0);
    pid_t pid = start();
    if (pid == 0) {
        dup2(ends[1], descriptor);
        close(ends[0]);
        close(ends[1]);
        execl(path, name, argument, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t n;
    while ((n = read(ends[0], output + length, sizeof output - 1 - length)) > 0)
        length += n;
    output[length] = '\0';
    close(ends[0]);
    return wait_for(pid);
}

// To these, -h and the like are words.
static bool takes_words(const char *name) {
    return strcmp(name, "echo") == 0 || strcmp(name, "test") == 0 || strcmp(name, "true") == 0 ||
           strcmp(name, "false") == 0;
}

// Whether the output begins with "NAME", an end of that word and a line of /etc/help.
static bool explains(const char *name) {
    size_t length = strlen(name), line = strcspn(output, "\n");
    char wanted[128];
    snprintf(wanted, sizeof wanted, "%.*s\n", (int)line, output);
    return strncmp(output, name, length) == 0 && strchr(": ", output[length]) != NULL &&
           strstr(output, ": ") < output + line && strstr(contents_of("/etc/help"), wanted) != NULL;
}

static void examine(const char *name) {
    char wanted[300];
    int success = strcmp(name, "false") == 0 ? 1 << 8 : 0;
    printf("%s\n", name);
    check(run(name, "--help", STDOUT_FILENO) == success && explains(name));
    if (takes_words(name))
        return;
    check(run(name, "-h", STDOUT_FILENO) == 0 && explains(name));
    check(run(name, "-Q", STDERR_FILENO) == 2 << 8);
    snprintf(wanted, sizeof wanted, "%s: unknown option -Q; try %s -h\n", name, name);
    check(strcmp(output, wanted) == 0);
}

int main(void) {
    int count = 0;
    DIR *bin = opendir("/bin");
    check(bin != NULL);
    for (struct dirent *entry; (entry = readdir(bin)) != NULL;) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "[") == 0) // which is test
            continue;
        examine(entry->d_name);
        count++;
    }
    check(count >= 39);
    check(run("test", "-h", STDOUT_FILENO) == 0 && *output == '\0');
    check(run("echo", "-h", STDOUT_FILENO) == 0 && strcmp(output, "-h\n") == 0);
    check(run("[", "-h", STDERR_FILENO) == 2 << 8 &&
          strcmp(output, "[: the last word must be ]\n") == 0);
    check(run("[", "]", STDOUT_FILENO) == 1 << 8);
    return 0;
}
