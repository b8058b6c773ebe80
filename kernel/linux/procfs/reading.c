// Reading and writing the files of /proc. A file's text is made as it is read, and an open file
// holds one page of it, however long it is. A page has as many whole parts as there is space for,
// each of which shows one moment; most files are one part. A part of more than a page is made
// again for each page of it. A read at the beginning, or before the page, makes the text anew.
#include "kernel/fs/file.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/heap.h"
#include "proc/sched.h"

enum { ENOUGH = TEXT_SIZE / 2 }; // bytes of a page: most parts have fewer

static void begin(struct text *text) {
    text->start = text->cursor = text->continued = text->length = 0;
    text->ended = text->failed = false;
}

static int open_text(struct file *file) {
    if (proc_is_refused(file->inode))
        return -EACCES;
    struct text *text = file->private = kmalloc(sizeof *text);
    if (!text)
        return -ENOMEM;
    text->lock = (struct lock){0};
    begin(text);
    return 0;
}

static void close_text(struct file *file) {
    kfree(file->private);
}

static uint64_t kept_bytes(const struct file *file) {
    (void)file;
    return heap_size(sizeof(struct text));
}

// Appends the part at the cursor, but for what was kept of it in the page before. If the process
// began another program meanwhile, which may have other rights, the part may show some of both:
// then nobody gets it.
static void show_part(struct text *text, const struct inode *inode) {
    const struct proc_entry *entry = proc_entry_of(inode);
    const struct process *process = proc_process_of(inode);
    uint32_t executed = process ? process->outer->executed : 0;
    size_t length = text->length;
    text->process = process;
    text->second = entry->second;
    text->full = false;
    text->left_out = text->continued;
    if (entry->show)
        entry->show(text);
    else if (entry->string)
        text_printf(text, "%s\n", entry->string);
    else
        text_printf(text, "%lu\n", *entry->number);
    process = proc_process_of(inode);
    if (process && process->outer->executed != executed)
        text->length = length;
}

// Makes the next page of the text.
static int next_page(struct text *text, const struct inode *inode) {
    text->start += text->length;
    text->length = 0;
    do {
        size_t length = text->length;
        uint64_t cursor = text->cursor;
        if (proc_is_gone(inode))
            return -ESRCH;
        if (proc_is_refused(inode)) // the process has begun a program with other rights
            return -EACCES;
        show_part(text, inode);
        text->ended = !text->full && text->cursor == cursor;
        text->continued = text->full && length == 0 ? text->continued + text->length : 0;
        if (text->full) { // it is the next page's first part, or goes on there
            text->cursor = cursor;
            text->length = length > 0 ? length : text->length;
        }
        breathe();
    } while (!text->ended && !text->full && !text->failed && text->length < ENOUGH);
    return text->failed ? -ENOMEM : current->killed ? -EINTR : 0;
}

static int64_t read_text(struct file *file, struct uio *uio, uint64_t *position) {
    struct text *text = file->private;
    uint64_t wanted = uio->left;
    int error = 0;
    if (!(proc_entry_of(file->inode)->mode & 0400))
        return -EINVAL; // root may open it nevertheless
    lock_acquire(&text->lock);
    if (*position == 0 || *position < text->start)
        begin(text);
    while (error == 0 && uio->left > 0) {
        uint64_t end = text->start + text->length, left = uio->left;
        if (*position < end)
            error = uio_copy_to(uio, text->bytes + (*position - text->start),
                                min(left, end - *position));
        else if (text->ended)
            break;
        else
            error = next_page(text, file->inode);
        *position += left - uio->left;
    }
    if (error < 0)
        begin(text);
    lock_release(&text->lock);
    return uio_result(uio, wanted, error);
}

static int64_t write_text(struct file *file, struct uio *uio, uint64_t *position) {
    const struct proc_entry *entry = proc_entry_of(file->inode);
    char word[16] = {0};
    uint64_t n = uio->left;
    if (!(entry->mode & 0200))
        return -EINVAL; // root may open it nevertheless
    int error = uio_copy_from(uio, word, min(n, sizeof word - 1));
    if (error < 0)
        return error;
    size_t length = strnlen(word, sizeof word);
    int number = proc_number(word, length - (length > 0 && word[length - 1] == '\n'));
    if (entry->most > 0 && (number < 0 || (uint64_t)number > entry->most))
        return -EINVAL;
    if (entry->store)
        entry->store(entry->most > 0 ? number : *word);
    else
        *entry->number = number;
    *position += n;
    return n;
}

const struct file_ops proc_text_ops = {.read = read_text,
                                       .write = write_text,
                                       .open = open_text,
                                       .release = close_text,
                                       .bytes = kept_bytes,
                                       .seekable = true};
