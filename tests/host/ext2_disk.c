// Shows that the arithmetic of ext2 finds every block of a file at exactly one place, and that no
// superblock and no directory, however damaged, is believed further than it may be. Names that come
// and go in a directory's block are those of a naive list.
#include "kernel/fs/ext2/disk.c"
#include "tests/host/host.h"
#include <string.h>

// ---- Block paths

static bool same_path(const struct ext2_block_path *path, unsigned depth, const uint32_t *index) {
    return path->depth == depth && memcmp(path->index, index, depth * sizeof *index) == 0;
}

static void expect_path(uint64_t block, uint32_t per_block, unsigned depth, const uint32_t *index) {
    struct ext2_block_path path;
    bool found = ext2_block_path(block, per_block, &path);
    expect(found && same_path(&path, depth, index), "block %lu of %u a table", block, per_block);
}

// With tiny tables all paths can be listed in the order of the file: direct, then the three trees.
static void every_path_of_tiny_tables(uint32_t n) {
    uint64_t block = 0;
    for (uint32_t i = 0; i < 12; i++)
        expect_path(block++, n, 1, (uint32_t[]){i});
    for (uint32_t i = 0; i < n; i++)
        expect_path(block++, n, 2, (uint32_t[]){12, i});
    for (uint32_t i = 0; i < n * n; i++)
        expect_path(block++, n, 3, (uint32_t[]){13, i / n, i % n});
    for (uint32_t i = 0; i < n * n * n; i++)
        expect_path(block++, n, 4, (uint32_t[]){14, i / n / n, i / n % n, i % n});
    struct ext2_block_path path;
    expect(!ext2_block_path(block, n, &path), "%lu blocks, %u a table", block, n);
    expect(!ext2_block_path(UINT64_MAX, n, &path), "%u a table", n);
}

static void edges_of_real_tables(uint32_t n) {
    uint64_t single = 12, twice = single + n, thrice = twice + (uint64_t)n * n;
    uint64_t end = thrice + (uint64_t)n * n * n;
    uint32_t last = n - 1;
    expect_path(single - 1, n, 1, (uint32_t[]){11});
    expect_path(single, n, 2, (uint32_t[]){12, 0});
    expect_path(twice - 1, n, 2, (uint32_t[]){12, last});
    expect_path(twice, n, 3, (uint32_t[]){13, 0, 0});
    expect_path(twice + n - 1, n, 3, (uint32_t[]){13, 0, last});
    expect_path(twice + n, n, 3, (uint32_t[]){13, 1, 0});
    expect_path(thrice - 1, n, 3, (uint32_t[]){13, last, last});
    expect_path(thrice, n, 4, (uint32_t[]){14, 0, 0, 0});
    expect_path(thrice + n, n, 4, (uint32_t[]){14, 0, 1, 0});
    expect_path(thrice + (uint64_t)n * n, n, 4, (uint32_t[]){14, 1, 0, 0});
    expect_path(end - 1, n, 4, (uint32_t[]){14, last, last, last});

    struct ext2_geometry geometry = {.block_size = n * 4, .has_large_files = true};
    expect(ext2_max_file_size(&geometry) == end * n * 4, "%lu", ext2_max_file_size(&geometry));
    geometry.has_large_files = false;
    expect(ext2_max_file_size(&geometry) < 1ul << 31, "%lu", ext2_max_file_size(&geometry));
    struct ext2_block_path path;
    expect(!ext2_block_path(end, n, &path), "%u a table", n);
}

// ---- Superblocks

#define DEVICE_BYTES (64ul << 20)

static struct ext2_superblock good_superblock(void) {
    return (struct ext2_superblock){
        .inodes = 4096,
        .blocks = 16384,
        .log_block_size = 2,
        .blocks_per_group = 8192,
        .inodes_per_group = 2048,
        .magic = EXT2_MAGIC,
        .revision = 1,
        .first_inode = 11,
        .inode_size = 256,
        .incompatible = EXT2_INCOMPATIBLE_FILETYPE,
    };
}

static bool accepted(const struct ext2_superblock *super, struct ext2_geometry *geometry) {
    return ext2_check_superblock(super, DEVICE_BYTES, geometry) == NULL;
}

