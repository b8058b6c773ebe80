// Shows that swapping begins on an area of mkswap's and on no other, whatever its header says; that
// the slots handed out are just those that exist and are not bad, each once, and as many in a row
// as there are; that a slot is found soon in a full area; that frames keep slots and give them
// back; and that nothing is lost when memory is short or the area is given up while it is read.
#include "mm/swap.c"
#include "tests/host/host.h"
#include <string.h>

// ---- What mm/swap.c calls

enum { UNLIMITED = -1, MOST_PAGES = 5000 };
static int heap_left = UNLIMITED, objects;
static bool read_fails, off_while_reading;
static uint8_t disk_header[PAGE_SIZE];
static struct block_device disk;

void *kzalloc(size_t size) {
    if (heap_left == 0)
        return NULL;
    heap_left -= heap_left > 0;
    objects++;
    return calloc(1, size);
}
void *kmalloc(size_t size) {
    return kzalloc(size);
}
void kfree(void *object) {
    objects -= object != NULL;
    free(object);
}

void breathe(void) {
}

static int bring_back(void) {
    return swap_used ? -ENOMEM : 0;
}

static int disk_transfer(struct block_device *which, uint64_t sector,
                         const struct block_piece *pieces, size_t n, bool write) {
    size_t count = n * pieces->sectors;
    expect(which == &disk && pieces->sectors == SECTORS_PER_PAGE && sector % SECTORS_PER_PAGE == 0,
           "%lu sectors from %lu", count, sector);
    expect(sector + count <= disk.sectors, "sector %lu of %lu", sector, disk.sectors);
    expect(!write || sector > 0, "the header is written over");
    if (off_while_reading)
        swap_off(&disk, bring_back);
    if (sector == 0)
        memcpy(pieces->data, disk_header, sizeof disk_header);
    return read_fails ? -EIO : 0;
}
static struct block_device disk = {.name = "hdb", .transfer = disk_transfer};

void kprintf(const char *format, ...) {
    (void)format;
}
void wake_up(const void *channel) {
    (void)channel;
}

enum { FRAMES = 8 };
static struct frame frames[FRAMES];
struct frame *frame_array = frames;
uint64_t frame_total = FRAMES;

// ---- Headers

enum { BAD_MOST = 637 }; // mkswap's own limit: what fits between byte 1536 and the signature

static void make_header(uint32_t last_page, uint32_t bad_count) {
    memset(disk_header, 0, sizeof disk_header);
    memcpy(disk_header + PAGE_SIZE - 10, "SWAPSPACE2", 10);
    uint32_t words[] = {1, last_page, bad_count};
    memcpy(disk_header + 1024, words, sizeof words);
}

static void list_bad(unsigned i, uint32_t page) {
    memcpy(disk_header + 1536 + 4 * i, &page, sizeof page);
}

// One of a number's neighbours, or something far away.
static uint32_t random_about(uint32_t number) {
    static const uint32_t others[] = {0, 1, INT32_MAX, 1u << 31, UINT32_MAX};
    return random_below(4) ? number + random_below(5) - 2 : others[random_below(5)];
}

// Everything off again, and nothing kept.
static void expect_nothing(void) {
    expect(swap_off(&disk, bring_back) == -EINVAL && swap_total == 0 && swap_used == 0 &&
               objects == 0,
           "%lu slots, %lu used, %d objects", swap_total, swap_used, objects);
    // The consistency check asks at any time, also after a swap_on without memory.
    expect(slots == 0, "%lu slots without counts", slots);
    expect(slots > 0 || swap_all_users() == 0, "slots have users");
}

// What the area looks like, as far as the test knows.
static bool taken[MOST_PAGES];

// Takes some slots in a row. Whether there were any.
static bool take(size_t most, uint32_t last_page, const bool *bad) {
    static uint8_t page[PAGE_SIZE];
    void *pages[AHEAD_MOST];
    uint64_t slot;
    size_t found = swap_alloc(most, &slot);
    expect(found <= most, "%lu slots, not %lu", found, most);
    for (size_t i = 0; i < found; i++) {
        bool right = slot + i > 0 && slot + i <= last_page && !bad[slot + i] && !taken[slot + i];
        expect(right && swap_users(slot + i) == 1, "slot %lu of %u", slot + i, last_page);
        taken[slot + i] = true;
        pages[i] = page;
    }
    uint64_t next = slot + found;
    bool more = found > 0 && next <= last_page && !bad[next] && !taken[next];
    expect(!more || found == most, "%lu slots of %lu, but slot %lu is free", found, most, next);
    return found > 0 && swap_transfer(slot, pages, found, random_below(2)) == 0;
}

