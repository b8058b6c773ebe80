// Running a handler: what the program was doing is saved in a frame on its own stack, and the
// registers are set as if it had called the handler. The handler returns into the program's
// "restorer", which calls rt_sigreturn, and that puts everything back.
//
//     the interrupted rsp
//     red zone, 128 bytes
//     FPU state, 512 bytes          frame + 456
//     siginfo                       frame + 312
//     ucontext                      frame + 8
//     the restorer's address        frame = rsp of the handler, as after a call
//
// The program may have changed the frame when it comes back: only what user code may set is taken.
#include "elf/elf.h"
#include "kernel/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/linux/process/outer.h"
#include "kernel/syscall.h"
#include "mm/usercopy.h"

enum {
    FRAME_ALIGN = 16, // frame + 8 is aligned so (psABI, 3.2.2)
    FPU_MXCSR = 24, // where FXSAVE puts it, and the mask of its bits that exist (SDM vol. 1, 10.5)
    FPU_MXCSR_MASK = 28,
    MXCSR_MASK_DEFAULT = 0xffbf,
};

// uc_flags: the frame knows ss, and it shall be restored.
enum { UC_SIGCONTEXT_SS = 2, UC_STRICT_RESTORE_SS = 4 };

// What of rflags belongs to the program: CF, PF, AF, ZF, SF, TF, DF, OF, RF, AC
// (SDM vol. 1, 3.4.3).
enum { RFLAGS_DF = 0x400, RFLAGS_USER = 0x50dd5 };

// The registers that a program's frame and the kernel's both have, by the same names.
// clang-format off
#define REGISTERS(R)                                                                               \
    R(r8) R(r9) R(r10) R(r11) R(r12) R(r13) R(r14) R(r15) R(rdi) R(rsi) R(rbp) R(rbx) R(rdx)       \
    R(rax) R(rcx) R(rsp) R(rip) R(rflags)
// clang-format on
#define MEMBER(name) uint64_t name;
#define SAVE(name) context->name = f->name;
#define RESTORE(name) f->name = context->name;

// Linux x86-64's struct ucontext with its struct sigcontext.
struct user_context {
    uint64_t flags, link;
    struct signal_stack stack;
    REGISTERS(MEMBER)
    uint16_t cs, gs, fs, ss;
    uint64_t error, vector, old_mask, cr2;
    uint64_t fpu; // the user's address of the FPU state; 0: none
    uint64_t reserved[8];
    uint64_t blocked;
};

struct signal_frame {
    uint64_t restorer;
    struct user_context context;
    struct signal_info info;
    uint64_t padding[2];
    uint8_t fpu[512];
};

_Static_assert(sizeof(struct user_context) == 304 && sizeof(struct signal_info) == 128, "Linux");
_Static_assert(offsetof(struct signal_frame, info) == 312, "Linux x86-64 ABI");
_Static_assert(offsetof(struct signal_frame, fpu) == 456, "Linux x86-64 ABI");

bool signal_on_stack(const struct signal_stack *stack, uint64_t rsp) {
    return !(stack->flags & SS_DISABLE) && rsp > stack->start && rsp - stack->start <= stack->size;
}

// 0: the alternate stack is full.
static uint64_t place_frame(const struct signal_action *action) {
    const struct signal_stack *stack = &current->outer->signals.stack;
    uint64_t rsp = current->frame->rsp;
    bool inside = signal_on_stack(stack, rsp);
    bool change = action->flags & SA_ONSTACK && !(stack->flags & SS_DISABLE) && !inside;
    uint64_t top = change ? stack->start + stack->size : rsp - RED_ZONE;
    uint64_t at =
        ((top - sizeof(struct signal_frame)) & ~(uint64_t)(FRAME_ALIGN - 1)) - sizeof(uint64_t);
    return (inside || change) && !signal_on_stack(stack, at) ? 0 : at;
}