static void good_superblocks(void) {
    struct ext2_superblock super = good_superblock();
    struct ext2_geometry geometry;
    expect(accepted(&super, &geometry), "4 KiB blocks");
    expect(geometry.block_size == 4096 && geometry.inode_size == 256 && geometry.has_types,
           "4 KiB");
    expect(ext2_valid_block(&geometry, 2) && ext2_valid_block(&geometry, 16383), "blocks inside");
    expect(!ext2_valid_block(&geometry, 1) && !ext2_valid_block(&geometry, 16384), "and outside");
    expect(ext2_valid_inode(&geometry, 2) && ext2_valid_inode(&geometry, 11), "first inodes");
    expect(ext2_valid_inode(&geometry, 4096) && !ext2_valid_inode(&geometry, 4097), "last inode");
    expect(!ext2_valid_inode(&geometry, 0) && !ext2_valid_inode(&geometry, 1), "reserved inodes");
    expect(!ext2_valid_inode(&geometry, 3) && !ext2_valid_inode(&geometry, 10), "reserved inodes");

    super.log_block_size = 0;
    super.first_data_block = 1;
    expect(accepted(&super, &geometry) && geometry.block_size == 1024, "1 KiB blocks");
    super.revision = 0;
    super.inode_size = super.first_inode = 0xffff; // not there in revision 0
    expect(accepted(&super, &geometry), "revision 0");
    expect(geometry.inode_size == 128 && geometry.first_inode == 11 && !geometry.has_types,
           "rev. 0");
}

// One field at a time that cannot be.
static void bad_superblocks(void) {
    const struct ext2_superblock good = good_superblock();
    struct ext2_superblock bad[20];
    size_t n = 0;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        bad[i] = good;
    bad[n++].revision = 2;
    bad[n].blocks = 8192; // which would fit with 8 KiB blocks
    bad[n].blocks_per_group = 4096;
    bad[n++].log_block_size = 3;
    bad[n++].log_block_size = UINT32_MAX;
    bad[n++].first_data_block = 1; // with 4 KiB blocks it is 0
    bad[n++].blocks = DEVICE_BYTES / 4096 + 1;
    bad[n++].blocks = UINT32_MAX;
    bad[n++].blocks = 0;
    bad[n++].blocks = 1;
    bad[n++].blocks_per_group = 0;
    bad[n++].blocks_per_group = 8 * 4096 + 1;
    bad[n++].inodes_per_group = 0;
    bad[n++].inodes_per_group = 8 * 4096 + 1;
    bad[n++].inodes = 1;
    bad[n++].inodes = 2 * 2048 + 1;
    bad[n++].inode_size = 0;
    bad[n++].inode_size = 64;
    bad[n++].inode_size = 192;
    bad[n++].inode_size = 8192;
    bad[n++].first_inode = 0;
    bad[n++].first_inode = 10; // 1 to 10 are the file system's own
    for (size_t i = 0; i < n; i++) {
        struct ext2_geometry geometry;
        expect(!accepted(&bad[i], &geometry), "bad superblock %zu", i);
    }
}

// Whatever is accepted can be used without a further look.
static void expect_usable(const struct ext2_superblock *super, const struct ext2_geometry *g) {
    uint64_t groups = ((uint64_t)g->blocks - g->first_data_block + super->blocks_per_group - 1) /
                      super->blocks_per_group;
    expect(g->block_size == 1024 || g->block_size == 2048 || g->block_size == 4096, "%u",
           g->block_size);
    expect((uint64_t)g->blocks * g->block_size <= DEVICE_BYTES, "%u blocks", g->blocks);
    expect(g->inode_size >= 128 && g->block_size % g->inode_size == 0, "%u", g->inode_size);
    expect((uint64_t)(g->inodes - 1) / g->inodes_per_group < groups, "%u inodes", g->inodes);
    expect(!ext2_valid_inode(g, 0), "first inode %u", g->first_inode);
    expect(!ext2_valid_inode(g, (uint64_t)g->inodes + 1), "%u inodes", g->inodes);
    expect(!ext2_valid_block(g, g->blocks) && !ext2_valid_block(g, 0), "%u blocks", g->blocks);
}

