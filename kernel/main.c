// From the boot loader to the first program. Each step needs those before it: a console to report
// errors on, the processor's tables, memory, devices, and then a process, because only a process
// can sleep until a disk answers.
#include "kernel/cpu.h"
#include "kernel/dev/block.h"
#include "kernel/dev/clock.h"
#include "kernel/dev/ide.h"
#include "kernel/dev/pic.h"
#include "kernel/dev/ramdisk.h"
#include "kernel/dev/serial.h"
#include "kernel/dev/timer.h"
#include "kernel/fs/ext2/ext2.h"
#include "kernel/fs/fd.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/mount.h"
#include "kernel/fs/path.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/string.h"
#include "kernel/multiboot.h"
#include "kernel/panic.h"
#include "kernel/params.h"
#include "kernel/personality.h"
#include "kernel/printf.h"
#include "kernel/trace.h"
#include "kernel/trap.h"
#include "mm/evict.h"
#include "mm/fault.h"
#include "mm/frame.h"
#include "mm/pagecache.h"
#include "mm/pagetable.h"
#include "mm/swap.h"
#include "proc/check.h"
#include "proc/cpu_time.h"
#include "proc/flusher.h"
#include "proc/process.h"
#include "proc/sched.h"
#include "proc/shutdown.h"
#include "proc/snapshot.h"

#define MIB (1ul << 20)
#define MEMORY_LEAST (8 * MIB)

// How much memory to use, in bytes.
static uint64_t memory_limit(void) {
    if (!params_value("mem"))
        return UINT64_MAX;
    uint64_t limit = params_number("mem") * MIB;
    if (limit >= MEMORY_LEAST)
        return limit;
    kprintf("mem=%s: must be a number of MiB, at least %lu: ignored\n", params_value("mem"),
            MEMORY_LEAST / MIB);
    return UINT64_MAX;
}

static bool root_is_ram(void) {
    const char *root = params_value("root");
    return !root || strcmp(root, "ram") == 0;
}

static void memory_init(void) {
    frame_init(memory_limit(), root_is_ram());
    pagetable_init();
    evict_init();
    pagecache_init();
    fault_init();
    memory_check_init();
    kprintf("memory: %lu KiB free\n", frame_count[FRAME_FREE] * (PAGE_SIZE / 1024));
}

static void devices_init(void) {
    pic_init();
    timer_init(sched_interrupt);
    clock_init();
    personality_start_devices();
    serial_start_input();
    ide_init();
    if (root_is_ram() && boot_info.ramdisk.end > boot_info.ramdisk.start)
        ramdisk_init(boot_info.ramdisk.start, boot_info.ramdisk.end - boot_info.ramdisk.start);
}

static void mount_file_systems(void) {
    frame_shrink = inode_shrink;
    const char *root = root_is_ram() ? "ram" : params_value("root");
    struct file_system *fs;
    struct block_device *device = block_find(root);
    int error = device ? ext2_mount(device, &fs) : -ENODEV;
    if (error < 0)
        panic("no root file system on \"%s\" (error %d); say root=hda or root=ram", root, -error);
    mount_root(fs);
    personality_mount();
}

// Descriptors 0, 1 and 2 are the console.
static void open_console(void) {
    struct inode *inode;
    struct name *name;
    struct file *console;
    int error = path_lookup("/dev/console", root_directory(), true, &inode, &name);
    if (error == 0) {
        error = file_open(inode, name, O_RDWR, &console);
        inode_put(inode);
        name_put(name);
    }
    for (int fd = 0; error == 0 && fd <= 2; fd++)
        fd_install(fd == 0 ? console : file_ref(console), 0, false);
    if (error < 0)
        kprintf("/dev/console: error %d: programs can neither read nor print\n", -error);
}

static void start_swapping(void) {
    const char *name = params_value("swap");
    struct block_device *device = name ? block_find(name) : NULL;
    if (name && !device)
        kprintf("swap=%s: there is no such disk: no swap\n", name);
    if (device && swap_on(device) < 0)
        kprintf("swap=%s: not used; mkswap makes it fit\n", name);
}

// The first process's life before its program.
static void first_process(void) {
    mount_file_systems();
    start_swapping();
    system_remember_baseline();
    flusher_start();
    const char *init = params_value("init") ? params_value("init") : "/bin/init";
    current->files = files_new(root_directory());
    if (!current->files)
        panic("no memory for the first process");
    open_console();
    int error = process_exec_init(init);
    if (error < 0)
        panic("cannot run %s (error %d); say init=/path/of/a/program", init, -error);
    kprintf("started in %lu us, not counting waits for disks\n",
            (timer_now() - cpu_time[CPU_IDLE]) / 1000);
}

// From boot/start.asm, with the physical address of the multiboot2 information.
void kernel_main(uint64_t information) {
    timer_begin();
    serial_init();
    personality_begin();
    kprintf("Pagoda\n");
    multiboot_init(information);
    params_init(boot_info.command_line);
    params_check();
    cpu_init();
    trap_init();
    memory_init();
    devices_init();
    trace_init();
    references_init();
    memory_snapshot();

    struct process *init;
    if (process_new(NULL, first_process, &init) < 0)
        panic("no memory for the first process");
    init->group = init->session = init->pid;
    string_copy(init->name, "init", sizeof init->name);
    sched_add(init);
    sched_idle();
}
