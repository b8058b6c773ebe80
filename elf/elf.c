// The ELF loader only reads headers and writes records: one PT_LOAD, one SPT record. Which bytes of
// the file belong on which page is worked out when somebody touches the page. Everything is checked
// before anything is recorded, so a bad file costs the caller of execve nothing but an errno.
#include "elf/elf.h"
#include "kernel/errno.h"
#include "kernel/fs/inode.h"
#include "kernel/fs/pagecache.h"
#include "kernel/string.h"
#include "mm/heap.h"

enum {
    CLASS_64 = 2,
    DATA_LITTLE_ENDIAN = 1,
    IDENT_CLASS = 4,
    IDENT_DATA = 5,
    SEGMENTS_MAX = PAGE_SIZE / sizeof(struct elf64_segment),
    NOTES_MAX = 512, // bytes
    NOTE_TYPE_SLACK = 1,
    RED_ZONE = 128, // System V x86-64 psABI, 3.2.2
};

// Reads exactly n bytes, or fails with -ENOEXEC.
static int read_exactly(struct inode *file, uint64_t offset, void *to, size_t n) {
    int64_t got = pagecache_read(file, offset, to, n);
    if (got < 0)
        return got;
    return (size_t)got == n ? 0 : -ENOEXEC;
}

static bool header_valid(const struct elf64_header *h) {
    return memcmp(h->ident, "\177ELF", 4) == 0 && h->ident[IDENT_CLASS] == CLASS_64 &&
           h->ident[IDENT_DATA] == DATA_LITTLE_ENDIAN && h->type == ELF_TYPE_EXEC &&
           h->machine == ELF_MACHINE_X86_64 && h->phentsize == sizeof(struct elf64_segment) &&
           h->phnum > 0 && h->phnum <= SEGMENTS_MAX;
}

// A PT_LOAD must lie in the user half without wrapping and be in the file as a whole, and its place
// in memory and in the file must agree to the page.
static bool segment_valid(const struct inode *file, const struct elf64_segment *s) {
    return s->memsz > 0 && s->filesz <= s->memsz && s->vaddr >= USER_MIN && s->vaddr < USER_END &&
           s->memsz <= USER_END - s->vaddr && s->offset <= file->size &&
           s->filesz <= file->size - s->offset && page_offset(s->vaddr) == page_offset(s->offset);
}

// The segment's record. A segment that ends with its file bytes keeps what follows them in the last
// page of the file, as a mapping of the file would; one with zeroes behind them (bss) needs those
// to begin exactly there.
static struct spt_record segment_record(struct inode *file, const struct elf64_segment *s) {
    struct spt_record record = {
        .start = page_down(s->vaddr),
        .end = page_up(s->vaddr + s->memsz),
        .prot = (s->flags & PF_R ? PROT_READ : 0) | (s->flags & PF_W ? PROT_WRITE : 0) |
                (s->flags & PF_X ? PROT_EXEC : 0),
        .may_write = true,
        .kind = SPT_ANON,
    };
    if (s->filesz == 0)
        return record;
    record.kind = SPT_FILE;
    record.file = file;
    record.offset = page_down(s->offset);
    record.read_bytes =
        s->filesz == s->memsz ? record.end - record.start : page_offset(s->vaddr) + s->filesz;
    record.zero_bytes = record.end - record.start - record.read_bytes;
    return record;
}

// Looks for Pagoda's note: how far below rsp this program's code touches the stack.
static int read_slack(struct inode *file, const struct elf64_segment *notes, uint64_t *slack) {
    uint8_t bytes[NOTES_MAX];
    size_t size = notes->filesz < sizeof bytes ? notes->filesz : sizeof bytes;
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
            *slack = value < RED_ZONE ? value : RED_ZONE;
        }
        at = description + ((uint64_t)note.description_size + 3) / 4 * 4;
    }
    return 0;
}

static int load_segments(struct inode *file, struct spt *spt, const struct elf64_header *header,
                         const struct elf64_segment *segments, struct elf_program *program) {
    uint64_t headers_end = header->phoff + header->phnum * sizeof(struct elf64_segment);
    for (int i = 0; i < header->phnum; i++) {
        const struct elf64_segment *s = &segments[i];
        if (s->type == PT_INTERP)
            return -ENOEXEC; // wants a dynamic linker
        if (s->type == PT_NOTE) {
            int error = read_slack(file, s, &program->stack_slack);
            if (error < 0)
                return error;
        }
        if (s->type != PT_LOAD || (s->memsz == 0 && s->filesz == 0))
            continue;
        if (!segment_valid(file, s))
            return -ENOEXEC;
        struct spt_record record = segment_record(file, s);
        int error = spt_insert(spt, &record);
        if (error < 0)
            return error == -ENOMEM ? error : -ENOEXEC; // overlapping segments
        if (s->offset <= header->phoff && headers_end <= s->offset + s->filesz)
            program->headers = s->vaddr + (header->phoff - s->offset);
        if (record.end > program->end)
            program->end = record.end;
    }
    return program->end ? 0 : -ENOEXEC;
}

int elf_load(struct inode *file, struct spt *spt, struct elf_program *program) {
    struct elf64_header header;
    int error = read_exactly(file, 0, &header, sizeof header);
    if (error < 0)
        return error;
    if (!header_valid(&header) || header.phoff > INT64_MAX)
        return -ENOEXEC;
    struct elf64_segment *segments = kmalloc(header.phnum * sizeof *segments);
    if (!segments)
        return -ENOMEM;
    *program = (struct elf_program){
        .entry = header.entry, .header_count = header.phnum, .stack_slack = RED_ZONE};
    error = read_exactly(file, header.phoff, segments, header.phnum * sizeof *segments);
    if (error == 0)
        error = load_segments(file, spt, &header, segments, program);
    kfree(segments);
    if (error == 0 && !spt_find(spt, header.entry))
        error = -ENOEXEC;
    return error;
}
