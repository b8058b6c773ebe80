// Variables. Those that are exported live in the environment, where programs find them, the others
// in a list of our own.
#include "sh.h"

static struct variable {
    struct variable *next;
    char *name, *value;
} * variables;

static struct variable *find(const char *name) {
    struct variable *each = variables;
    while (each != NULL && strcmp(each->name, name) != 0)
        each = each->next;
    return each;
}

const char *variable(const char *name) {
    const struct variable *own = find(name);
    const char *exported = getenv(name);
    return exported != NULL || own == NULL ? exported : own->value;
}

void set_variable(const char *name, const char *value) {
    struct variable *own = find(name);
    if (getenv(name) != NULL) {
        setenv(name, value, 1);
    } else if (own != NULL) {
        free(own->value);
        own->value = need(strdup(value));
    } else {
        own = need(malloc(sizeof *own));
        *own = (struct variable){variables, need(strdup(name)), need(strdup(value))};
        variables = own;
    }
}

// From now on the environment has it, and its value in the list no longer counts.
void export_variable(const char *name) {
    const char *value = variable(name);
    setenv(name, value == NULL ? "" : value, 1);
}
