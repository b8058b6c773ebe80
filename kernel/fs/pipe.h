// Pipes, with a name (FIFOs) and without: a ring of bytes between writers and readers.
#pragma once
#include "kernel/fs/file.h"
#include "kernel/layout.h"

enum {
    PIPE_PAGES = 16, // 64 KiB, as on Linux
    PIPE_SIZE = PIPE_PAGES * PAGE_SIZE,
    PIPE_BUF = 4096, // a write of so many bytes is never cut
};

// A pipe lives as long as it is open (inode->pipe, file->private).
struct pipe {
    uint64_t written, read;              // bytes since the ring was last empty and at rest
    uint32_t capacity;                   // how many bytes it holds; at most PIPE_SIZE
    uint32_t readers, writers;           // open files that may read, may write
    uint32_t reader_opens, writer_opens; // how many of them there ever were
    bool reading, writing;               // a process is inside
    uint8_t *page[PIPE_PAGES];           // each is allocated when it is first needed
};

// Makes both ends of a pipe without a name, each with refs 1. 0 or -ENOMEM. Never sleeps.
int pipe_new(struct file **read_end, struct file **write_end);

// Operations of the open file. pipe_open gives the inode a pipe if it has none.
int pipe_open(struct file *file);
void pipe_release(struct file *file);
int64_t pipe_read(struct file *file, struct uio *uio, uint64_t *position);
int64_t pipe_write(struct file *file, struct uio *uio, uint64_t *position);

// The pipe of an open file, or NULL: it is no pipe's.
struct pipe *pipe_of(const struct file *file);

// How many bytes of memory an inode's pipe takes; 0: it has none. Never sleeps.
uint64_t pipe_bytes(const struct inode *inode);