// Takes every slot there is, and gives all back.
static void use_all(uint32_t last_page, const bool *bad) {
    memset(taken, 0, sizeof taken);
    uint64_t slot, count = 0, good = 0;
    while (take(1 + random_below(AHEAD_MOST), last_page, bad) && !failures)
        if (random_below(4) == 0 && taken[slot = 1 + random_below(last_page)]) { // holes
            swap_put(slot);
            taken[slot] = false;
        }
    for (slot = 1; slot <= last_page; slot++) {
        good += !bad[slot];
        count += taken[slot];
    }
    expect(count == good && swap_total == good && swap_used == good,
           "%lu slots, not %lu; counted %lu, used %lu", count, good, swap_total, swap_used);
    expect(good == 0 || swap_off(&disk, bring_back) == -ENOMEM, "off while all is in use");
    for (unsigned i = 0; i < 4; i++) { // the only one that is free is found again
        uint64_t freed = 1 + random_below(last_page);
        if (bad[freed])
            continue;
        swap_ref(freed);
        swap_put(freed);
        expect(!swap_alloc(1, &slot), "slot %lu has a user", freed);
        swap_put(freed);
        expect(swap_alloc(2, &slot) == 1 && slot == freed, "slot %lu, not %lu", slot, freed);
    }
    for (slot = 1; slot <= last_page; slot++)
        if (taken[slot])
            swap_put(slot);
}

static void random_header(void) {
    static bool bad[MOST_PAGES];
    memset(bad, 0, sizeof bad);
    uint32_t pages = 2 + random_below(random_below(8) ? 20 : MOST_PAGES - 10);
    uint32_t last_page = random_below(2) ? pages - 1 : random_about(pages - 1);
    uint32_t listed = random_below(4) ? random_below(10) : random_below(BAD_MOST + 1);
    uint32_t bad_count = random_below(8) ? listed : random_about(BAD_MOST);
    make_header(last_page, bad_count);
    for (unsigned i = 0; i < BAD_MOST; i++) {
        uint32_t number = random_below(4) ? random_below(pages) : random_about(last_page);
        list_bad(i, number);
        if (i < bad_count && number < MOST_PAGES)
            bad[number] = true;
    }
    bool damaged = random_below(16) == 0;
    if (damaged) // the version or the signature
        disk_header[random_below(2) ? 1024 + random_below(4) : PAGE_SIZE - 1 - random_below(10)] ^=
            0x20;
    disk.sectors = pages * SECTORS_PER_PAGE + random_below(SECTORS_PER_PAGE);
    heap_left = random_below(8) ? UNLIMITED : (int)random_below(4);
    read_fails = random_below(16) == 0;
    int needed = 2 + (last_page + COUNTS_PER_PAGE) / COUNTS_PER_PAGE;
    bool wrong = damaged || last_page == 0 || last_page >= pages || bad_count > BAD_MOST;
    int wanted = heap_left == 0                                 ? -ENOMEM
                 : read_fails                                   ? -EIO
                 : wrong                                        ? -EINVAL
                 : heap_left != UNLIMITED && heap_left < needed ? -ENOMEM
                                                                : 0;
    int error = swap_on(&disk);
    heap_left = UNLIMITED;
    read_fails = false;
    expect(error == wanted, "%u pages, last %u, %u bad: %d, not %d", pages, last_page, bad_count,
           error, wanted);
    if (error == 0) {
        expect(swap_on(&disk) == -EBUSY, "on twice");
        use_all(last_page, bad);
        expect(swap_off(&disk, bring_back) == 0, "off");
    }
    expect_nothing();
}

// ---- Single questions

