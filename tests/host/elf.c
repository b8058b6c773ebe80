// Shows that the ELF loader records exactly what the program headers say, byte by byte, and that no
// file, however damaged, makes it record anything impossible, read beyond its buffers or leak.
#include "elf/elf.c"
#include "tests/host/host.h"
#include <string.h>

enum { FILE_SIZE = 3 * PAGE_SIZE, RECORDS_MAX = 80, HEADERS = sizeof(struct elf64_header) };

// ---- What the loader calls: a file in memory, a heap that can run out, a plain list of records

static uint8_t file[FILE_SIZE];
static uint64_t file_size;
static int file_error;
static bool heap_empty;
static struct spt_record records[RECORDS_MAX];
static size_t record_count;

int64_t pagecache_read(struct inode *inode, uint64_t offset, void *to, size_t n) {
    (void)inode;
    if (file_error)
        return file_error;
    if (offset >= file_size)
        return 0;
    size_t left = file_size - offset, part = n < left ? n : left;
    memcpy(to, file + offset, part);
    return part;
}

void *kmalloc(size_t size) {
    expect(size > 0 && size <= PAGE_SIZE, "kmalloc(%zu)", size);
    return heap_empty ? NULL : malloc(size);
}

void kfree(void *object) {
    free(object);
}

int spt_insert(struct spt *spt, const struct spt_record *record) {
    (void)spt;
    expect(record->start % PAGE_SIZE == 0 && record->end % PAGE_SIZE == 0, "%lx-%lx", record->start,
           record->end);
    if (record->start >= record->end || record->start < USER_MIN || record->end > USER_END)
        return -EINVAL;
    for (size_t i = 0; i < record_count; i++)
        if (record->start < records[i].end && records[i].start < record->end)
            return -EEXIST;
    if (record_count == RECORDS_MAX)
        return -ENOMEM;
    records[record_count++] = *record;
    return 0;
}

struct spt_record *spt_find(const struct spt *spt, uint64_t address) {
    (void)spt;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].start <= address && address < records[i].end)
            return &records[i];
    return NULL;
}

// ---- Files to load

static struct elf64_header *header(void) {
    return (struct elf64_header *)file;
}

static struct elf64_segment *segment(unsigned i) {
    return (struct elf64_segment *)(file + HEADERS) + i;
}

// Text and headers on one page, data of half a page with two and a half pages of bss behind it.
static void good_file(void) {
    for (size_t i = 0; i < FILE_SIZE; i++)
        file[i] = i * 7 + i / 251;
    file_size = FILE_SIZE;
    file_error = 0;
    heap_empty = false;
    *header() = (struct elf64_header){
        .ident = {0x7f, 'E', 'L', 'F', 2, 1, 1},
        .type = ELF_TYPE_EXEC,
        .machine = ELF_MACHINE_X86_64,
        .version = 1,
        .entry = 0x400800,
        .phoff = HEADERS,
        .ehsize = HEADERS,
        .phentsize = sizeof(struct elf64_segment),
        .phnum = 2,
    };
    *segment(0) = (struct elf64_segment){.type = PT_LOAD,
                                         .flags = PF_R | PF_X,
                                         .vaddr = 0x400000,
                                         .filesz = 0x1000,
                                         .memsz = 0x1000,
                                         .align = PAGE_SIZE};
    *segment(1) = (struct elf64_segment){.type = PT_LOAD,
                                         .flags = PF_R | PF_W,
                                         .offset = 0x1400,
                                         .vaddr = 0x401400,
                                         .filesz = 0x800,
                                         .memsz = 0x3000,
                                         .align = PAGE_SIZE};
}

static int load(struct elf_program *program) {
    static struct spt spt;
    record_count = 0;
    return elf_load((struct inode *)file, &spt, program);
}

// The byte of the program at `address`, as the record says that its page is filled.
static int byte_at(uint64_t address) {
    const struct spt_record *record = spt_find(NULL, address);
    if (!record)
        return -1;
    uint64_t position = address - record->start, offset = record->offset + position;
    if (record->kind != SPT_FILE || position >= record->read_bytes)
        return 0;
    return offset < file_size ? file[offset] : 0;
}

// ---- Good files

