// The ELF loader only reads headers and makes records: one PT_LOAD, one SPT record. Which bytes of
// the file belong on which page is computed when the page is touched.
//
// Programs linked for fixed addresses (ET_EXEC) go there. Others (ET_DYN: a static-pie, a program
// with an interpreter, the interpreter itself) are shifted as a whole by a base and relocate
// themselves, as PT_TLS, PT_GNU_RELRO and PT_DYNAMIC, too, are theirs alone to read.
#include "elf/elf.h"
#include "kernel/abi_names.h"
#include "kernel/lib/errno.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "kernel/random.h"
#include "mm/gap.h"
#include "mm/heap.h"
#include "mm/pagecache.h"

enum {
    CLASS_64 = 2,
    DATA_LITTLE_ENDIAN = 1,
    IDENT_CLASS = 4,
    IDENT_DATA = 5,
    SEGMENTS_MAX = PAGE_SIZE / sizeof(struct elf64_segment),
    NOTES_MAX = 512, // bytes
    NOTE_TYPE_SLACK = 1,
};

// Where programs that may lie anywhere begin, and how many pages higher at most: as on Linux.
#define PIE_BASE 0x555555554000ul
#define PIE_PAGES (1ul << 28)

// A file to load, before anything of it is recorded.
struct image {
    struct object *file;
    struct name *name;
    struct elf64_header header;
    struct elf64_segment *segments;
    uint64_t start, end; // whole pages, which all PT_LOADs lie in; the file's addresses
    uint64_t align;      // the largest of theirs, at least a page
};

// Reads exactly n bytes, or fails with -ENOEXEC.
static int read_exactly(struct object *file, uint64_t offset, void *to, size_t n) {
    int64_t got = pagecache_read(file, offset, to, n);
    return got < 0 ? got : (size_t)got == n ? 0 : -ENOEXEC;
}

static bool header_valid(const struct elf64_header *h) {
    return memcmp(h->ident, ELF_MAGIC, 4) == 0 && h->ident[IDENT_CLASS] == CLASS_64 &&
           h->ident[IDENT_DATA] == DATA_LITTLE_ENDIAN &&
           (h->type == ELF_TYPE_EXEC || h->type == ELF_TYPE_DYN) &&
           h->machine == ELF_MACHINE_X86_64 && h->phentsize == sizeof(struct elf64_segment) &&
           h->phnum > 0 && h->phnum <= SEGMENTS_MAX && h->phoff <= INT64_MAX;
}

// A PT_LOAD must not be larger than the user half, and be in the file as a whole, and its place in
// memory and in the file must agree to the page. (Linux maps more than there is in a file, and lets
// the program die of it.)
static bool segment_valid(const struct object *file, const struct elf64_segment *s) {
    return s->memsz > 0 && s->filesz <= s->memsz && s->vaddr < USER_END &&
           s->memsz <= USER_END - s->vaddr && s->offset <= file->size &&
           s->filesz <= file->size - s->offset && page_offset(s->vaddr) == page_offset(s->offset);
}

static bool is_loaded(const struct elf64_segment *s) {
    return s->type == PT_LOAD && (s->memsz > 0 || s->filesz > 0);
}

// The segment's record. A segment that ends with its file bytes keeps what follows them in the last
// page of the file, as a mapping of the file would; one with zeroes behind them (bss) needs those
// to begin exactly there.
static struct spt_record segment_record(const struct image *image, const struct elf64_segment *s,
                                        uint64_t base) {
    struct spt_record record = {
        .start = page_down(base + s->vaddr),
        .end = page_up(base + s->vaddr + s->memsz),
        .prot = (s->flags & PF_R ? PROT_READ : 0) | (s->flags & PF_W ? PROT_WRITE : 0) |
                (s->flags & PF_X ? PROT_EXEC : 0),
        .may_write = true,
        .kind = SPT_ANON,
    };
    if (s->filesz == 0)
        return record;
    record.kind = SPT_FILE;
    record.object = image->file;
    record.name = image->name;
    record.offset = page_down(s->offset);
    record.read_bytes =
        s->filesz == s->memsz ? record.end - record.start : page_offset(s->vaddr) + s->filesz;
    record.zero_bytes = record.end - record.start - record.read_bytes;
    return record;
}

// Looks for Pagoda's note: how far below rsp this program's code touches the stack.
static int read_slack(struct object *file, const struct elf64_segment *notes, uint64_t *slack) {
    uint8_t bytes[NOTES_MAX];
    size_t size = min(notes->filesz, sizeof bytes);
    int error = read_exactly(file, notes->offset, bytes, size);
    if (error < 0)
        return error;
    for (size_t at = 0; at + sizeof(struct elf64_note) <= size;) {
        struct elf64_note note;
        memcpy(&note, bytes + at, sizeof note);
        uint64_t name = at + sizeof note,
                 description = name + ((uint64_t)note.name_size + 3) / 4 * 4;
        if (description + 4 <= size && note.type == NOTE_TYPE_SLACK &&
            note.name_size == sizeof "Pagoda" &&
            memcmp(bytes + name, "Pagoda", sizeof "Pagoda") == 0 && note.description_size == 4) {
            uint32_t value;
            memcpy(&value, bytes + description, sizeof value);
            *slack = min(value, RED_ZONE);
        }
        at = description + ((uint64_t)note.description_size + 3) / 4 * 4;
    }
    return 0;
}

