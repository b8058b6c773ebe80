// /proc: a file system without a disk. One table says what there is; the files of a process are in
// it once, below the entry PROCESS, which stands for every /proc/PID.
//
// An inode here holds nothing but a question, so none is cached: each look-up makes a new one, and
// with its last reference it is gone. It names the process by number and time of birth and looks it
// up again for each operation; so it neither keeps a process from ending nor takes a later one with
// the same number for it.
//
// A file's text is made when it is read from the beginning and kept until then, so that a reader
// who takes it in pieces sees one moment. Like Linux's, these files claim to be 0 bytes long.
#include "kernel/fs/procfs.h"
#include "kernel/abi.h"
#include "kernel/dev/clock.h"
#include "kernel/errno.h"
#include "kernel/fs/path.h"
#include "kernel/fs/procfs_files.h"
#include "kernel/fs/uio.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "mm/heap.h"
#include "proc/sched.h"

enum { ROOT, PROCESS, SYS, SYS_VM };
enum { FOLDER = S_IFDIR | 0555, FILE = S_IFREG | 0444, SECRET = S_IFREG | 0400 };
enum { CONTROL = S_IFREG | 0200, LINK = S_IFLNK | 0777 };

static const struct entry {
    uint32_t folder; // the number of the entry that it is in
    uint32_t mode;
    const char *name;
    // One of these (see procfs_files.h), by the mode and the folder.
    void (*show)(struct text *text);
    void (*show_process)(struct text *text, const struct process *process);
    int64_t (*link)(const struct process *process, char *to);
    int (*store)(const char *word);
} entries[] = {
    [ROOT] = {.folder = ROOT, .mode = FOLDER},
    [PROCESS] = {.folder = ROOT, .mode = FOLDER}, // its name is a number
    [SYS] = {.folder = ROOT, .mode = FOLDER, .name = "sys"},
    [SYS_VM] = {.folder = SYS, .mode = FOLDER, .name = "vm"},
    {SYS_VM, CONTROL, "drop_caches", .store = store_drop_caches},
    {ROOT, LINK, "self", .link = link_self},
    {ROOT, FILE, "cmdline", .show = show_cmdline},
    {ROOT, FILE, "cpuinfo", .show = show_cpuinfo},
    {ROOT, FILE, "filesystems", .show = show_filesystems},
    {ROOT, FILE, "loadavg", .show = show_loadavg},
    {ROOT, FILE, "meminfo", .show = show_meminfo},
    {ROOT, FILE, "mounts", .show = show_mounts},
    {ROOT, SECRET, "slabinfo", .show = show_slabinfo},
    {ROOT, FILE, "stat", .show = show_stat},
    {ROOT, CONTROL, "sysrq-trigger", .store = store_sysrq_trigger},
    {ROOT, FILE, "uptime", .show = show_uptime},
    {ROOT, FILE, "version", .show = show_version},
    {ROOT, FILE, "vmstat", .show = show_vmstat},
    {PROCESS, FILE, "cmdline", .show_process = show_process_cmdline},
    {PROCESS, FILE, "comm", .show_process = show_process_comm},
    {PROCESS, LINK, "cwd", .link = link_process_cwd},
    {PROCESS, SECRET, "environ", .show_process = show_process_environ},
    {PROCESS, LINK, "exe", .link = link_process_exe},
    {PROCESS, FILE, "maps", .show_process = show_process_maps},
    {PROCESS, FILE, "stat", .show_process = show_process_stat},
    {PROCESS, FILE, "statm", .show_process = show_process_statm},
    {PROCESS, FILE, "status", .show_process = show_process_status},
};
enum { ENTRIES = sizeof entries / sizeof *entries };

// ---- Inodes

// An inode's number is made of its process's (0: none) and its entry's.
static uint64_t number_of(uint32_t pid, uint32_t index) {
    return (uint64_t)pid << 8 | (index + 1);
}

static uint32_t pid_of(const struct inode *inode) {
    return inode->number >> 8;
}

static uint32_t index_of(const struct inode *inode) {
    return (inode->number & 0xff) - 1;
}

// The process that the inode tells about, good until the next sleep; NULL: it is no more, or the
// inode tells about none.
static const struct process *process_of(const struct inode *inode) {
    const struct process *process = process_find(pid_of(inode));
    return process && process->started == (uint64_t)inode->private ? process : NULL;
}

static bool is_gone(const struct inode *inode) {
    return pid_of(inode) != 0 && !process_of(inode);
}

static const struct inode_ops *ops_of(uint32_t mode);

static struct inode *make_inode(struct file_system *fs, uint32_t index,
                                const struct process *process) {
    uint32_t mode = entries[index].mode;
    struct inode *inode = inode_new(fs, ops_of(mode), mode);
    if (!inode)
        return NULL;
    inode->number = number_of(process ? process->pid : 0, index);
    inode->private = process ? (void *)process->started : NULL;
    inode->atime = inode->mtime = inode->ctime = clock_realtime() / 1000000000;
    return inode;
}

// ---- Directories

static bool is(const char *name, size_t length, const char *what) {
    return length == strlen(what) && memcmp(name, what, length) == 0;
}

static const struct process *process_named(const char *name, size_t length) {
    int pid = 0;
    if (length == 0 || length > 7 || *name == '0')
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (name[i] < '0' || name[i] > '9')
            return NULL;
        pid = 10 * pid + (name[i] - '0');
    }
    return process_find(pid);
}

