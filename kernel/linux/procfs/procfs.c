// /proc: a file system without a disk. One table says what there is (entries.c).
//
// An inode here only says which entry of which process is meant, so none is cached: each lookup
// makes a new one, which goes with its last reference. It has the process's number and time of
// birth, and finds the process again for each operation. So it doesn't keep a process from ending,
// and never takes a later one with the same number for it. As on Linux, the size of all files is 0.
#include "kernel/linux/procfs/procfs.h"
#include "kernel/abi.h"
#include "kernel/fs/file.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/format.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/outer.h"
#include "kernel/linux/procfs/entries.h"
#include "mm/heap.h"
#include "proc/sched.h"

// A mounted /proc.
struct procfs {
    struct file_system fs;
    uint64_t inodes; // in memory just now, the root's included
};

// ---- Inodes

// An inode's number is made of its process's (0: none), its descriptor's and its entry's.
static uint64_t number_of(uint64_t pid, uint64_t fd, uint32_t index) {
    return pid << 32 | fd << 8 | (index + 1);
}

static uint32_t pid_of(const struct inode *inode) {
    return inode->number >> 32;
}

static unsigned fd_of(const struct inode *inode) {
    return (uint32_t)inode->number >> 8;
}

static uint32_t index_of(const struct inode *inode) {
    return (inode->number & 0xff) - 1;
}

const struct proc_entry *proc_entry_of(const struct inode *inode) {
    return &proc_entries[index_of(inode)];
}

const struct process *proc_again(int pid, uint64_t started) {
    const struct process *process = process_find(pid);
    return process && process->started == started ? process : NULL;
}

const struct process *proc_process_of(const struct inode *inode) {
    return proc_again(pid_of(inode), (uint64_t)inode->private);
}

bool proc_is_gone(const struct inode *inode) {
    return pid_of(inode) != 0 && !proc_process_of(inode);
}

bool proc_is_refused(const struct inode *inode) {
    const struct proc_entry *entry = proc_entry_of(inode);
    const struct process *process = proc_process_of(inode);
    return process && (entry->guarded || entry->target) && !credentials_may_inspect(process);
}

static const struct inode_ops *ops_of(const struct proc_entry *entry);

// A descriptor's link may be read and written as its file may.
static uint32_t mode_of_open(const struct file *file) {
    static const uint32_t rights[O_ACCMODE + 1] = {0500, 0300, 0700, 0700};
    return S_IFLNK | (file->flags & O_PATH ? 0 : rights[file->flags & O_ACCMODE]);
}

static struct inode *make_inode(struct file_system *fs, uint32_t index,
                                const struct process *process, unsigned fd) {
    const struct proc_entry *entry = &proc_entries[index];
    struct procfs *procfs = fs->private;
    struct inode *inode = inode_new(fs, ops_of(entry), entry->mode);
    if (!inode)
        return NULL;
    procfs->inodes++;
    inode->number = number_of(process ? process->pid : 0, fd, index);
    if (index == PROC_OPEN)
        inode->mode = mode_of_open(files_find(process->files, fd)->file);
    inode->private = process ? (void *)process->started : NULL;
    bool hidden = process && process != current && process->outer->credentials.secret;
    if (process && (!hidden || entry->mode == PROC_FOLDER)) {
        inode->uid = process->outer->credentials.user.effective;
        inode->gid = process->outer->credentials.group.effective;
    }
    return inode;
}

static void release(struct inode *inode) {
    struct procfs *procfs = inode->fs->private;
    procfs->inodes--;
}

// ---- Directories

int proc_number(const char *name, size_t length) {
    int number = 0;
    if (length == 0 || length > 7 || (*name == '0' && length > 1))
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return -1;
        number = 10 * number + (name[i] - '0');
    }
    return number;
}

// What the numbers in a folder stand for.
static uint32_t numbered_in(uint32_t folder) {
    return folder == PROC_FD ? PROC_OPEN : folder == PROC_TASK ? PROC_THREAD : PROC_PROCESS;
}

// Whether a process's folder, or the root, has an entry of that number.
static bool has_number(uint32_t folder, const struct process *process, int number) {
    if (folder == PROC_ROOT)
        return process_find(number);
    if (folder == PROC_TASK)
        return process && process->pid == number; // a process is its only thread
    return folder == PROC_FD && process && process->files && files_find(process->files, number);
}

// Whether the entry is in the folder, by a name of its own.
static bool is_in(uint32_t folder, uint32_t index) {
    if (folder == PROC_THREAD && index != PROC_TASK)
        folder = PROC_PROCESS;
    return proc_entries[index].folder == folder && proc_entries[index].name;
}

static uint32_t find_entry(uint32_t folder, const char *name, size_t length) {
    for (uint32_t index = 0; index < proc_entry_count; index++)
        if (is_in(folder, index) && name_is(name, length, proc_entries[index].name))
            return index;
    return PROC_ROOT; // which is in no folder by a name
}

static int lookup(struct inode *folder, const char *name, size_t length, struct inode **found) {
    uint32_t here = index_of(folder), index;
    const struct process *process = proc_process_of(folder);
    int number = proc_number(name, length);
    if (proc_is_gone(folder))
        return -ESRCH;
    if (number >= 0 && has_number(here, process, number)) {
        index = numbered_in(here);
        process = here == PROC_ROOT ? process_find(number) : process;
    } else {
        index = find_entry(here, name, length);
        if (index == PROC_ROOT)
            return -ENOENT;
    }
    *found = make_inode(folder->fs, index, process, index == PROC_OPEN ? number : 0);
    return *found ? 0 : -ENOMEM;
}