// Frames keep slots as long as there are many, give them back with the area, and take a slot that
// cannot be written out of use.
static void kept(void) {
    uint64_t slot;
    make_header(FRAMES, 0);
    disk.sectors = (FRAMES + 1) * SECTORS_PER_PAGE;
    expect(swap_on(&disk) == 0 && swap_has_plenty(), "on");
    expect(swap_alloc(FRAMES - 2, &slot) == FRAMES - 2 && !swap_has_plenty(), "%lu used",
           swap_used);
    for (unsigned i = 0; i < FRAMES - 2; i++) {
        frames[i] = (struct frame){.type = FRAME_ANON};
        swap_keep(&frames[i], slot + i);
    }
    swap_ref(slot);
    swap_forget(&frames[0]);
    swap_forget(&frames[0]); // it has none
    expect(swap_users(slot) == 1 && swap_cached == FRAMES - 3, "%lu kept", swap_cached);
    swap_put(slot);
    expect(swap_used == FRAMES - 3 && swap_has_plenty(), "%lu used", swap_used);
    swap_retire(&frames[1]);
    expect(swap_total == FRAMES - 1 && swap_users(slot + 1) == 0, "%lu slots", swap_total);
    frames[2].pins = 1; // its holder gives it back
    expect(swap_off(&disk, bring_back) == -ENOMEM && swap_cached == 1, "%lu kept", swap_cached);
    frames[2].pins = 0;
    expect(swap_off(&disk, bring_back) == 0 && swap_cached == 0, "off");
    expect_nothing();
}

// The last free slots of the largest area there is, far behind the place where the search begins.
static void full(void) {
    const uint64_t last = COUNT_PAGES * COUNTS_PER_PAGE - 1;
    uint64_t slot, taken_all = 0;
    make_header(last, 0);
    disk.sectors = (last + 1) * SECTORS_PER_PAGE;
    expect(swap_on(&disk) == 0, "on");
    while ((taken_all += swap_alloc(last, &slot)) < last && !failures)
        continue;
    for (unsigned i = 0; i < 100000 && !failures; i++) { // a second; hours, if all were looked at
        uint64_t freed = i % 2 ? last : last / 2;
        swap_put(freed);
        expect(swap_alloc(AHEAD_MOST, &slot) == 1 && slot == freed, "slot %lu", slot);
    }
    for (slot = 1; slot <= last; slot++)
        swap_put(slot);
    expect(swap_off(&disk, bring_back) == 0, "off");
    expect_nothing();
}

// More pages than numbers for them, and than are used.
static void huge(void) {
    disk.sectors = (1ul << 32) * SECTORS_PER_PAGE;
    static const uint32_t last_pages[] = {UINT32_MAX, UINT32_MAX - 1, 1u << 31, 1u << 20};
    for (unsigned i = 0; i < 4; i++) {
        make_header(last_pages[i], 3);
        list_bad(0, last_pages[i]);
        list_bad(1, (1u << 20) - 1);
        list_bad(2, 1u << 20);
        expect(swap_on(&disk) == 0 && swap_total == (1u << 20) - 2, "last page %u: %lu slots",
               last_pages[i], swap_total);
        expect(swap_off(&disk, bring_back) == 0, "off");
    }
    expect_nothing();
}

static void tiny(void) {
    make_header(1, 0);
    for (disk.sectors = 0; disk.sectors < 2 * SECTORS_PER_PAGE; disk.sectors++)
        expect(swap_on(&disk) == -EINVAL, "%lu sectors", disk.sectors);
    expect(swap_on(&disk) == 0 && swap_total == 1, "two pages");
    expect(swap_off(&disk, bring_back) == 0, "off");
    expect_nothing();
}

// The disk is slow, and somebody else gives up the area meanwhile: either call may win, but slots
// are there only with a disk.
static void off_during_on(void) {
    make_header(9, 0);
    disk.sectors = 10 * SECTORS_PER_PAGE;
    off_while_reading = true;
    int error = swap_on(&disk);
    off_while_reading = false;
    expect((error == 0) == (swap_total == 9) && (error == 0) == (device != NULL),
           "%d, %lu slots, on %p", error, swap_total, (void *)device);
    if (swap_total > 0 && device)
        swap_off(&disk, bring_back);
}

int main(void) {
    tiny();
    off_during_on();
    for (unsigned i = 0; i < 30000 && !failures; i++)
        random_header();
    huge();
    kept();
    full();
    return finish();
}