static int lookup(struct inode *folder, const char *name, size_t length, struct inode **found) {
    uint32_t here = index_of(folder), index = 0;
    const struct process *process = process_of(folder);
    if (is(name, length, "..")) {
        index = entries[here].folder;
        process = NULL;
    } else if (is_gone(folder)) {
        return -ESRCH;
    } else if (here == ROOT && (process = process_named(name, length))) {
        index = PROCESS;
    } else {
        while (index < ENTRIES && (entries[index].folder != here || !entries[index].name ||
                                   !is(name, length, entries[index].name)))
            index++;
        if (index == ENTRIES)
            return -ENOENT;
    }
    *found = make_inode(folder->fs, index, process);
    return *found ? 0 : -ENOMEM;
}

// Positions in a directory: ".", "..", the table's entries; in the root then the processes by pid.
enum { FIRST_ENTRY = 2, FIRST_PROCESS = FIRST_ENTRY + ENTRIES };

static const struct process *process_from(uint64_t pid) {
    for (struct list *node = processes.next; node != &processes; node = node->next) {
        const struct process *process = list_entry(node, struct process, all);
        if ((uint64_t)process->pid >= pid)
            return process;
    }
    return NULL;
}

// The receiver may sleep, so each turn looks for the next process anew.
static void read_processes(uint64_t *position, directory_emit *emit, void *context) {
    const struct process *process;
    while ((process = process_from(*position - FIRST_PROCESS))) {
        uint32_t pid = process->pid;
        uint64_t next = FIRST_PROCESS + pid + 1;
        char name[12];
        size_t length = ksnprintf(name, sizeof name, "%u", pid);
        if (!emit(context, name, length, number_of(pid, PROCESS), DT_DIR, next))
            return;
        *position = next;
    }
}

static int read_directory(struct inode *folder, uint64_t *position, directory_emit *emit,
                          void *context) {
    if (is_gone(folder))
        return -ENOENT;
    uint32_t here = index_of(folder), above = entries[here].folder;
    for (; *position < FIRST_PROCESS; ++*position) {
        uint32_t index = *position < FIRST_ENTRY ? here : *position - FIRST_ENTRY;
        const struct entry *entry = &entries[index];
        const char *name = entry->name;
        uint64_t number = number_of(pid_of(folder), index);
        if (*position < FIRST_ENTRY) {
            name = *position == 0 ? "." : "..";
            number = *position == 0 ? folder->number : number_of(0, above);
        } else if (entry->folder != here || !name) {
            continue;
        }
        if (!emit(context, name, strlen(name), number, entry->mode >> 12, *position + 1))
            return 0;
    }
    if (here == ROOT)
        read_processes(position, emit, context);
    return 0;
}

// ---- Links

static int64_t read_link(struct inode *link, char *target, size_t size) {
    if (is_gone(link))
        return -ENOENT;
    char *path = kmalloc(PATH_MAX);
    if (!path)
        return -ENOMEM;
    int64_t length = entries[index_of(link)].link(process_of(link), path);
    if (length > 0 && (size_t)length > size)
        length = size;
    if (length > 0)
        memcpy(target, path, length);
    kfree(path);
    return length;
}

// ---- Files

// file->private of a file that can be read.
struct reading {
    struct text text;
    bool made;
    struct lock lock; // of who makes or copies the text
};

static int open_reading(struct file *file) {
    file->private = kzalloc(sizeof(struct reading));
    return file->private ? 0 : -ENOMEM;
}

static void close_reading(struct file *file) {
    struct reading *reading = file->private;
    text_clear(&reading->text);
    kfree(reading);
}

static int make_text(struct reading *reading, const struct inode *inode) {
    const struct entry *entry = &entries[index_of(inode)];
    if (is_gone(inode))
        return -ESRCH;
    text_clear(&reading->text);
    if (entry->show)
        entry->show(&reading->text);
    else
        entry->show_process(&reading->text, process_of(inode));
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
        error = entries[index_of(file->inode)].store(word);
    if (error < 0)
        return error;
    *position += n;
    return n;
}

static const struct file_ops text_file_ops = {
    .read = read_text, .open = open_reading, .release = close_reading, .seekable = true};
static const struct file_ops control_file_ops = {.write = write_word, .seekable = true};

static const struct inode_ops text_ops = {.file_ops = &text_file_ops};
static const struct inode_ops control_ops = {.file_ops = &control_file_ops};
static const struct inode_ops link_ops = {.read_link = read_link};
static const struct inode_ops folder_ops = {.lookup = lookup, .read_directory = read_directory};

static const struct inode_ops *ops_of(uint32_t mode) {
    switch (mode) {
    case FOLDER:
        return &folder_ops;
    case LINK:
        return &link_ops;
    case CONTROL:
        return &control_ops;
    default:
        return &text_ops;
    }
}

// ---- Mounting

struct file_system *procfs_new(void) {
    enum { PROC_SUPER_MAGIC = 0x9fa0 };
    struct file_system *fs = kzalloc(sizeof *fs);
    if (!fs)
        return NULL;
    *fs = (struct file_system){
        .type = "proc", .source = "proc", .writable = true, .magic = PROC_SUPER_MAGIC};
    fs->root = make_inode(fs, ROOT, NULL);
    if (!fs->root) {
        kfree(fs);
        return NULL;
    }
    return fs;
}
