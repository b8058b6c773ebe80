// Reading and writing the files of /proc. A file's text is made when it is read from the beginning
// and kept until then, so that a reader who takes it in pieces sees one moment.
#include "kernel/errno.h"
#include "kernel/fs/file.h"
#include "kernel/fs/procfs_entries.h"
#include "kernel/fs/uio.h"
#include "mm/heap.h"

// file->private of a file that can be read.
struct reading {
    struct text text;
    bool made;
    struct lock lock; // of who makes or copies the text
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

// What is told of two programs, because the process began another one meanwhile, which may have
// other rights, is told to nobody.
static void show_process(struct text *text, const struct inode *inode) {
    const struct process *process = proc_process_of(inode);
    uint32_t executed = process->executed;
    proc_entry_of(inode)->show_process(text, process);
    process = proc_process_of(inode);
    if (process && process->executed != executed)
        text_clear(text);
}

static int make_text(struct reading *reading, const struct inode *inode) {
    const struct proc_entry *entry = proc_entry_of(inode);
    if (proc_is_gone(inode))
        return -ESRCH;
    if (proc_is_refused(inode))
        return -EACCES; // since it was opened, the process has begun a program with other rights
    text_clear(&reading->text);
    if (entry->show)
        entry->show(&reading->text);
    else
        show_process(&reading->text, inode);
    reading->made = !reading->text.failed;
    if (reading->made)
        return 0;
    text_clear(&reading->text);
    return -ENOMEM;
}

static int64_t read_text(struct file *file, struct uio *uio, uint64_t *position) {
    struct reading *reading = file->private;
    lock_acquire(&reading->lock);
    int64_t result = 0;
    if (*position == 0 || !reading->made)
        result = make_text(reading, file->inode);
    if (result == 0)
        result = text_read(&reading->text, *position, uio);
    lock_release(&reading->lock);
    if (result > 0)
        *position += result;
    return result;
}

static int64_t write_word(struct file *file, struct uio *uio, uint64_t *position) {
    char word[16] = {0};
    uint64_t n = uio->left;
    int error = uio_copy_from(uio, word, n < sizeof word ? n : sizeof word - 1);
    if (error == 0)
        error = proc_entry_of(file->inode)->store(word);
    if (error < 0)
        return error;
    *position += n;
    return n;
}

const struct file_ops proc_text_ops = {
    .read = read_text, .open = open_reading, .release = close_reading, .seekable = true};
const struct file_ops proc_control_ops = {.write = write_word, .seekable = true};
