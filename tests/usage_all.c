// Every program in /bin explains itself: --help prints its line of /etc/help, and more; so does -h
// where POSIX gives that no other meaning. Another option is refused.
// test: boots=roomy
#include "programs.h"
#include <dirent.h>

static int run_with(const char *name, const char *argument, int descriptor) {
    return run(descriptor, name, argument, NULL, NULL, NULL);
}

// To these, -h and the like are words.
static bool takes_words(const char *name) {
    return strcmp(name, "echo") == 0 || strcmp(name, "test") == 0 || strcmp(name, "true") == 0 ||
           strcmp(name, "false") == 0;
}

// Whether the output begins with "NAME", an end of that word and a line of /etc/help.
static bool explains(const char *name) {
    size_t length = strlen(name), line = strcspn(printed, "\n");
    char wanted[128];
    snprintf(wanted, sizeof wanted, "%.*s\n", (int)line, printed);
    return strncmp(printed, name, length) == 0 && strchr(": ", printed[length]) != NULL &&
           strstr(printed, ": ") < printed + line &&
           strstr(contents_of("/etc/help"), wanted) != NULL;
}

static void examine(const char *name) {
    char wanted[300];
    int success = strcmp(name, "false") == 0 ? 1 << 8 : 0;
    printf("%s\n", name);
    check(run_with(name, "--help", STDOUT_FILENO) == success && explains(name));
    if (takes_words(name))
        return;
    check(run_with(name, "-h", STDOUT_FILENO) == 0 && explains(name));
    check(run_with(name, "-Q", STDERR_FILENO) == 2 << 8);
    snprintf(wanted, sizeof wanted, "%s: unknown option -Q; try %s -h\n", name, name);
    check(strcmp(printed, wanted) == 0);
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
    check(run_with("test", "-h", STDOUT_FILENO) == 0 && *printed == '\0');
    check(run_with("echo", "-h", STDOUT_FILENO) == 0 && strcmp(printed, "-h\n") == 0);
    check(run_with("[", "-h", STDERR_FILENO) == 2 << 8 &&
          strcmp(printed, "[: the last word must be ]\n") == 0);
    check(run_with("[", "]", STDOUT_FILENO) == 1 << 8);
    return 0;
}