// Notes what the program header says. Segments of other types are the program's own business.
static int examine_segment(struct image *image, const struct elf64_segment *s,
                           struct elf_program *program) {
    switch (s->type) {
    case PT_NOTE:
        return read_slack(image->file, s, &program->stack_slack);
    case PT_GNU_STACK:
        program->stack_executable = s->flags & PF_X;
        return 0;
    case PT_INTERP:
        if (program->interpreter_size > 0)
            return 0; // the first one counts
        program->interpreter_offset = s->offset;
        program->interpreter_size = s->filesz;
        return s->filesz >= sizeof "/" && s->filesz <= PATH_MAX ? 0 : -ENOEXEC;
    case PT_LOAD:
        if (!is_loaded(s))
            return 0;
        if (!segment_valid(image->file, s))
            return -ENOEXEC;
        image->start = min(image->start, page_down(s->vaddr));
        image->end = max(image->end, page_up(s->vaddr + s->memsz));
        if (s->align > image->align && (s->align & (s->align - 1)) == 0)
            image->align = s->align;
        return 0;
    default:
        return 0;
    }
}

// The base of a file that may lie anywhere: a multiple of its alignment, so that all that is
// aligned in the file is so in memory.
static int choose_base(const struct image *image, const struct spt *spt, enum elf_role role,
                       uint64_t *base) {
    uint64_t size = image->end - image->start, start;
    *base = 0;
    if (image->header.type == ELF_TYPE_EXEC)
        return 0;
    if (role == ELF_PROGRAM) {
        uint32_t random;
        random_bytes(&random, sizeof random);
        start = PIE_BASE + random % PIE_PAGES * PAGE_SIZE;
    } else { // with space to move down
        uint64_t slack = image->align - PAGE_SIZE;
        if (slack > USER_END - size)
            return -ENOEXEC;
        start = gap_find_below(spt, size + slack, spt->layout.mmap_top);
        if (!start)
            return -ENOEXEC;
        start += slack;
    }
    *base = (start - image->start) & -image->align;
    return *base + image->start <= USER_END - size ? 0 : -ENOEXEC;
}

// Segments may overlap: linkers put the end of one and the beginning of the next, which is one page
// of the file, into one page of memory, too. The later one gets it, with its rights, as if each
// were mapped over what is there.
static int record_segments(const struct image *image, struct spt *spt,
                           struct elf_program *program) {
    const struct elf64_header *header = &image->header;
    uint64_t headers_end = header->phoff + header->phnum * sizeof(struct elf64_segment);
    program->entry = program->base + header->entry;
    program->end = program->base + image->end;
    if (!spt_is_free(spt, program->base + image->start, program->base + image->end))
        return -ENOEXEC; // another program's segments are in the way of its fixed addresses
    for (int i = 0; i < header->phnum; i++) {
        const struct elf64_segment *s = &image->segments[i];
        if (!is_loaded(s))
            continue;
        struct spt_record record = segment_record(image, s, program->base);
        int error = spt_clear(spt, record.start, record.end);
        if (error == 0)
            error = spt_insert(spt, &record);
        if (error < 0)
            return error == -ENOMEM ? error : -ENOEXEC; // it lies too low
        if (s->offset <= header->phoff && headers_end <= s->offset + s->filesz)
            program->headers = program->base + s->vaddr + (header->phoff - s->offset);
    }
    return spt_find(spt, program->entry) ? 0 : -ENOEXEC;
}

int elf_load(struct object *file, struct name *name, struct spt *spt, enum elf_role role,
             struct elf_program *program) {
    struct image image = {.file = file, .name = name, .start = UINT64_MAX, .align = PAGE_SIZE};
    struct elf64_header *header = &image.header;
    int error = read_exactly(file, 0, header, sizeof *header);
    if (error < 0)
        return error;
    if (!header_valid(header))
        return -ENOEXEC;
    size_t size = header->phnum * sizeof *image.segments;
    image.segments = kmalloc(size);
    if (!image.segments)
        return -ENOMEM;
    *program = (struct elf_program){.header_count = header->phnum, .stack_slack = RED_ZONE};
    error = read_exactly(file, header->phoff, image.segments, size);
    for (int i = 0; i < header->phnum && error == 0; i++)
        error = examine_segment(&image, &image.segments[i], program);
    if (error == 0 && image.end == 0)
        error = -ENOEXEC; // there is nothing to load
    if (error == 0)
        error = choose_base(&image, spt, role, &program->base);
    if (error == 0)
        error = record_segments(&image, spt, program);
    kfree(image.segments);
    return error;
}

int elf_read_interpreter(struct object *file, const struct elf_program *program, char *path) {
    uint64_t size = program->interpreter_size;
    int64_t got = pagecache_read(file, program->interpreter_offset, path, size);
    if (got < 0)
        return got;
    if ((uint64_t)got < size)
        return -EIO; // Linux's
    return path[size - 1] == '\0' ? 0 : -ENOEXEC;
}