static void good(void) {
    struct elf_program program;
    good_file();
    expect(load(&program) == 0 && record_count == 2, "%zu records", record_count);
    expect(program.entry == 0x400800 && program.end == 0x405000, "heap at %lx", program.end);
    expect(program.headers == 0x400040 && program.header_count == 2, "AT_PHDR %lx",
           program.headers);
    expect(program.stack_slack == 128, "slack %lu", program.stack_slack);
    expect(records[0].prot == (PROT_READ | PROT_EXEC), "text: %x", records[0].prot);
    expect(records[1].prot == (PROT_READ | PROT_WRITE), "data: %x", records[1].prot);
    for (unsigned i = 0; i < 2; i++) {
        const struct elf64_segment *s = segment(i);
        for (uint64_t at = 0; at < s->memsz; at++) {
            int wanted = at < s->filesz ? file[s->offset + at] : 0;
            expect(byte_at(s->vaddr + at) == wanted, "segment %u, byte %lx", i, at);
        }
    }

    segment(1)->filesz = 0; // only bss: no file is needed for it
    expect(load(&program) == 0 && records[1].kind == SPT_ANON && !records[1].file, "bss");
    good_file();
    segment(1)->memsz = 0; // an empty segment is none
    segment(1)->filesz = 0;
    expect(load(&program) == 0 && record_count == 1, "an empty segment");
    good_file();
    segment(1)->memsz = USER_END - segment(1)->vaddr; // as large as can be: costs nothing
    expect(load(&program) == 0 && records[1].end == USER_END, "a huge bss");
    good_file();
    segment(0)->vaddr = USER_MIN; // the lowest address
    header()->entry = USER_MIN;
    expect(load(&program) == 0, "the lowest address");
    good_file();
    header()->phoff = FILE_SIZE - 2 * sizeof(struct elf64_segment); // in no segment
    memmove(file + header()->phoff, segment(0), 2 * sizeof(struct elf64_segment));
    expect(load(&program) == 0 && program.headers == 0, "AT_PHDR %lx", program.headers);
}

static void put_note(uint32_t name_size, const char *name, uint32_t size, uint32_t value) {
    struct elf64_note note = {name_size, size, 1};
    memcpy(file + 0x2000, &note, sizeof note);
    memset(file + 0x200c, 0, 8);
    memcpy(file + 0x200c, name, strlen(name));
    memcpy(file + 0x2014, &value, sizeof value);
    *segment(2) = (struct elf64_segment){.type = PT_NOTE, .offset = 0x2000, .filesz = 24};
    header()->phnum = 3;
}

static uint64_t slack_with_note(uint32_t name_size, const char *name, uint32_t size,
                                uint32_t value) {
    struct elf_program program;
    good_file();
    put_note(name_size, name, size, value);
    int error = load(&program);
    expect(error == 0, "a note \"%s\": %d", name, error);
    return program.stack_slack;
}

static void notes(void) {
    expect(slack_with_note(7, "Pagoda", 4, 8) == 8, "slack 8");
    expect(slack_with_note(7, "Pagoda", 4, 0) == 0, "slack 0");
    expect(slack_with_note(7, "Pagoda", 4, 1u << 31) == 128, "more than a red zone");
    expect(slack_with_note(7, "Pogoda", 4, 8) == 128, "somebody else's note");
    expect(slack_with_note(6, "Pagoda", 4, 8) == 128, "a name without NUL");
    expect(slack_with_note(7, "Pagoda", 8, 8) == 128, "a description of another size");
    expect(slack_with_note(UINT32_MAX, "Pagoda", 4, 8) == 128, "an endless name");
    expect(slack_with_note(7, "Pagoda", UINT32_MAX, 8) == 128, "an endless description");

    struct elf_program program;
    good_file();
    put_note(7, "Pagoda", 4, 8);
    segment(2)->filesz = 23; // the value lies half outside
    expect(load(&program) == 0 && program.stack_slack == 128, "slack %lu", program.stack_slack);
    segment(2)->offset = FILE_SIZE - 12;
    expect(load(&program) == -ENOEXEC, "a note outside the file");
    segment(2)->offset = UINT64_MAX;
    segment(2)->filesz = UINT64_MAX;
    expect(load(&program) == -ENOEXEC, "a note at the end of everything");
}

// ---- Bad files

#define HEADER(field)                                                                              \
    offsetof(struct elf64_header, field), sizeof(((struct elf64_header *)NULL)->field)
#define SEGMENT(field)                                                                             \
    HEADERS + sizeof(struct elf64_segment) + offsetof(struct elf64_segment, field),                \
        sizeof(((struct elf64_segment *)NULL)->field)

