// Memory as a file, whose disk is the swap: shared anonymous memory, and what /dev/shm and
// memfd_create make.
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct file_system;
struct inode;

enum { TMPFS_MAGIC = 0x01021994 }; // statfs(2)

// Shared anonymous memory: a new one of zeroes with one reference; it goes with the last. A mapping
// may be longer (mremap), but then touches what is beyond the end of the file. NULL: no memory, or
// more than there are places in the table of slots. Never sleeps.
struct inode *shm_new(uint64_t size);

// An empty regular file of a file system, or NULL: of none. `name` is what /proc shows of a file
// that no directory names; else it is empty. NULL: no memory. Never sleeps.
struct inode *shm_new_file(struct file_system *fs, uint32_t mode, const char *name);

// Whether the page has a slot in swap. Without one, if it is not in memory, it is zero. Never
// sleeps.
bool shm_has_slot(struct inode *inode, uint64_t index);

// Whether the inode is one of these, and the name that no directory has, or NULL.
bool shm_is(const struct inode *inode);
const char *shm_name(const struct inode *inode);

// How many pages all of them take up, in memory and in swap (one that is in both counts twice), and
// how many they may when files are written.
uint64_t shm_pages(void);
uint64_t shm_pages_most(void);

// How many slots and frames its end gives back beside its pages in memory. Never sleeps.
uint64_t shm_frames(const struct inode *inode);

// Empties the whole pages of a range of bytes, for all who map them; or as many as it comes to
// before the process is killed. May sleep.
void shm_forget(struct inode *inode, uint64_t start, uint64_t end);

// How many slots hold pages of shared memory (consistency check).
extern uint64_t shm_slots;

// Brings one page back from swap and frees the slot. 1: it did; 0: there was none, and it did not
// sleep; or -ENOMEM, -EIO. May sleep.
int shm_bring_back(void);
