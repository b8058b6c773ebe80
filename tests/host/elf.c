// Shows that the ELF loader records exactly what the program headers say, byte by byte, wherever a
// file that may lie anywhere is put, and that no file, however damaged, makes it record anything
// impossible, read beyond its buffers or leak.
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

int64_t pagecache_read(struct object *from, uint64_t offset, void *to, size_t n) {
    (void)from;
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

// The part of a record that lies between two addresses.
static struct spt_record part_of(struct spt_record record, uint64_t start, uint64_t end) {
    uint64_t skipped = start - record.start, size = end - start;
    uint64_t left = record.read_bytes > skipped ? record.read_bytes - skipped : 0;
    record.start = start;
    record.end = end;
    record.offset += skipped;
    record.read_bytes = left < size ? left : size;
    record.zero_bytes = size - record.read_bytes;
    return record;
}

int spt_clear(struct spt *spt, uint64_t start, uint64_t end) {
    (void)spt;
    for (size_t i = 0; i < record_count;) {
        struct spt_record old = records[i];
        if (old.start >= end || old.end <= start) {
            i++;
            continue;
        }
        records[i] = records[--record_count];
        if (record_count + 2 > RECORDS_MAX)
            return -ENOMEM;
        if (old.start < start)
            records[record_count++] = part_of(old, old.start, start);
        if (old.end > end)
            records[record_count++] = part_of(old, end, old.end);
    }
    return 0;
}

struct spt_record *spt_first_above(const struct spt *spt, uint64_t address) {
    struct spt_record *first = NULL;
    (void)spt;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].end > address && (!first || records[i].start < first->start))
            first = &records[i];
    return first;
}

struct spt_record *spt_find(struct spt *spt, uint64_t address) {
    (void)spt;
    for (size_t i = 0; i < record_count; i++)
        if (records[i].start <= address && address < records[i].end)
            return &records[i];
    return NULL;
}

enum { ROOM_TOP = 0x700000000 };
static uint64_t room_asked_for; // the size of it
static bool room_is_short;

uint64_t gap_find_below(const struct spt *spt, uint64_t size, uint64_t top) {
    expect(size % PAGE_SIZE == 0 && top == spt->layout.mmap_top, "%lx below %lx", size, top);
    room_asked_for = size;
    return room_is_short || size > top ? 0 : top - size;
}

