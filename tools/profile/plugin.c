// A plugin of QEMU that counts the instructions of the kernel, for each function by the way on
// which it was called. `profile` compiles and starts it.
//
//     -plugin FILE,symbols=FILE,output=FILE
//
// symbols has a line `ADDRESS NAME` for each function, sorted. In the output a line is the way to a
// function, and how many instructions it executed itself: `run;system_call;sys_read 1234`. The
// first word is `boot` before the first instruction of a program, and then `run`.
//
// QEMU calls us for each instruction. What the last one was (a call, a return, or neither) and the
// function of this one are enough to follow the calls. A context switch returns into functions of
// another process, of which the callers are not known: their way begins anew.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The part of QEMU's qemu-plugin.h that is used here: many systems have QEMU without that file.
#define VISIBLE __attribute__((visibility("default")))
struct qemu_plugin_tb;
struct qemu_plugin_insn;
VISIBLE int qemu_plugin_version = API;
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
#if API < 3
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
#else
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *, void *, size_t);
#endif
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, void (*)(unsigned, void *),
                                            int registers, void *);
#if API < 7 // QEMU 5 to 10
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
                                           void (*)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_atexit_cb(uint64_t id, void (*)(uint64_t, void *), void *);
#else
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*)(struct qemu_plugin_tb *, void *),
                                           void *);
void qemu_plugin_register_atexit_cb(uint64_t id, void (*)(void *), void *);
#endif

struct function {
    uint64_t start;
    char name[64];
};

struct node { // a function, called on one way
    const struct function *function;
    struct node *caller, *called, *sibling;
    uint64_t count;
};

struct instruction {
    const struct function *function; // NULL: not the kernel's
    enum kind { OTHER, CALL, RETURN } kind;
};

static struct function functions[10000];
static int function_count;
static struct node top, *now = &top;
static const struct instruction *last;
static uint64_t program_count; // instructions of programs
static FILE *output;

static const struct function *find(uint64_t address) {
    int low = 0, high = function_count; // functions[low] begins at or before the address
    if (address < functions[0].start)
        return NULL;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        *(functions[middle].start <= address ? &low : &high) = middle;
    }
    return &functions[low];
}

static struct node *called_by(struct node *caller, const struct function *function) {
    struct node *node = caller->called;
    while (node && node->function != function)
        node = node->sibling;
    if (!node) {
        node = calloc(1, sizeof *node);
        *node = (struct node){.function = function, .caller = caller, .sibling = caller->called};
        caller->called = node;
    }
    return node;
}

static struct node *returned_to(const struct function *function) {
    for (struct node *node = now; node != &top; node = node->caller)
        if (node != now && node->function == function)
            return node;
    return called_by(&top, function);
}

// Prints the nodes below this one, whose way is given, and begins to count anew.
static void print(struct node *node, const char *way) {
    for (node = node->called; node; node = node->sibling) {
        char *longer = malloc(strlen(way) + sizeof node->function->name + 1);
        sprintf(longer, "%s;%s", way, node->function->name);
        if (node->count)
            fprintf(output, "%s %" PRIu64 "\n", longer, node->count);
        node->count = 0;
        print(node, longer);
        free(longer);
    }
}

static void execute(unsigned cpu, void *data) {
    const struct instruction *instruction = data;
    const struct function *function = instruction->function;
    (void)cpu;
    if (!function && !last) // the firmware and the boot loader
        return;
    if (!function) {
        if (program_count++ == 0)
            print(&top, "boot");
        now = &top;
        return;
    }
    if (now == &top || last->kind == CALL)
        now = called_by(now, function);
    else if (last->kind == RETURN)
        now = returned_to(function);
    else if (function != now->function) // a jump: the last act of a function may be a call
        now = called_by(now->caller, function);
    now->count++;
    last = instruction;
}

// Intel SDM vol. 2, CALL, RET and IRET. (The disassembler is an option of QEMU.)
static enum kind kind_of(const struct qemu_plugin_insn *insn) {
    uint8_t code[16] = {0}, *byte = code;
#if API < 3
    memcpy(code, qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
#else
    qemu_plugin_insn_data(insn, code, sizeof code);
#endif
    while ((*byte & 0xf0) == 0x40 || (*byte && strchr("\x2e\x3e\x66\xf2\xf3", *byte))) // prefixes
        byte++;
    int operation = byte[1] >> 3 & 7; // of the group 0xff: 2 is a near call, 3 a far one
    if (*byte == 0xe8 || (*byte == 0xff && (operation == 2 || operation == 3)))
        return CALL;
    return *byte && strchr("\xc2\xc3\xca\xcb\xcf", *byte) ? RETURN : OTHER;
}

static void translate(struct qemu_plugin_tb *block) {
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, i);
        struct instruction *instruction = malloc(sizeof *instruction); // QEMU keeps it
        instruction->function = find(qemu_plugin_insn_vaddr(insn));
        instruction->kind = kind_of(insn);
        qemu_plugin_register_vcpu_insn_exec_cb(insn, execute, 0, instruction);
    }
}

static void finish(void) {
    print(&top, "run");
    fprintf(output, "run;programs %" PRIu64 "\n", program_count);
    fclose(output);
}

#if API < 7
static void on_translation(uint64_t id, struct qemu_plugin_tb *block) {
    (void)id;
    translate(block);
}

static void on_end(uint64_t id, void *data) {
    (void)id, (void)data;
    finish();
}

static void install(uint64_t id) {
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
}
#else
static void on_translation(struct qemu_plugin_tb *block, void *data) {
    (void)data;
    translate(block);
}

static void on_end(void *data) {
    (void)data;
    finish();
}

static void install(uint64_t id) {
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation, NULL);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
}
#endif

VISIBLE int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv) {
    (void)info;
    FILE *symbols = argc == 2 ? fopen(strchr(argv[0], '=') + 1, "r") : NULL;
    output = argc == 2 ? fopen(strchr(argv[1], '=') + 1, "w") : NULL;
    if (!symbols || !output)
        return 1;
    struct function *function = functions;
    while (fscanf(symbols, "%" SCNx64 " %63s", &function->start, function->name) == 2)
        function++;
    fclose(symbols);
    function_count = function - functions;
    install(id);
    return 0;
}
