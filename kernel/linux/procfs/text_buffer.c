// A page of memory is added when the text reaches its end.
#include "kernel/linux/procfs/text_buffer.h"
#include "kernel/fs/uio.h"
#include "kernel/layout.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "mm/heap.h"

void text_append(struct text *text, const void *bytes, size_t n) {
    for (size_t done = 0, part; done < n && !text->failed; done += part) {
        size_t page = text->length / PAGE_SIZE, used = page_offset(text->length);
        if (page == TEXT_PAGES || (used == 0 && !(text->pages[page] = kmalloc(PAGE_SIZE)))) {
            text->failed = true;
            return;
        }
        part = min(n - done, PAGE_SIZE - used);
        memcpy(text->pages[page] + used, (const uint8_t *)bytes + done, part);
        text->length += part;
    }
}

void text_printf(struct text *text, const char *format, ...) {
    char line[TEXT_LINE];
    va_list args;
    va_start(args, format);
    size_t length = kvsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_append(text, line, length < sizeof line ? length : sizeof line - 1);
}

void text_kib(struct text *text, const char *name, uint64_t kib) {
    text_printf(text, "%-16s%8lu kB\n", name, kib);
}

void text_escaped(struct text *text, const char *string, const char *special) {
    for (; *string; string++) {
        if (strchr(special, *string))
            text_printf(text, "\\%c%c%c", '0' + (*string >> 6 & 3), '0' + (*string >> 3 & 7),
                        '0' + (*string & 7));
        else
            text_append(text, string, 1);
    }
}

int64_t text_read(const struct text *text, uint64_t position, struct uio *uio) {
    uint64_t wanted = uio->left;
    int error = 0;
    for (uint64_t part; error == 0 && uio->left > 0 && position < text->length; position += part) {
        uint64_t rest = text->length - position, start = page_offset(position);
        part = min(min(uio->left, rest), PAGE_SIZE - start);
        error = uio_copy_to(uio, text->pages[position / PAGE_SIZE] + start, part);
    }
    return uio_result(uio, wanted, error);
}

void text_clear(struct text *text) {
    for (size_t i = 0; i < TEXT_PAGES; i++)
        kfree(text->pages[i]);
    *text = (struct text){0};
}