static void random_superblocks(void) {
    unsigned usable = 0;
    for (unsigned round = 0; round < 200000; round++) {
        struct ext2_superblock super = good_superblock();
        for (uint64_t hits = 1 + random_below(3); hits > 0; hits--) {
            uint32_t value = random_number() >> random_below(64);
            memcpy((char *)&super + random_below(sizeof super / 4) * 4, &value, sizeof value);
        }
        struct ext2_geometry geometry;
        if (accepted(&super, &geometry)) {
            usable++;
            expect_usable(&super, &geometry);
        }
    }
    expect(usable > 1000, "only %u random superblocks were accepted: this tests nothing", usable);
}

static const char *why_read_only(uint32_t inodes, uint16_t state) {
    struct ext2_superblock super = good_superblock();
    struct ext2_geometry geometry;
    super.inodes = inodes;
    super.state = state;
    expect(accepted(&super, &geometry), "%u inodes", inodes);
    return ext2_why_read_only(&super, &geometry);
}

static bool valid_group(uint32_t group, uint32_t blocks, uint32_t inodes, uint32_t table) {
    struct ext2_superblock super = good_superblock();
    struct ext2_geometry geometry;
    accepted(&super, &geometry);
    struct ext2_group descriptor = {{blocks, inodes}, table, {0, 0}, 0, 0, {0}};
    return ext2_valid_group(&geometry, group, &descriptor);
}

// Block 0 is the superblock's, 1 the descriptors'; a group has 8192 blocks, 128 of them inodes.
static void groups(void) {
    expect(why_read_only(4096, EXT2_STATE_VALID) == NULL, "a good one");
    expect(why_read_only(4095, EXT2_STATE_VALID) != NULL, "too few inodes for its groups");
    expect(why_read_only(4096, 0) != NULL, "not unmounted");
    expect(valid_group(0, 2, 3, 4) && valid_group(0, 130, 131, 2), "the first group");
    expect(valid_group(1, 8192, 8193, 8194), "the second group's beginning");
    expect(valid_group(1, 16383, 16382, 16382 - 128), "its end");
    expect(!valid_group(1, 16383, 16382, 16382 - 127), "the table ends in a bitmap");
    expect(!valid_group(1, 8192, 8193, 16384 - 127), "the table ends behind the group");
    expect(!valid_group(1, 2, 8193, 8194) && !valid_group(1, 8192, 3, 8194), "another's bitmap");
    expect(!valid_group(1, 8192, 8193, 4) && !valid_group(1, 8192, 8193, 1u << 31), "… table");
    expect(!valid_group(0, 2, 2, 4), "one bitmap for both");
    expect(!valid_group(0, 1, 3, 4) && !valid_group(0, 2, 0, 4), "over the descriptors");
    expect(!valid_group(0, 2, 131, 4) && !valid_group(0, 4, 3, 4), "a bitmap in the table");
}

static void expect_time(int64_t seconds, uint32_t nanoseconds, bool has_extra, int64_t wanted,
                        uint32_t wanted_nanoseconds) {
    uint32_t low, extra;
    ext2_set_time((struct file_time){seconds, nanoseconds}, &low, has_extra ? &extra : NULL);
    struct file_time time = ext2_time(low, has_extra ? &extra : NULL);
    expect(time.seconds == wanted && time.nanoseconds == wanted_nanoseconds,
           "%ld.%09u becomes %ld.%09u", seconds, nanoseconds, time.seconds, time.nanoseconds);
}

static void times(void) {
    const int64_t last = INT32_MAX, end = INT32_MAX + (3l << 32);
    for (int64_t seconds = INT32_MIN + 1; seconds < end; seconds += 100000007)
        expect_time(seconds, 999999999, true, seconds, 999999999);
    expect_time(end - 1, 1, true, end - 1, 1);
    expect_time(end, 1, true, end, 0);
    expect_time(INT64_MAX, 1, true, end, 0);
    expect_time(INT64_MIN, 1, true, INT32_MIN, 0);
    expect_time(-1, 5, false, -1, 0);
    expect_time(last, 5, false, last, 0);
    expect_time(last + 1, 5, false, last, 0);
    expect_time(INT64_MIN, 5, false, INT32_MIN, 0);
    struct file_time ours = ext2_time(0xffffffff, &(uint32_t){5 << 2}); // as Linux notes -1
    expect(ours.seconds == -1 && ours.nanoseconds == 5, "%ld", ours.seconds);
    ours = ext2_time(0, &(uint32_t){1}); // and the first second that needs 33 bits
    expect(ours.seconds == 1l << 32 && ours.nanoseconds == 0, "%ld", ours.seconds);
}