static void save_context(struct user_context *context, const struct signal_info *info) {
    const struct trap_frame *f = current->frame;
    const struct signals *signals = &current->outer->signals;
    bool fault = info->code > 0;
    *context = (struct user_context){
        .flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
        .stack = signals->stack,
        .cs = f->cs,
        .ss = f->ss,
        .error = fault ? f->error : 0,
        .vector = fault ? f->vector : 0,
        .cr2 = fault ? info->address : 0,
        .blocked = signals->blocked_is_saved ? signals->saved_blocked : signals->blocked,
    };
    REGISTERS(SAVE)
}

int signal_push_frame(const struct signal_action *action, const struct signal_info *info) {
    struct trap_frame *f = current->frame;
    uint64_t at = place_frame(action), rsp = f->rsp;
    struct signal_frame frame = {.restorer = action->restorer, .info = *info};
    // The frame is aligned only for the user. FXSAVE leaves bytes unwritten: the last 96, for one.
    uint8_t fpu[sizeof frame.fpu] __attribute__((aligned(16))) = {0};
    save_context(&frame.context, info);
    frame.context.fpu = at + offsetof(struct signal_frame, fpu);
    fpu_save(fpu);
    memcpy(frame.fpu, fpu, sizeof fpu);
    f->rsp = at; // the stack may grow down to here
    // IRETQ to an address that is not canonical would fault in the kernel.
    if (!(action->flags & SA_RESTORER) || !is_canonical(action->handler) ||
        copy_to_user(at, &frame, sizeof frame) < 0) {
        f->rsp = rsp;
        return -EFAULT;
    }
    f->rip = action->handler;
    f->rdi = info->signal;
    f->rsi = at + offsetof(struct signal_frame, info);
    f->rdx = at + offsetof(struct signal_frame, context);
    f->rax = 0; // if it takes any number of arguments: none in vector registers (psABI, 3.5.7)
    f->rflags &= ~(uint64_t)(RFLAGS_TF | RFLAGS_DF | RFLAGS_RF);
    fpu_restore(fpu_initial);
    return 0;
}

// ---- Back

// -EFAULT also for bits of MXCSR that do not exist, on which FXRSTOR would fault.
static int restore_fpu(uint64_t from) {
    uint8_t state[512] __attribute__((aligned(16)));
    if (!from) {
        fpu_restore(fpu_initial);
        return 0;
    }
    if (copy_from_user(state, from, sizeof state) < 0)
        return -EFAULT;
    uint32_t mxcsr, mask;
    memcpy(&mxcsr, state + FPU_MXCSR, sizeof mxcsr);
    memcpy(&mask, fpu_initial + FPU_MXCSR_MASK, sizeof mask);
    if (mxcsr & ~(mask ? mask : MXCSR_MASK_DEFAULT))
        return -EFAULT;
    fpu_restore(state);
    return 0;
}

static void restore_registers(const struct user_context *context) {
    struct trap_frame *f = current->frame;
    REGISTERS(RESTORE)
    f->rflags = (f->rflags & RFLAGS_USER) | RFLAGS_RESERVED | RFLAGS_IF;
}

int64_t sys_rt_sigreturn(void) {
    struct user_context context;
    uint64_t at = current->frame->rsp - sizeof(uint64_t); // the handler's return took the restorer
    if (copy_from_user(&context, at + offsetof(struct signal_frame, context), sizeof context) < 0 ||
        restore_fpu(context.fpu) < 0 || !is_canonical(context.rip)) {
        signal_fault_frame("no signal's frame to return from");
        return 0;
    }
    signal_set_blocked(context.blocked);
    restore_registers(&context);
    if (!signal_on_stack(&current->outer->signals.stack, context.rsp) &&
        !(context.stack.flags & ~(SS_ONSTACK | SS_DISABLE))) {
        current->outer->signals.stack = context.stack;
        current->outer->signals.stack.flags &= SS_DISABLE;
    }
    return context.rax;
}
