// Variables. Those that are exported live in the environment, where programs find them, the others
// in a list of our own.
#include "sh.h"

static struct variable {
    struct variable *next;
    char *name;
    char *value; // NULL: it is exported or not set
} * variables;

// The one of this name, which is made if need be.
static struct variable *own(const char *name) {
    struct variable *each = variables;
    while (each != NULL && strcmp(each->name, name) != 0)
        each = each->next;
    if (each != NULL)
        return each;
    each = need(calloc(1, sizeof *each));
    *each = (struct variable){.next = variables, .name = need(strdup(name))};
    return variables = each;
}

const char *variable(const char *name) {
    const char *value = own(name)->value;
    return value != NULL ? value : getenv(name);
}

static void set_own(const char *name, const char *value) {
    char *old = own(name)->value; // which the value may be a part of
    own(name)->value = value == NULL ? NULL : need(strdup(value));
    free(old);
}

void set_variable(const char *name, const char *value) {
    if (getenv(name) != NULL)
        setenv(name, value, 1);
    else
        set_own(name, value);
}

void export_variable(const char *name) {
    const char *value = variable(name);
    setenv(name, value == NULL ? "" : value, 1);
    set_own(name, NULL);
}

void unset_variable(const char *name) {
    unsetenv(name);
    set_own(name, NULL);
}