static void features(void) {
    struct ext2_superblock super = good_superblock();
    expect(ext2_unknown_features(&super) == 0, "filetype is known");
    super.incompatible |= 0x40 | 0x200; // extent, flex_bg
    expect(ext2_unknown_features(&super) == 0x240, "%x", ext2_unknown_features(&super));
    expect(strcmp(ext2_feature_name(6), "extent") == 0, "%s", ext2_feature_name(6));
    super.revision = 0;
    expect(ext2_unknown_features(&super) == 0, "revision 0 has no features");
    for (unsigned bit = 18; bit < 32; bit++)
        expect(ext2_feature_name(bit) == NULL, "bit %u", bit);
}

// ---- Directories

// Walks a directory's block as a reader does; the number of records, or -1 at a damaged one. The
// block lies at the end of its allocation, so that the sanitizer sees every step beyond it.
static int walk(const uint8_t *block, uint32_t size) {
    uint32_t offset = 0, sum = 0;
    int count = 0;
    while (offset < size) {
        const struct ext2_record *record = ext2_record_at(block, offset, size);
        if (!record)
            return -1;
        for (int i = 0; i < record->name_length; i++)
            sum += (uint8_t)record->name[i];
        expect(record->length >= 12, "a record of %u bytes at %u", record->length, offset);
        offset += record->length;
        count++;
    }
    expect(offset == size, "the walk ended at %u of %u", offset, size);
    return sum == UINT32_MAX ? 0 : count;
}

static void put_record(uint8_t *block, uint32_t at, uint32_t inode, uint16_t length, uint8_t name) {
    memcpy(block + at, &(struct ext2_record){inode, length, name, 1}, sizeof(struct ext2_record));
}

static void names_of_records(uint8_t *block) {
    static const struct {
        const char *name;
        bool valid;
    } names[] = {{"plain", true}, {"..", true},     {"a/b", false}, {"/", false},
                 {"x\0y", false}, {"\0abc", false}, {"e\377", true}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint8_t length = i < 4 ? strlen(names[i].name) : i == 4 ? 3 : i == 5 ? 4 : 2;
        put_record(block, 0, 2, 1024, length);
        memcpy(block + sizeof(struct ext2_record), names[i].name, length);
        expect(ext2_is_name((void *)block) == names[i].valid, "name %lu: %s", i, names[i].name);
    }
}