// Positions in a directory: ".", "..", the table's entries, then what has a number for a name.
enum { FIRST_ENTRY = 2, FIRST_NUMBER = 256 };

// The next number from `least` on (which may be any: lseek) in such a folder, or -1.
static int next_number(const struct inode *folder, uint64_t least) {
    const struct process *process = proc_process_of(folder);
    switch (index_of(folder)) {
    case PROC_ROOT:
        process_for_each(next)
            if (next->pid >= (int64_t)least)
                return next->pid;
        return -1;
    case PROC_TASK:
        return process && process->pid >= (int64_t)least ? process->pid : -1;
    case PROC_FD:
        while (least < FILES_MAX && !has_number(PROC_FD, process, least))
            least++;
        return least < FILES_MAX ? (int)least : -1;
    default:
        return -1;
    }
}

// `emit` may sleep, so each step finds the next number anew.
static void read_numbers(struct inode *folder, uint64_t *position, directory_emit *emit,
                         void *context) {
    bool open = index_of(folder) == PROC_FD;
    int number;
    while ((number = next_number(folder, *position - FIRST_NUMBER)) >= 0) {
        uint64_t next = FIRST_NUMBER + number + 1;
        uint64_t inode = open ? number_of(pid_of(folder), number, PROC_OPEN)
                              : number_of(number, 0, numbered_in(index_of(folder)));
        char name[12];
        size_t length = ksnprintf(name, sizeof name, "%d", number);
        if (!emit(context, name, length, inode, open ? DT_LNK : DT_DIR, next))
            return;
        *position = next;
        breathe();
    }
}

static int read_directory(struct inode *folder, uint64_t *position, directory_emit *emit,
                          void *context) {
    if (proc_is_gone(folder))
        return -ENOENT;
    uint32_t here = index_of(folder), above = proc_entries[here].folder;
    for (; *position < FIRST_ENTRY + proc_entry_count; ++*position) {
        uint32_t index = *position < FIRST_ENTRY ? here : *position - FIRST_ENTRY;
        const struct proc_entry *entry = &proc_entries[index];
        const char *name = entry->name;
        uint64_t number = number_of(pid_of(folder), 0, index);
        if (*position < FIRST_ENTRY) {
            name = *position == 0 ? "." : "..";
            if (*position == 1)
                number = number_of(above == PROC_ROOT ? 0 : pid_of(folder), 0, above);
        } else if (!is_in(here, index)) {
            continue;
        }
        if (!emit(context, name, strlen(name), number, entry->mode >> 12, *position + 1))
            return 0;
    }
    if (*position < FIRST_NUMBER)
        *position = FIRST_NUMBER;
    read_numbers(folder, position, emit, context);
    return 0;
}

// ---- Links

static int64_t read_link(struct inode *link, char *target, size_t size) {
    if (proc_is_gone(link))
        return -ENOENT;
    if (proc_is_refused(link))
        return -EACCES;
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    const struct proc_entry *entry = proc_entry_of(link);
    const struct process *process = proc_process_of(link);
    int64_t length = entry->link ? entry->link(path)
                                 : proc_target_name(entry->target(process, fd_of(link)), path);
    if (length > 0 && (size_t)length > size)
        length = size;
    if (length > 0)
        memcpy(target, path, length);
    kfree(path);
    return length;
}

static int jump(struct inode *link, struct inode **target, struct name **name) {
    const struct process *process = proc_process_of(link);
    if (proc_is_refused(link))
        return -EACCES;
    struct proc_target to = {0};
    if (process)
        to = proc_entry_of(link)->target(process, fd_of(link));
    if (!to.inode)
        return -ENOENT;
    *target = inode_ref(to.inode);
    *name = name_ref(to.name);
    return 0;
}

// ---- The file system

static const struct inode_ops *ops_of(const struct proc_entry *entry) {
    static const struct inode_ops text_ops = {.file_ops = &proc_text_ops, .release = release};
    static const struct inode_ops words_ops = {.file_ops = &proc_words_ops, .release = release};
    static const struct inode_ops link_ops = {.read_link = read_link, .release = release};
    static const struct inode_ops jump_ops = {
        .read_link = read_link, .jump = jump, .release = release};
    static const struct inode_ops folder_ops = {
        .lookup = lookup, .read_directory = read_directory, .release = release};
    if ((entry->mode & S_IFMT) == S_IFDIR)
        return &folder_ops;
    if (entry->link)
        return &link_ops;
    if (entry->word)
        return &words_ops;
    return entry->target ? &jump_ops : &text_ops;
}

// Only if the root is the last inode, and no process has it open.
static int unmount(struct file_system *fs) {
    struct procfs *procfs = fs->private;
    if (procfs->inodes > 1 || fs->root->refs > 1)
        return -EBUSY;
    inode_put(fs->root);
    kfree(procfs);
    return 0;
}

struct file_system *procfs_new(void) {
    enum { PROC_SUPER_MAGIC = 0x9fa0 };
    struct procfs *procfs = kzalloc(sizeof *procfs);
    if (!procfs)
        return NULL;
    procfs->fs = (struct file_system){.type = "proc",
                                      .source = "proc",
                                      .writable = true,
                                      .magic = PROC_SUPER_MAGIC,
                                      .unmount = unmount,
                                      .private = procfs};
    procfs->fs.root = make_inode(&procfs->fs, PROC_ROOT, NULL, 0);
    if (procfs->fs.root)
        return &procfs->fs;
    kfree(procfs);
    return NULL;
}
