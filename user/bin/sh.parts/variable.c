// Variables. Those that are exported live in the environment, where programs find them, the others
// in a list of our own.
#include "sh.h"
#include <stdlib.h>
#include <string.h>

static struct variable {
    struct variable *next;
    char *name, *value;
} * variables;

// The link that leads to the variable, or to the end of the list.
static struct variable **find(const char *name) {
    struct variable **link = &variables;
    while (*link != NULL && strcmp((*link)->name, name) != 0)
        link = &(*link)->next;
    return link;
}

const char *variable(const char *name) {
    struct variable *own = *find(name);
    return own != NULL ? own->value : getenv(name);
}

void set_variable(const char *name, const char *value) {
    struct variable **link = find(name);
    if (*link == NULL && getenv(name) != NULL) {
        setenv(name, value, 1);
        return;
    }
    if (*link == NULL) {
        *link = need(calloc(1, sizeof **link));
        (*link)->name = need(strdup(name));
    }
    char *old = (*link)->value; // which the value may be a part of
    (*link)->value = need(strdup(value));
    free(old);
}

static void forget(const char *name) {
    struct variable **link = find(name), *own = *link;
    if (own == NULL)
        return;
    *link = own->next;
    free(own->name);
    free(own->value);
    free(own);
}

void export_variable(const char *name) {
    const char *value = variable(name);
    setenv(name, value == NULL ? "" : value, 1);
    forget(name);
}

void unset_variable(const char *name) {
    unsetenv(name);
    forget(name);
}
