// The environment: a null-terminated array of strings NAME=VALUE. The array that exec made is used
// until the first change; from then on `environ` is an array of our own. Strings that are replaced
// are not freed, since a caller of getenv may still hold them.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **own_array;

// The place in `environ` of the variable whose name is the first `length` bytes of `name`, or of
// the null pointer at the end.
static char **find(const char *name, size_t length) {
    char **entry = environ;
    while (*entry != NULL && !(strncmp(*entry, name, length) == 0 && (*entry)[length] == '='))
        entry++;
    return entry;
}

static int check_name(const char *name) {
    if (name != NULL && *name != '\0' && strchr(name, '=') == NULL)
        return 0;
    errno = EINVAL;
    return -1;
}

char *getenv(const char *name) {
    size_t length = strlen(name);
    char *entry = *find(name, length);
    return entry == NULL ? NULL : entry + length + 1;
}

int putenv(char *assignment) {
    size_t name_length = strcspn(assignment, "=");
    if (assignment[name_length] == '\0')
        return unsetenv(assignment);
    char **entry = find(assignment, name_length);
    if (*entry != NULL) {
        *entry = assignment;
        return 0;
    }
    size_t count = entry - environ;
    char **array = malloc((count + 2) * sizeof *array);
    if (array == NULL)
        return -1;
    memcpy(array, environ, count * sizeof *array);
    array[count] = assignment;
    array[count + 1] = NULL;
    free(own_array);
    environ = own_array = array;
    return 0;
}

int setenv(const char *name, const char *value, int overwrite) {
    if (check_name(name) < 0)
        return -1;
    if (!overwrite && getenv(name) != NULL)
        return 0;
    char *assignment = malloc(strlen(name) + strlen(value) + 2);
    if (assignment == NULL)
        return -1;
    stpcpy(stpcpy(stpcpy(assignment, name), "="), value);
    return putenv(assignment);
}

int unsetenv(const char *name) {
    if (check_name(name) < 0)
        return -1;
    size_t length = strlen(name);
    for (char **entry = find(name, length); *entry != NULL; entry++)
        entry[0] = entry[1];
    return 0;
}

int clearenv(void) {
    *environ = NULL;
    return 0;
}