static void known_directories(uint8_t *block) {
    put_record(block, 0, 2, 12, 1);
    put_record(block, 12, 2, 12, 2);
    put_record(block, 24, 12, 264, 255);
    put_record(block, 288, 0, 1024 - 288, 0); // unused
    expect(walk(block, 1024) == 4, "a good block: %d", walk(block, 1024));
    put_record(block, 288, 0, 724, 0);
    put_record(block, 1012, 5, 12, 4);
    expect(walk(block, 1024) == 5, "a record of the shortest length at the end");

    static const struct {
        uint16_t length;
        uint8_t name;
    } bad[] = {{0, 1},    {8, 0},    {11, 1},   {13, 1},    {14, 1},    {12, 5},
               {1028, 1}, {1016, 1}, {1010, 1}, {65532, 1}, {260, 255}, {12, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_record(block, 12, 3, bad[i].length, bad[i].name);
        expect(walk(block, 1024) == -1, "length %u, name %u", bad[i].length, bad[i].name);
    }
    for (uint32_t offset = 1013; offset < 1030; offset++)
        expect(!ext2_record_at(block, offset, 1024), "a record at %u", offset);
    expect(!ext2_record_at(block, 13, 1024), "a record at an odd place");
}

// ---- Names in a block of a directory, against a naive list

enum { NAMES = 60 };
static struct {
    char text[256];
    size_t length;
    bool there;
} names[NAMES];

static void make_name(unsigned i) {
    names[i].length = 1 + random_below(random_below(3) ? 12 : 255);
    for (size_t j = 0; j < names[i].length; j++)
        names[i].text[j] = 'a' + (i + j * j) % 26;
    names[i].text[0] = ' ' + i; // all different
}

static void check_names(const uint8_t *block) {
    unsigned there = 0, records = 0;
    for (unsigned i = 0; i < NAMES; i++) {
        uint32_t offset;
        enum ext2_result result =
            ext2_find_record(block, 1024, names[i].text, names[i].length, &offset);
        expect(result == (names[i].there ? EXT2_FOUND : EXT2_NONE), "name %u: %d", i, result);
        if (result == EXT2_FOUND)
            expect(ext2_record_at(block, offset, 1024)->inode == 100 + i, "name %u", i);
        there += names[i].there;
    }
    const struct ext2_record *record;
    for (uint32_t offset = 0; offset < 1024; offset += record->length) {
        record = ext2_record_at(block, offset, 1024);
        records += record->inode != 0;
    }
    expect(records == there, "%u records of %u names", records, there);
}

static void names_come_and_go(uint8_t *block) {
    unsigned full = 0, longest = 0, there = 0;
    ext2_empty_block(block, 1024);
    for (unsigned round = 0; round < 30000; round++) {
        unsigned i = random_below(NAMES);
        uint32_t offset = 0;
        if (names[i].there) {
            ext2_find_record(block, 1024, names[i].text, names[i].length, &offset);
            ext2_remove_record(block, 1024, offset);
            names[i].there = false;
            there--;
        } else {
            make_name(i);
            struct ext2_name name = {names[i].text, names[i].length, 100 + i, 1};
            names[i].there = ext2_insert_record(block, 1024, &name, &offset) == EXT2_FOUND;
            full += !names[i].there;
            there += names[i].there;
        }
        longest = there > longest ? there : longest;
        check_names(block);
    }
    expect(full > 100 && longest > 10, "full %u times, at most %u names", full, longest);
    uint32_t offset;
    for (unsigned i = 0; i < NAMES; i++) // when all are gone, all the space is free again
        if (names[i].there &&
            ext2_find_record(block, 1024, names[i].text, names[i].length, &offset) == EXT2_FOUND)
            ext2_remove_record(block, 1024, offset);
    offset = 0;
    struct ext2_name name = {"alone", 5, 7, 1};
    expect(ext2_insert_record(block, 1024, &name, &offset) == EXT2_FOUND, "an empty block");
}

// ---- Bitmaps

static void bitmaps(void) {
    uint8_t *bitmap = malloc(16); // as long as it looks: the sanitizer sees a step too far
    for (unsigned round = 0; round < 20000; round++) {
        for (unsigned i = 0; i < 16; i++)
            bitmap[i] = random_below(3) ? 0xff : random_number();
        uint32_t end = random_below(129), start = random_below(end + 1), first = start;
        while (first < end && bitmap[first / 8] & 1 << first % 8)
            first++;
        expect(ext2_first_clear(bitmap, start, end) == first, "%u in %u-%u", first, start, end);
        if (first == end)
            continue;
        ext2_set_bit(bitmap, first);
        expect(ext2_bit(bitmap, first), "bit %u", first);
        ext2_clear_bit(bitmap, first);
        expect(!ext2_bit(bitmap, first), "bit %u", first);
    }
    free(bitmap);
}

static void random_directories(uint8_t *block) {
    unsigned good = 0;
    for (unsigned round = 0; round < 20000; round++) {
        for (uint32_t at = 0; at < 1024; at++)
            block[at] = random_number();
        uint32_t at = 0;
        while (at < 1024) { // a good directory …
            uint32_t left = 1024 - at, length = 12 + random_below(70) * 4;
            length = length + 12 > left ? left : length;
            uint32_t longest = length - 8 < 255 ? length - 8 : 255;
            put_record(block, at, random_below(3), length, 1 + random_below(longest));
            at += length;
        }
        for (uint64_t hits = random_below(4); hits > 0; hits--) // … with a few bytes wrong
            block[random_below(1024)] = random_number();
        good += walk(block, 1024) > 0;
    }
    expect(good > 1000 && good < 20000, "%u of 20000 directories were good", good);
}

int main(void) {
    for (uint32_t n = 1; n <= 7; n++)
        every_path_of_tiny_tables(n);
    for (uint32_t n = 256; n <= 1024; n *= 2)
        edges_of_real_tables(n);
    good_superblocks();
    bad_superblocks();
    random_superblocks();
    groups();
    times();
    features();
    uint8_t *block = malloc(1024);
    names_of_records(block);
    known_directories(block);
    random_directories(block);
    names_come_and_go(block);
    free(block);
    bitmaps();
    return finish();
}
