// A growing text is a chain of pages, each but the last one full; so a position divided by a page's
// room says how far along the chain it is.
#include "kernel/fs/text.h"
#include "kernel/errno.h"
#include "kernel/printf.h"
#include "kernel/string.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/usercopy.h"

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
        part = n - done < ROOM - used ? n - done : ROOM - used;
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

int64_t text_to_user(const struct text *text, uint64_t position, uint64_t buffer, uint64_t n) {
    if (position >= text->length)
        return 0;
    if (n > text->length - position)
        n = text->length - position;
    const struct text_page *page = text->first;
    for (uint64_t skip = position / ROOM; skip > 0; skip--)
        page = page->next;
    for (uint64_t done = 0, part; done < n; done += part, page = page->next) {
        size_t start = (position + done) % ROOM;
        part = n - done < ROOM - start ? n - done : ROOM - start;
        if (copy_to_user(buffer + done, page->bytes + start, part) < 0)
            return done ? (int64_t)done : -EFAULT;
    }
    return n;
}

void text_clear(struct text *text) {
    for (struct text_page *page = text->first, *next; page; page = next) {
        next = page->next;
        kfree(page);
    }
    *text = (struct text){0};
}
