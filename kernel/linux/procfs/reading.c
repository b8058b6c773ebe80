// Reading and writing the files of /proc. A file's text is made as it is read, a part at a time,
// and only the last part is kept: so an open file holds a page or two, however long its text is. A
// part is whole lines, each of which shows one moment; most files are one part. A read at the
// beginning, or before the part that is kept, makes the text anew.
#include "kernel/fs/file.h"
#include "kernel/fs/uio.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/heap.h"
#include "proc/sched.h"

enum { PART = 2048 }; // bytes, at least, if there are so many

// file->private of a file that can be read.
struct reading {
    struct text text;
    uint64_t start;   // its position in the whole
    uint64_t cursor;  // where the next part begins, as show_part counts
    bool ended;       // there is none
    struct lock lock; // held while the text is made or copied
};

static int open_reading(struct file *file) {
    if (proc_is_refused(file->inode))
        return -EACCES;
    file->private = kzalloc(sizeof(struct reading));
    return file->private ? 0 : -ENOMEM;
}

static void close_reading(struct file *file) {
    struct reading *reading = file->private;
    text_clear(&reading->text);
    kfree(reading);
}

static uint64_t kept_bytes(const struct file *file) {
    const struct reading *reading = file->private;
    return heap_size(sizeof *reading) + page_up(reading->text.length);
}

static void begin(struct reading *reading) {
    text_clear(&reading->text);
    reading->start = reading->cursor = 0;
    reading->ended = false;
}

// If the process began another program meanwhile, which may have other rights, the text may show
// parts of both: then no process gets it.
static void show_process(struct reading *reading, const struct inode *inode) {
    const struct proc_entry *entry = proc_entry_of(inode);
    const struct process *process = proc_process_of(inode);
    uint32_t executed = process->outer->executed;
    if (entry->show_process)
        entry->show_process(&reading->text, process);
    else
        entry->show_part(&reading->text, process, &reading->cursor, entry->second);
    process = proc_process_of(inode);
    if (process && process->outer->executed != executed)
        text_clear(&reading->text);
}

// Replaces the text by the next part of it.
static int next_part(struct reading *reading, const struct inode *inode) {
    const struct proc_entry *entry = proc_entry_of(inode);
    struct text *text = &reading->text;
    reading->start += text->length;
    text_clear(text);
    do {
        size_t length = text->length;
        if (proc_is_gone(inode))
            return -ESRCH;
        if (proc_is_refused(inode)) // the process has begun a program with other rights
            return -EACCES;
        if (entry->show)
            entry->show(text);
        else if (entry->string)
            text_printf(text, "%s\n", entry->string);
        else if (entry->number)
            text_printf(text, "%lu\n", *entry->number);
        else
            show_process(reading, inode);
        reading->ended = !entry->show_part || text->length == length;
        breathe();
    } while (!reading->ended && !text->failed && text->length < PART);
    return text->failed ? -ENOMEM : current->killed ? -EINTR : 0;
}

static int64_t read_text(struct file *file, struct uio *uio, uint64_t *position) {
    struct reading *reading = file->private;
    const struct text *text = &reading->text;
    uint64_t wanted = uio->left;
    int64_t n;
    if (!(proc_entry_of(file->inode)->mode & 0400))
        return -EINVAL; // root may open it nevertheless
    lock_acquire(&reading->lock);
    if (*position == 0 || *position < reading->start)
        begin(reading);
    do {
        n = 0;
        while (*position >= reading->start + text->length && !reading->ended && n == 0)
            n = next_part(reading, file->inode);
        if (n < 0)
            begin(reading);
        else
            n = text_read(text, *position - reading->start, uio);
        *position += max(n, 0);
    } while (n > 0 && uio->left > 0);
    lock_release(&reading->lock);
    return uio_result(uio, wanted, n);
}

// The number that was written becomes the entry's.
static int store_number(const struct proc_entry *entry, const char *word) {
    uint64_t number = 0;
    const char *digit = word;
    for (; *digit >= '0' && *digit <= '9'; digit++)
        number = 10 * number + (*digit - '0'); // of 15 digits at most
    if (digit == word || (*digit != '\0' && *digit != '\n') || number > entry->most)
        return -EINVAL;
    *entry->number = number;
    return 0;
}

static int64_t write_word(struct file *file, struct uio *uio, uint64_t *position) {
    const struct proc_entry *entry = proc_entry_of(file->inode);
    char word[16] = {0};
    uint64_t n = uio->left;
    if (!(entry->mode & 0200))
        return -EINVAL; // root may open it nevertheless
    int error = uio_copy_from(uio, word, n < sizeof word ? n : sizeof word - 1);
    if (error == 0)
        error = entry->store ? entry->store(word) : store_number(entry, word);
    if (error < 0)
        return error;
    *position += n;
    return n;
}

const struct file_ops proc_text_ops = {.read = read_text,
                                       .write = write_word,
                                       .open = open_reading,
                                       .release = close_reading,
                                       .bytes = kept_bytes,
                                       .seekable = true};
