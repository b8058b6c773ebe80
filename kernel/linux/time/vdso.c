// The kernel's side of the vDSO. Each of its two pages is an object that is mapped like any other,
// so it can be unmapped and moved, and fork copies it. Their frames stay pinned, for the kernel
// writes to one of them at any time. (Only the library's can be made writable: a private copy.)
#include "kernel/linux/time/vdso.h"
#include "kernel/abi_names.h"
#include "kernel/cpu.h"
#include "kernel/dev/clock.h"
#include "kernel/dev/timer.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/panic.h"
#include "kernel/personality.h"
#include "kernel/random.h"
#include "kernel/trace.h"
#include "mm/gap.h"
#include "mm/pagecache.h"
#include "mm/spt.h"

enum { CLOCK, LIBRARY, PAGES };
enum { PLACES = 1 << 22 }; // in 16 GiB

// What the linker made of vdso/library.c.
extern const uint8_t vdso_library[], vdso_library_end[];
asm(".section .rodata\n"
    "vdso_library: .incbin \"build/kernel/linux/time/vdso/library.so\"\n"
    "vdso_library_end:\n"
    ".previous");

static struct object objects[PAGES];
static struct clock_page *clock_page;

// The objects are always there.
static void count_no_users(struct object *object, struct name *name) {
    (void)object, (void)name;
}

static const struct object_ops vdso_ops = {.ref = count_no_users, .put = count_no_users};

static void *make_page(struct object *object) {
    int error;
    object_init(object, &vdso_ops);
    object->size = PAGE_SIZE;
    struct frame *frame = pagecache_get_zeroed(object, 0, &error);
    if (!frame)
        panic("no memory for the vDSO");
    return frame_data(frame);
}

void vdso_init(void) {
    clock_page = make_page(&objects[CLOCK]);
    memcpy(make_page(&objects[LIBRARY]), vdso_library, vdso_library_end - vdso_library);
    vdso_update();
}

void vdso_update(void) {
    volatile struct clock_page *page = clock_page;
    page->sequence++;
    page->start = timer_scale.start;
    page->last = max(page->last, read_tsc());
    page->ns_per_tick = timer_scale.ns_per_tick;
    page->realtime = clock_at_boot;
    page->sequence++;
}

static int map(struct spt *spt, uint64_t start, struct object *object, uint8_t prot) {
    trace("name object=%lx name=%s", (uint64_t)object, vdso_name(object));
    return spt_insert(spt, &(struct spt_record){.start = start,
                                                .end = start + PAGE_SIZE,
                                                .prot = prot,
                                                .may_write = prot & PROT_EXEC,
                                                .kind = SPT_FILE,
                                                .object = object,
                                                .read_bytes = PAGE_SIZE});
}

// Maps both pages to a random place below where mappings begin, if there is space.
int personality_map(struct spt *spt, uint64_t *library) {
    uint32_t random;
    random_bytes(&random, sizeof random);
    uint64_t top = spt->layout.mmap_top - random % PLACES * PAGE_SIZE;
    uint64_t start = gap_find_below(spt, PAGES * PAGE_SIZE, top);
    *library = start ? start + PAGE_SIZE : 0;
    if (!start)
        return 0;
    int error = map(spt, start, &objects[CLOCK], PROT_READ);
    return error < 0 ? error : map(spt, *library, &objects[LIBRARY], PROT_READ | PROT_EXEC);
}

const char *vdso_name(const struct object *object) {
    return object == &objects[CLOCK] ? "[vvar]" : object == &objects[LIBRARY] ? "[vdso]" : NULL;
}
