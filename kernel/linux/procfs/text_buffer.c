// A growing text is a chain of pages, each but the last one full; so a position divided by a page's
// room says how far along the chain it is.
#include "kernel/linux/procfs/text_buffer.h"
#include "kernel/fs/uio.h"
#include "kernel/layout.h"
#include "kernel/lib/format.h"
#include "kernel/lib/minmax.h"
#include "kernel/lib/string.h"
#include "mm/heap.h"

enum { ROOM = PAGE_SIZE - sizeof(struct text_page *) };

struct text_page {
    struct text_page *next;
    uint8_t bytes[ROOM];
};

static bool add_page(struct text *text) {
    struct text_page *page = kmalloc(sizeof *page);
    if (!page)
        return false;
    page->next = NULL;
    if (text->last)
        text->last->next = page;
    else
        text->first = page;
    text->last = page;
    return true;
}

void text_append(struct text *text, const void *bytes, size_t n) {
    for (size_t done = 0, part; done < n && !text->failed; done += part) {
        size_t used = text->length % ROOM;
        if (used == 0 && !add_page(text)) {
            text->failed = true;
            return;
        }
        part = min(n - done, ROOM - used);
        memcpy(text->last->bytes + used, (const uint8_t *)bytes + done, part);
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
    if (position >= text->length)
        return 0;
    uint64_t wanted = uio->left, rest = text->length - position;
    uint64_t n = min(wanted, rest);
    const struct text_page *page = text->first;
    for (uint64_t skip = position / ROOM; skip > 0; skip--)
        page = page->next;
    int error = 0;
    for (uint64_t done = 0, part; done < n && error == 0; done += part, page = page->next) {
        size_t start = (position + done) % ROOM;
        part = min(n - done, ROOM - start);
        error = uio_copy_to(uio, page->bytes + start, part);
    }
    return uio_result(uio, wanted, error);
}

void text_clear(struct text *text) {
    for (struct text_page *page = text->first, *next; page; page = next) {
        next = page->next;
        kfree(page);
    }
    *text = (struct text){0};
}
