// A program's mistake becomes a signal.
#include "mm/fault.h"
#include "kernel/cpu.h"
#include "kernel/linux/signal/signal.h"
#include "kernel/personality.h"

enum { FPU_ERROR = 16, SIMD_ERROR = 19 };

// Which signal and si_code a program gets for each exception, as on Linux; 0: no program can cause
// it.
static const struct {
    uint8_t signal, code;
} exceptions[32] = {
    [0] = {SIGFPE, FPE_INTDIV},  // divide error
    [1] = {SIGTRAP, TRAP_TRACE}, // debug exception
    [3] = {SIGTRAP, SI_KERNEL},  // breakpoint
    [4] = {SIGSEGV, SI_KERNEL},  // overflow
    [5] = {SIGSEGV, SI_KERNEL},  // bound range exceeded
    [6] = {SIGILL, ILL_ILLOPN},  // invalid opcode
    [7] = {SIGSEGV, SI_KERNEL},  // no FPU
    [11] = {SIGBUS, SI_KERNEL},  // segment not present
    [12] = {SIGBUS, SI_KERNEL},  // stack fault
    [13] = {SIGSEGV, SI_KERNEL}, // general protection
    [16] = {SIGFPE, 0},          // floating-point error
    [17] = {SIGBUS, BUS_ADRALN}, // alignment check
    [19] = {SIGFPE, 0},          // SIMD floating-point error
    [21] = {SIGSEGV, SI_KERNEL}, // control protection
};

// Which of the unmasked floating-point errors it was: the flags and their masks have the
// same order in the x87's status and control words and in MXCSR (SDM vol. 1, 8.1 and 10.2).
static int floating_point_code(uint64_t vector) {
    enum { INVALID = 1, ZERO_DIVIDE = 4, OVERFLOW = 8, TINY = 2 | 16 };
    struct {
        uint16_t control, status;
        uint8_t registers[20];
        uint32_t mxcsr;
        uint8_t rest[484];
    } state __attribute__((aligned(16)));
    fpu_save((uint8_t *)&state);
    unsigned errors =
        vector == SIMD_ERROR ? state.mxcsr & ~(state.mxcsr >> 7) : state.status & ~state.control;
    return errors & INVALID       ? FPE_FLTINV
           : errors & ZERO_DIVIDE ? FPE_FLTDIV
           : errors & OVERFLOW    ? FPE_FLTOVF
           : errors & TINY        ? FPE_FLTUND
                                  : FPE_FLTRES;
}

bool personality_exception(const struct trap_frame *frame, const char *name) {
    int signal = exceptions[frame->vector].signal, code = exceptions[frame->vector].code;
    if (frame->vector == FPU_ERROR || frame->vector == SIMD_ERROR)
        code = floating_point_code(frame->vector);
    if (signal)
        signal_fault(signal, code, frame->rip, name);
    return signal;
}

void personality_page_refused(uint64_t address, const struct fault_refusal *refusal) {
    static const struct {
        int signal, code;
    } of[] = {[REFUSED_UNMAPPED] = {SIGSEGV, SEGV_MAPERR},
              [REFUSED_ACCESS] = {SIGSEGV, SEGV_ACCERR},
              [REFUSED_BEYOND_END] = {SIGBUS, BUS_ADRERR},
              [REFUSED_DISK] = {SIGBUS, BUS_ADRERR},
              [REFUSED_NO_MEMORY] = {SIGKILL, SI_KERNEL}};
    signal_fault(of[refusal->reason].signal, of[refusal->reason].code, address, refusal->why);
}
