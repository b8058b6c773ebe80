// Scripts: a file that begins with `#!` names the program that is to run it.
#include "kernel/fs/file.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/personality.h"
#include "mm/heap.h"
#include "mm/pagecache.h"
#include "proc/exec.h"

enum { SCRIPT_LINE = 255 }; // of a `#!` line, as on Linux

// Puts an argument before all others.
static int prepend(struct exec *exec, const char *text, size_t length) {
    if (!exec->prefix_text && !(exec->prefix_text = kmalloc(PAGE_SIZE)))
        return -ENOMEM;
    if (exec->prefixes == EXEC_PREFIXES || exec->prefix_used + length + 1 > PAGE_SIZE)
        return -E2BIG;
    char *copy = exec->prefix_text + exec->prefix_used;
    memcpy(copy, text, length);
    copy[length] = '\0';
    exec->prefix_used += length + 1;
    exec->prefix[exec->prefixes++] = copy;
    return 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Behind the blanks, or behind the word, that begin here.
static char *skip(char *from, const char *end, bool blanks) {
    while (from < end && is_blank(*from) == blanks)
        from++;
    return from;
}

// `#!interpreter [argument]`: run the interpreter with its argument, the script's path and the
// script's own arguments. The line ends at a newline, at the file's end, or, cut off, with the
// buffer; the interpreter's own name must not be cut.
static int use_interpreter(struct exec *exec, char *line) {
    char *newline = strchr(line, '\n'), *end = newline ? newline : line + strlen(line);
    bool cut = end == line + SCRIPT_LINE;
    while (end > line && is_blank(end[-1]))
        end--;
    char *name = skip(line + 2, end, true), *name_end = skip(name, end, false);
    if (name >= name_end || (cut && name_end == line + SCRIPT_LINE))
        return -ENOEXEC;
    const char *option = skip(name_end, end, true);
    const char *script = exec->given;
    if (exec->prefixes > 0) {
        exec->prefixes--; // the name by which the script was run gives way to its path
        script = exec->path;
    }
    int error = prepend(exec, script, strlen(script));
    if (error == 0 && option < end)
        error = prepend(exec, option, end - option);
    if (error == 0)
        error = prepend(exec, name, name_end - name);
    exec->skipped = 1; // the caller's argv[0]
    memcpy(exec->path, name, name_end - name);
    exec->path[name_end - name] = '\0';
    return error;
}

int personality_find_interpreter(struct exec *exec) {
    char line[SCRIPT_LINE + 1] = {0};
    int64_t error = pagecache_read(&exec->file->data, 0, line, SCRIPT_LINE);
    if (error < 0)
        return error;
    if (line[0] != '#' || line[1] != '!')
        return -ENOEXEC;
    if (exec->will_close)
        return -ENOENT; // as its interpreter would find
    if (exec->scripts++ == EXEC_SCRIPTS)
        return -ELOOP;
    return use_interpreter(exec, line);
}