void random_bytes(void *to, size_t n) {
    for (size_t i = 0; i < n; i++)
        ((uint8_t *)to)[i] = random_number();
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

static struct object object;

static int load_as(enum elf_role role, struct elf_program *program) {
    static struct spt spt = {.layout.mmap_top = ROOM_TOP};
    record_count = 0;
    object.size = file_size;
    return elf_load(&object, NULL, &spt, role, program);
}

// Without taking away what is there.
static int load_beside(struct elf_program *program) {
    static struct spt spt = {.layout.mmap_top = ROOM_TOP};
    return elf_load(&object, NULL, &spt, ELF_INTERPRETER, program);
}

static int load(struct elf_program *program) {
    return load_as(ELF_PROGRAM, program);
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
    expect(load(&program) == 0 && records[1].kind == SPT_ANON && !records[1].object, "bss");
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

// ---- Files that may lie anywhere

// The data segment is the first one, so that addresses in the file begin above 0.
static void good_pie(uint64_t align) {
    good_file();
    header()->type = ELF_TYPE_DYN;
    header()->entry = 0x3800;
    segment(0)->vaddr = 0x3000;
    segment(1)->vaddr = 0x4400;
    segment(1)->align = align;
}

static void expect_moved(enum elf_role role, uint64_t align, struct elf_program *program) {
    int error = load_as(role, program);
    expect(error == 0 && record_count == 2, "aligned to %lx: %d", align, error);
    expect(program->base % (align & (align - 1) ? PAGE_SIZE : align) == 0, "base %lx",
           program->base);
    expect(program->entry == program->base + 0x3800, "entry %lx", program->entry);
    expect(program->headers == program->base + 0x3040, "AT_PHDR %lx", program->headers);
    expect(program->end == program->base + 0x8000, "end %lx", program->end);
    for (unsigned i = 0; i < 2; i++) {
        const struct elf64_segment *s = segment(i);
        for (uint64_t at = 0; at < s->memsz; at += 0x3ff) {
            int wanted = at < s->filesz ? file[s->offset + at] : 0;
            expect(byte_at(program->base + s->vaddr + at) == wanted, "segment %u, %lx", i, at);
        }
    }
}

static void anywhere(void) {
    static const uint64_t aligns[] = {PAGE_SIZE, 0x10000, 0x200000, 0x40000000, 0, 1, 0x3000};
    struct elf_program program, other;
    for (size_t i = 0; i < sizeof aligns / sizeof *aligns; i++) {
        uint64_t align = aligns[i] < PAGE_SIZE ? PAGE_SIZE : aligns[i];
        good_pie(aligns[i]);
        expect_moved(ELF_PROGRAM, align, &program);
        expect(program.base + 0x3000 > PIE_BASE - align &&
                   program.base < PIE_BASE + PIE_PAGES * PAGE_SIZE,
               "base %lx", program.base);
        expect_moved(ELF_PROGRAM, align, &other);
        expect(program.base != other.base, "twice at %lx", program.base);
        expect_moved(ELF_INTERPRETER, align, &program);
        expect(program.base + 0x3000 >= ROOM_TOP - room_asked_for && program.end <= ROOM_TOP,
               "%lx-%lx", program.base + 0x3000, program.end);
    }
    good_pie(PAGE_SIZE);
    header()->type = ELF_TYPE_EXEC; // an interpreter may lie where it says
    segment(0)->vaddr = 0x403000;
    segment(1)->vaddr = 0x404400;
    header()->entry = 0x403800;
    expect(load_as(ELF_INTERPRETER, &program) == 0 && program.base == 0, "%lx", program.base);
}

static void nowhere(void) {
    struct elf_program program;
    good_pie(1ul << 47); // it would lie at 0
    expect(load(&program) == -ENOEXEC, "a great alignment");
    expect(load_as(ELF_INTERPRETER, &program) == -ENOEXEC, "a great alignment");
    good_pie(1ul << 63);
    expect(load(&program) == -ENOEXEC, "the greatest alignment");
    expect(load_as(ELF_INTERPRETER, &program) == -ENOEXEC, "the greatest alignment");
    good_pie(PAGE_SIZE);
    segment(1)->memsz = USER_END - PIE_BASE;
    expect(load(&program) == -ENOEXEC, "a program that is too large: %lx", program.base);
    expect(load_as(ELF_INTERPRETER, &program) == -ENOEXEC, "an interpreter that is too large");
    good_pie(PAGE_SIZE);
    room_is_short = true;
    expect(load_as(ELF_INTERPRETER, &program) == -ENOEXEC, "no room");
    room_is_short = false;
}

// ---- What else the headers say

static void put_header(uint32_t type, uint32_t flags, uint64_t offset, uint64_t size) {
    *segment(header()->phnum++) =
        (struct elf64_segment){.type = type, .flags = flags, .offset = offset, .filesz = size};
}

static void stacks(void) {
    struct elf_program program;
    good_file();
    expect(load(&program) == 0 && !program.stack_executable, "without PT_GNU_STACK");
    put_header(PT_GNU_STACK, PF_R | PF_W, 0, 0);
    expect(load(&program) == 0 && !program.stack_executable, "rw-");
    segment(2)->flags = PF_R | PF_W | PF_X;
    expect(load(&program) == 0 && program.stack_executable, "rwx");
}

static int load_with_interpreter(uint64_t offset, uint64_t size, char *path) {
    struct elf_program program;
    good_file();
    memcpy(file + 0x2000, "/lib/ld.so", sizeof "/lib/ld.so");
    put_header(PT_INTERP, PF_R, offset, size);
    put_header(PT_INTERP, PF_R, 0, 4); // the first one counts
    int error = load(&program);
    return error < 0 ? error : elf_read_interpreter(&object, &program, path);
}

static void interpreters(void) {
    static char path[PATH_MAX];
    struct elf_program program;
    good_file();
    expect(load(&program) == 0 && program.interpreter_size == 0, "none");
    expect(load_with_interpreter(0x2000, 11, path) == 0 && strcmp(path, "/lib/ld.so") == 0,
           "\"%.20s\"", path);
    expect(load_with_interpreter(0x2000, 10, path) == -ENOEXEC, "without NUL");
    expect(load_with_interpreter(0x2000, 0, path) == -ENOEXEC, "empty");
    expect(load_with_interpreter(0x2000, 1, path) == -ENOEXEC, "of one byte");
    expect(load_with_interpreter(0x2000, PATH_MAX + 1, path) == -ENOEXEC, "too long");
    expect(load_with_interpreter(FILE_SIZE - 5, 11, path) == -EIO, "cut off");
    expect(load_with_interpreter(FILE_SIZE, 11, path) == -EIO, "behind the file");
    expect(load_with_interpreter(UINT64_MAX - 1, 11, path) == -EIO, "at the end of everything");
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

// The later segment has what both say is theirs: a page that they share, or all.
static void overlaps(void) {
    struct elf_program program;
    good_file();
    segment(0)->filesz = segment(0)->memsz = 0x1200;
    expect(load(&program) == 0 && record_count == 2, "%zu records", record_count);
    expect(byte_at(0x400fff) == file[0xfff] && byte_at(0x401000) == file[0x1000], "wrong bytes");
    expect(spt_find(NULL, 0x401000)->prot == (PROT_READ | PROT_WRITE),
           "the first one has the page");
    good_file();
    segment(1)->vaddr = 0x3fe400; // ends with the page of the text
    expect(load(&program) == 0 && byte_at(0x400800) == 0, "the text is there");
    good_file();
    *segment(1) = *segment(0);
    expect(load(&program) == 0 && record_count == 1, "the same segment twice");
    header()->phnum = 1;
    expect(load_beside(&program) == -ENOEXEC, "one program over another");
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
    {"longer than the file", SEGMENT(offset), 0x2c00},
    {"behind the file", SEGMENT(offset), FILE_SIZE + 0x400},
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
        expect(r->kind == SPT_FILE || (!r->object && !r->read_bytes), "an anonymous record");
        if (r->kind == SPT_FILE)
            expect(r->object && r->offset % PAGE_SIZE == 0 && r->read_bytes <= r->end - r->start &&
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

static void random_files(unsigned files) {
    unsigned loaded = 0;
    for (unsigned round = 0; round < files; round++) {
        if (random_below(2))
            good_file();
        else
            good_pie(PAGE_SIZE);
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
        int error = load_as(random_below(2), &program);
        expect(error == 0 || error == -ENOEXEC, "error %d", error);
        if (error == 0) {
            loaded++;
            expect_possible(&program);
        }
    }
    expect(loaded > 1000, "only %u random files were loaded: this tests nothing", loaded);
}

int main(int argc, char **argv) {
    good();
    anywhere();
    nowhere();
    stacks();
    interpreters();
    notes();
    overlaps();
    bad();
    random_files(40000 * times_longer(argc, argv));
    return finish();
}