// Each makes the good file wrong in one way: another value in the header or in the data segment.
static const struct {
    const char *what;
    size_t at, size;
    uint64_t value;
} damages[] = {
    {"magic", 0, 1, 0x7e},
    {"magic", 3, 1, 'f'},
    {"32 bits", IDENT_CLASS, 1, 1},
    {"big-endian", IDENT_DATA, 1, 2},
    {"for i386", HEADER(machine), 3},
    {"for ARM64", HEADER(machine), 183},
    {"an object file", HEADER(type), 1},
    {"a shared object", HEADER(type), 3},
    {"a core file", HEADER(type), 4},
    {"no program header", HEADER(phnum), 0},
    {"too many program headers", HEADER(phnum), 0xffff},
    {"small program headers", HEADER(phentsize), 32},
    {"program headers of no size", HEADER(phentsize), 0},
    {"program headers behind the file", HEADER(phoff), FILE_SIZE},
    {"program headers at the end of everything", HEADER(phoff), UINT64_MAX},
    {"wrapping program headers", HEADER(phoff), UINT64_MAX - 55},
    {"entry 0", HEADER(entry), 0},
    {"entry just above", HEADER(entry), 0x405000},
    {"entry just below", HEADER(entry), 0x3fffff},
    {"entry in the kernel", HEADER(entry), 0xffffffff80000000},
    {"more in the file than in memory", SEGMENT(filesz), 0x3001},
    {"place in the file and in memory differ", SEGMENT(vaddr), 0x401401},
    {"overlaps the text", SEGMENT(vaddr), 0x400400},
    {"overlaps the text with its end", SEGMENT(vaddr), 0x3fe400},
    {"at the null pointer", SEGMENT(vaddr), 0x400},
    {"below the lowest address", SEGMENT(vaddr), USER_MIN - PAGE_SIZE + 0x400},
    {"above the user half", SEGMENT(vaddr), USER_END + 0x400},
    {"not canonical", SEGMENT(vaddr), 0x8000000000000400},
    {"in the kernel", SEGMENT(vaddr), 0xffffffff80000400},
    {"wraps to 0", SEGMENT(vaddr), UINT64_MAX - 0xbff},
    {"reaches beyond the user half", SEGMENT(vaddr), USER_END - PAGE_SIZE + 0x400},
    {"reaches one byte beyond it", SEGMENT(memsz), USER_END - 0x401400 + 1},
    {"the largest size", SEGMENT(memsz), UINT64_MAX},
    {"wraps to the text", SEGMENT(memsz), -0x1000ul},
    {"dynamically linked", SEGMENT(type), PT_INTERP},
};

static void expect_refused(const char *what) {
    struct elf_program program;
    int error = load(&program);
    expect(error == -ENOEXEC, "%s: %d", what, error);
}

static void bad(void) {
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        good_file();
        memcpy(file + damages[i].at, &damages[i].value, damages[i].size);
        expect_refused(damages[i].what);
    }
    good_file();
    for (file_size = 0; file_size < HEADERS + 2 * sizeof(struct elf64_segment); file_size++)
        expect_refused("cut off in its headers");
    good_file();
    segment(1)->offset = UINT64_MAX - 0xbff;
    segment(1)->filesz = segment(1)->memsz;
    expect_refused("wraps in the file");
    good_file();
    segment(0)->type = segment(1)->type = 0;
    expect_refused("nothing to load");
    good_file();
    *segment(1) = *segment(0);
    expect_refused("the same segment twice");
    good_file();
    segment(0)->memsz = 0x1001;
    expect_refused("segments that share a page");

    struct elf_program program;
    good_file();
    heap_empty = true;
    expect(load(&program) == -ENOMEM, "no memory");
    good_file();
    file_error = -EIO;
    expect(load(&program) == -EIO, "a broken disk");
}

// What was loaded from damaged headers may be nonsense, but must be possible.
static void expect_possible(const struct elf_program *program) {
    uint64_t end = 0;
    for (size_t i = 0; i < record_count; i++) {
        const struct spt_record *r = &records[i];
        expect(r->start >= USER_MIN && r->end <= USER_END, "%lx-%lx", r->start, r->end);
        expect(r->kind == SPT_FILE || (!r->file && !r->read_bytes), "an anonymous record");
        if (r->kind == SPT_FILE)
            expect(r->file && r->offset % PAGE_SIZE == 0 && r->read_bytes <= r->end - r->start &&
                       r->read_bytes + r->zero_bytes == r->end - r->start,
                   "%lx-%lx: %lx from %lx, %lx zero", r->start, r->end, r->read_bytes, r->offset,
                   r->zero_bytes);
        end = r->end > end ? r->end : end;
    }
    expect(program->end == end, "the program ends at %lx, the heap begins at %lx", end,
           program->end);
    expect(spt_find(NULL, program->entry) != NULL, "entry %lx", program->entry);
    expect(program->stack_slack <= 128, "slack %lu", program->stack_slack);
}

static void random_files(void) {
    unsigned loaded = 0;
    for (unsigned round = 0; round < 200000; round++) {
        good_file();
        put_note(7, "Pagoda", 4, 8);
        file_size = random_below(8) ? FILE_SIZE : random_below(FILE_SIZE);
        for (uint64_t hits = 1 + random_below(4); hits > 0; hits--) {
            uint64_t value = random_number() >> random_below(64);
            size_t size = 1ul << random_below(4),
                   field = HEADERS + 3 * sizeof(struct elf64_segment);
            size_t at =
                random_below(4) ? random_below(field / size) : 0x2000 / size + random_below(3);
            memcpy(file + at * size, &value, size);
        }
        struct elf_program program;
        int error = load(&program);
        expect(error == 0 || error == -ENOEXEC, "error %d", error);
        if (error == 0) {
            loaded++;
            expect_possible(&program);
        }
    }
    expect(loaded > 1000, "only %u random files were loaded: this tests nothing", loaded);
}

int main(void) {
    good();
    notes();
    bad();
    random_files();
    return finish();
}
