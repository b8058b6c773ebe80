// The personality: what makes of the core a kernel of one kind or another. The core calls these
// functions at eleven moments. kernel/linux/ defines them so that Linux programs run;
// kernel/bare/ defines each of them in the shortest way that works. The Makefile links one of the
// two folders. The core includes no other header of either.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exec;
struct fault_refusal;
struct file_ops;
struct inode;
struct lock_owner;
struct process;
struct spt;
struct spt_record;
struct trap_frame;

// ---- 1. The system starts. The first function is called before anything is printed; the second
// when memory and interrupts work; the third by the first process, when the root file system is
// mounted, to mount others. The third may sleep.

void personality_begin(void);
void personality_start_devices(void);
void personality_mount(void);

// ---- 2. A process begins. The personality makes its own state for it, process->outer, a copy of
// the parent's where a fork copies. `parent` is NULL for processes of the kernel and for the first
// one. Returns 0, -ENOMEM, or -EAGAIN: there may be no more. Never sleeps.

int personality_process_begins(struct process *process, const struct process *parent);

// ---- 3. A process starts a program.

// exec->file is no ELF file. The personality may name another program to run it (a script's
// interpreter): it changes exec->path and the arguments and returns 0, and the core tries again.
// Otherwise -ENOEXEC or another error. May sleep.
int personality_find_interpreter(struct exec *exec);

// Maps what the personality adds to its memory. *library: where a shared library is of which the
// program is told (AT_SYSINFO_EHDR), or 0. Returns 0 or -ENOMEM.
int personality_map(struct spt *spt, uint64_t *library);

// The ids that it will run with, for the auxiliary vector: real and effective user id, real and
// effective group id; and whether it has rights that its caller lacks.
void personality_identity(struct exec *exec, uint32_t ids[4], bool *secure);

// The new program takes over; nothing can fail any more. Never sleeps: nobody may look into it
// before it has its rights.
void personality_program_begins(const struct exec *exec);

// ---- 4. A process ends.

// The current process has given back its files and memory. Never sleeps.
void personality_process_ends(void);

// The current process ends, and this is a child of it: gives it another parent
// (process_set_parent), and reports its end to that if it has ended already. Never sleeps.
void personality_orphaned(struct process *child);

// The current process became a zombie: reports that to its parent.
void personality_process_ended(void);

// The process's entry is about to be freed, and so is process->outer.
void personality_process_freed(struct process *process);

// ---- 5. A process enters and leaves the kernel.

// Before and after each system call of a process that is `watched`; the second also after each one
// that is interrupted (-EINTR). frame->rax has the call's number and then its result.
void personality_call_begins(const struct trap_frame *frame);
void personality_call_ends(uint64_t number, int64_t result);

// Before a return to user mode, if the process needs `attention`. May sleep, and need not return.
void personality_leaves(void);

// ---- 6. A program made a mistake. When these functions return, personality_leaves ends the
// process or has it handle the mistake.

// A processor exception, frame->vector, other than a page fault. Returns false if no program can
// cause it.
bool personality_exception(const struct trap_frame *frame, const char *name);

// A page fault that was refused.
void personality_page_refused(uint64_t address, const struct fault_refusal *refusal);

// It wrote to a pipe that has no reader.
void personality_broken_pipe(void);

// ---- 7. The current process is about to sleep, or has a long operation under way: whether
// something (a signal) ends an interruptible sleep of it. Never sleeps.

bool personality_interrupts(void);

// ---- 8. The timer ticks. Called from the interrupt.

void personality_tick(void);

// ---- 9. A process grows.

// Whether it may have `size` more bytes of memory like the record's: 0 or -ENOMEM; for locked
// memory also -EPERM or -EAGAIN.
int personality_may_grow(const struct spt *spt, const struct spt_record *record, uint64_t size);

// How large its stack may become, in bytes.
uint64_t personality_stack_limit(void);

// How many of `n` bytes it may add behind the first `size` bytes of a file: 1 to n, or -EFBIG.
int64_t personality_may_write(uint64_t size, uint64_t n);

// Memory is out: how many bytes the personality keeps for the process, which holds so many locks on
// files. Never sleeps.
uint64_t personality_bytes(const struct process *process, uint64_t locks);

// ---- 10. A process uses files. None of these functions sleeps.

// Whether it may use the file (MAY_ bits of kernel/fs/permission.h): 0 or -EACCES.
int personality_may_use(const struct inode *inode, unsigned wanted);

// Whether it may remove the file's name from the directory, whose file system is writable: 0,
// -EACCES or -EPERM.
int personality_may_remove(const struct inode *directory, const struct inode *inode);

// Whether it may do what only the file's owner may do; what only an administrator may do.
bool personality_owns(const struct inode *inode);
bool personality_is_privileged(void);

// It made the file, which has its mode: gives it an owner. `directory` may be NULL.
void personality_file_made(struct inode *inode, const struct inode *directory);

// It is about to write to the file.
void personality_file_written(struct inode *inode);

// The owner of locks (kernel/fs/file.h) closes the file: gives the locks back.
void personality_file_closed(struct inode *inode, struct lock_owner *owner);

// The operations of a special file that the core doesn't know (a terminal, a FIFO), or NULL.
const struct file_ops *personality_special_file(const struct inode *inode);

// ---- 11. Characters come and go. None of these functions sleeps.

// The serial line received a character. Called from the interrupt.
void personality_console_input(char c);

// The console prints a character, to be shown elsewhere too; the kernel prints one, to be logged.
void personality_console_output(char c);
void personality_logs(char c);
