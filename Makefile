# Pagoda's build. `make run` and `make test` are all you need to know; `make help` lists the rest.
# Everything that is made goes to build/.

default: all
.DELETE_ON_ERROR:
.SUFFIXES:

# --- Settings: give them on the command line, as in `make run MEM=64 ROOT=ram` --------------------

MEM     = 256#    MiB of memory
ACCEL   = tcg#    QEMU's accelerator: tcg works everywhere, kvm is faster where there is /dev/kvm
SWAP    = 64#     MiB of swap; 0: none
ROOT    = hda#    root file system: hda (build/disk.img), ram (the RAM disk of the ISO) or busybox
ADD     =#        more programs for its /bin: paths of files, static ones or with their libraries
LINUX   = 1#      0: the core alone, without kernel/linux
EXTRA   =#        more kernel parameters: "trace", "eager", "mem=16", "init=/bin/…"
RUN     =#        a command for make trace and make profile: "hog 24"
COMPARE =#        what make trace compares: "clock fifo", "lazy eager", "mem=16 mem=32"
TRACE   = build/trace/run.log#  of make replay
STRING  =#        for make replay, instead of a trace: "1 2 3 4 1 2 5 1 2 3 4 5"
PAGES   =#        only these pages of the trace: "stack", "mapping", a record's first address
FIRMWARE = bios#  what starts the machine: bios or uefi
WINDOW  =#        a window with Pagoda's screen and keyboard: gtk, sdl, cocoa (QEMU's -display)
TEST    =#        which tests: part of a name or a pattern, "fork", "small/*", "linux/cow_*"
COUNT   = 20000#  sequences of calls that `make test-long` compares; a second number: the first one
CUTS    = 2000#   power cuts that it plays
LINUX_IMAGE = build/linux/vmlinuz#  the Linux that `make bench` compares with; empty: none
ACCEPT  =#        1: `make bench` keeps the new figures
WERROR  =#        1: a compiler warning is an error
V       =#        1: show whole commands

# --- Tools ----------------------------------------------------------------------------------------

# Where ordinary users of some systems don't look: mke2fs, debugfs, mkswap.
export PATH := $(PATH):/usr/sbin:/sbin:/opt/homebrew/opt/e2fsprogs/sbin:/usr/local/opt/e2fsprogs/sbin

ifeq ($(origin CC),default)
CC := gcc
endif
# A compiler for another machine, or for macOS's object files, is no use: look for a cross compiler.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null || echo x86_64-linux)
CROSS   := $(if $(filter x86_64-%,$(filter-out %-apple-%,$(MACHINE))),,$(firstword \
    $(foreach prefix,x86_64-elf- x86_64-linux-gnu-,$(if $(shell command -v $(prefix)gcc),$(prefix)))))
ifneq ($(CROSS),)
CC := $(CROSS)gcc
endif
ifeq ($(origin LD),default)
LD := $(CROSS)ld
endif
ifeq ($(origin AR),default)
AR := $(CROSS)ar
endif
STRIP := $(CROSS)strip
NASM  := nasm
HOST_CC := cc
BUSYBOX := $(shell scripts/mkbusybox --find)# a static one; by default this machine's
BASH := $(shell command -v bash-static)

Q := $(if $(V),,@)

# --- Flags ----------------------------------------------------------------------------------------

# What kernel and programs share. Nothing here may depend on what a distribution's compiler does
# by default, so its hardening options are switched off by name: the kernel has its own guards.
COMMON_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra $(if $(WERROR),-Werror) -nostdlib -fno-pie \
    -mno-red-zone -fno-omit-frame-pointer -fno-stack-protector -fno-stack-clash-protection \
    -fno-asynchronous-unwind-tables -fcf-protection=none -MMD -MP
ifneq ($(findstring clang,$(CC)),)
COMMON_FLAGS += --target=x86_64-linux-gnu
else
COMMON_FLAGS += -fno-tree-loop-distribute-patterns # memcpy's loop must not become a call of memcpy
endif

# kernel/calls.h includes outer_calls.h, which kernel/linux and kernel/bare both have.
KERNEL_FLAGS := $(COMMON_FLAGS) -I. -iquote kernel/linux -ffreestanding -mcmodel=kernel -mgeneral-regs-only
CORE_FLAGS   := $(subst kernel/linux,kernel/bare,$(KERNEL_FLAGS))
USER_FLAGS   := $(COMMON_FLAGS) -nostdinc -I user/lib/include -iquote kernel/linux
LIBC_FLAGS   := $(USER_FLAGS) -ffreestanding
HOST_FLAGS   := -std=gnu11 -O1 -g -Wall -Wextra $(if $(WERROR),-Werror) -I. -iquote kernel/linux -MMD -MP \
    -fsanitize=address,undefined -fno-sanitize-recover=all
NASM_FLAGS   := -f elf64 -g -F dwarf -I./ $(if $(WERROR),-Werror)

LD_FLAGS        := -nostdlib -static -z noexecstack --build-id=none $(if $(WERROR),--fatal-warnings)
KERNEL_LD_FLAGS := $(LD_FLAGS) -n -T linker.ld
USER_LD_FLAGS   := $(LD_FLAGS) -z max-page-size=4096 -z separate-code -z norelro

# --- Sources and what becomes of them -------------------------------------------------------------

KERNEL_DIRS    := boot kernel $(sort $(dir $(wildcard kernel/*/*.c kernel/*/*/*.c))) mm proc elf
KERNEL_SOURCES := $(wildcard $(addsuffix /*.c,$(KERNEL_DIRS:/=)) $(addsuffix /*.asm,$(KERNEL_DIRS:/=)))
LIBC_SOURCES   := $(wildcard user/lib/*.c user/lib/*.asm)
BIN_SOURCES    := $(wildcard user/bin/*.c)
BIN_PARTS      := $(wildcard user/bin/*.parts/*.c) # NAME.parts: more of NAME.c
TEST_SOURCES   := $(wildcard tests/*.c)
HOST_SOURCES   := $(wildcard tests/host/*.c)
REAL_SOURCES   := $(wildcard tests/real/*.c)

objects = $(patsubst %,build/%.o,$(basename $(filter %.c,$(1))) $(filter %.asm,$(1)))

# The whole kernel; and the core, which takes kernel/bare in place of kernel/linux and shares all other
# objects but the table of system calls.
KERNEL_OBJECTS := $(call objects,$(filter-out kernel/bare/%,$(KERNEL_SOURCES)))
CORE_OWN       := $(filter kernel/bare/% kernel/syscall_table.c,$(KERNEL_SOURCES))
CORE_OBJECTS   := $(call objects,$(filter-out kernel/linux/% $(CORE_OWN),$(KERNEL_SOURCES))) \
    $(CORE_OWN:%.c=build/core/%.o)
KERNEL         := build$(if $(filter 0,$(LINUX)),/core)#    where the kernel is that is asked for
LIBC_OBJECTS   := $(filter-out build/user/lib/crt0.asm.o,$(call objects,$(LIBC_SOURCES)))
BIN_PROGRAMS   := $(BIN_SOURCES:%.c=build/%)
TEST_PROGRAMS  := $(TEST_SOURCES:%.c=build/%)
BENCH_PROGRAMS := build/tests/bench/bench build/tests/bench/linux_init
BENCH_GUESTS   := $(BUSYBOX) $(wildcard /usr/bin/tcc /usr/bin/sqlite3)
PROGRAMS       := $(BIN_PROGRAMS) $(TEST_PROGRAMS) $(BENCH_PROGRAMS)
PROGRAM_OBJECTS := $(PROGRAMS:%=%.o) $(BIN_PARTS:%.c=build/%.o)
HOST_TESTS     := $(HOST_SOURCES:%.c=build/%)
LONG_HOST_TESTS := $(addprefix build/tests/host/,elf mmap pager spt)
REAL_VARIANTS  := $(shell HOST_CC='$(HOST_CC)' tests/real/cc)
REAL_PROGRAMS  := $(foreach variant,$(REAL_VARIANTS),$(REAL_SOURCES:%.c=build/%-$(variant)))

REAL_SCRIPTS   := $(wildcard tests/real/*.sh)

DATA_SCRIPTS   := tests/mkdata.py tests/mkelf.py
TEST_IMAGES    := build/root-1024.img build/root-2048.img build/root-4096.img

.PHONY: default all kernel user iso run disk test test-parts test-long debug gdb clean clean-disk format-check help tools settings
.PHONY: bench check lines profile trace replay figures FORCE

all: kernel user $(KERNEL)/pagoda.iso
kernel: $(KERNEL)/pagoda.elf
user: $(PROGRAMS)
iso: $(KERNEL)/pagoda.iso

# Names the tools that are missing, and installs them where that is possible. Before that, the folder
# must be one in which all that is to be made has a place.
tools:
	@scripts/check-folder $(if $(filter test%,$(MAKECMDGOALS)),700,400)
	@CC='$(CC)' scripts/setup $(if $(filter test%,$(MAKECMDGOALS)),test) \
	    $(filter busybox,$(ROOT)) $(filter uefi,$(FIRMWARE))

settings: tools
	@scripts/settings 'MEM=$(strip $(MEM))' 'SWAP=$(strip $(SWAP))' 'ROOT=$(strip $(ROOT))' \
	    'LINUX=$(strip $(LINUX))' 'WINDOW=$(strip $(WINDOW))' 'ACCEL=$(strip $(ACCEL))' \
	    'FIRMWARE=$(strip $(FIRMWARE))'

# Every object depends on the flags it is made with, and what is linked on the list of its parts: a
# file that takes a new time only when its contents change.
build/flags: CONTENTS = $(CC) $(KERNEL_FLAGS) $(USER_FLAGS) $(HOST_CC) $(HOST_FLAGS) $(NASM_FLAGS) $(LD) \
    $(KERNEL_LD_FLAGS) $(USER_LD_FLAGS)
build/parts: CONTENTS = $(KERNEL_SOURCES) $(LIBC_SOURCES) $(BIN_SOURCES) $(BIN_PARTS) $(TEST_SOURCES) \
    $(REAL_PROGRAMS) $(BASH)
build/flags build/parts: tools $(if $(filter run debug,$(MAKECMDGOALS)),settings) FORCE
	@mkdir -p build
	@echo '$(CONTENTS)' | cmp -s - $@ || echo '$(CONTENTS)' > $@

# `make test` goes on without a program of tests/ that cannot be made: it is a test that fails, and
# run.py shows what was said of it. Without the first one, init, nothing can run.
fails_alone = $(if $(and $(filter test-parts,$(MAKECMDGOALS)), \
    $(filter build/tests/%,$(filter-out build/tests/init%,$@))),2>$@.said || rm -f $@; cat $@.said >&2)
made = $$(ls $(1) 2>/dev/null)

# --- The kernel -----------------------------------------------------------------------------------

$(filter-out %.asm.o,$(KERNEL_OBJECTS)): build/%.o: %.c build/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(KERNEL_FLAGS) -c -o $@ $<

$(filter build/core/%,$(CORE_OBJECTS)): build/core/%.o: %.c build/flags
	@mkdir -p $(@D)
	@echo "  CC    $< (core)"
	$(Q)$(CC) $(CORE_FLAGS) -c -o $@ $<

$(filter %.asm.o,$(KERNEL_OBJECTS)) build/user/lib/crt0.asm.o $(filter %.asm.o,$(LIBC_OBJECTS)): \
build/%.asm.o: %.asm build/flags
	@mkdir -p $(@D)
	@echo "  NASM  $<"
	$(Q)$(NASM) $(NASM_FLAGS) -MD $(@:.o=.d) -MP -o $@ $<

# The vDSO is linked alone, and then is a part of the kernel.
VDSO := build/kernel/linux/time/vdso/library
build/kernel/linux/time/vdso.o: $(VDSO).so
$(VDSO).so: $(VDSO:build/%=%).c $(VDSO:build/%=%).lds build/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(filter-out -mcmodel=kernel,$(KERNEL_FLAGS)) -fPIC -c -o $(VDSO).o $<
	$(Q)$(LD) $(filter-out -static,$(LD_FLAGS)) -shared -soname linux-vdso.so.1 --hash-style=sysv -T $(VDSO:build/%=%).lds \
	    -o $@ $(VDSO).o
	$(Q)$(STRIP) --strip-debug $@

build/pagoda.elf: $(KERNEL_OBJECTS)
build/core/pagoda.elf: $(CORE_OBJECTS)
build/pagoda.elf build/core/pagoda.elf: linker.ld build/parts scripts/check-elf
	@echo "  LD    $@"
	$(Q)$(LD) $(KERNEL_LD_FLAGS) -o $@ $(filter %.o,$^)
	$(Q)scripts/check-elf $@

# What GRUB loads keeps its symbol table (backtraces read it) and leaves the debug information here.
build/boot/pagoda.elf build/core/boot/pagoda.elf: %/boot/pagoda.elf: %/pagoda.elf
	@mkdir -p $(@D)
	$(Q)$(STRIP) --strip-debug -o $@ $<

# --- Programs -------------------------------------------------------------------------------------

$(filter-out %.asm.o,$(LIBC_OBJECTS)): build/%.o: %.c build/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(LIBC_FLAGS) -c -o $@ $<

build/user/crt0.o: build/user/lib/crt0.asm.o
	$(Q)cp $< $@

build/user/libc.a: $(LIBC_OBJECTS) build/parts
	@echo "  AR    $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(LIBC_OBJECTS)

# There are so many tests that compiling them takes longer than what better code would save.
$(TEST_PROGRAMS:%=%.o): QUICKLY = -O1

$(PROGRAM_OBJECTS): build/%.o: %.c build/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(USER_FLAGS) $(QUICKLY) -c -o $@ $< $(fails_alone)

parts_of = $(patsubst %.c,build/%.o,$(filter $(1).parts/%,$(BIN_PARTS)))
$(foreach program,$(BIN_SOURCES:.c=),$(eval build/$(program): $(call parts_of,$(program))))

$(PROGRAMS): build/%: build/%.o build/user/crt0.o build/user/libc.a build/parts
	$(Q)$(LD) $(USER_LD_FLAGS) -o $@ $(filter %.o,$^) build/user/libc.a $(fails_alone)

# --- Disks and the ISO ----------------------------------------------------------------------------

# build/root is the root file system as a folder; the disks are made of it.
build/root.done: $(PROGRAMS) $(DATA_SCRIPTS) build/parts scripts/mkroot $(wildcard scripts/etc/* tests/shell/*)
	@echo "  ROOT  build/root"
	$(Q)STRIP='$(STRIP)' scripts/mkroot build/root '$(BIN_PROGRAMS)' "$(call made,$(TEST_PROGRAMS))"
	@touch $@

# build/real is laid over it for the tests.
build/real.done: $(REAL_PROGRAMS) build/parts scripts/mkadd
	$(Q)scripts/mkadd --into tests build/real - $(call made,$(REAL_PROGRAMS))
	@touch $@

$(TEST_IMAGES): build/root-%.img: build/root.done build/real.done scripts/mkdisk
	@echo "  DISK  $@"
	$(Q)scripts/mkdisk --block-size $* $@ build/root build/real

# A busybox, and a bash if there is one, with the scripts that test them.
build/box.img: build/busybox.done build/parts $(BASH) build/tests/init $(REAL_SCRIPTS) scripts/mkadd scripts/mkdisk
	@echo "  DISK  $@"
	$(Q)scripts/mkadd build/box build/busybox $(BASH)
	$(Q)mkdir -p build/box/tests/real
	$(Q)cp build/tests/init build/box/tests/
	$(Q)cp $(REAL_SCRIPTS) build/box/tests/real/
	$(Q)scripts/mkdisk --block-size 4096 $@ build/box

# The root file system with the program of `make bench`, the programs that it runs, two files that it
# reads from the disk, and space for those that it makes.
build/bench.img: build/root.done $(BENCH_PROGRAMS) $(BENCH_GUESTS) scripts/mkadd scripts/mkdisk
	@echo "  DISK  $@"
	$(Q)scripts/mkadd --into bench build/bench - $(BENCH_PROGRAMS) $(BENCH_GUESTS)
	$(Q)for name in cold cold-2; do head -c 16777216 /dev/urandom >build/bench/bench/$$name; done
	$(Q)scripts/mkdisk --block-size 4096 --files 16384 $@ build/root build/bench

build/ramdisk.img: build/root.done scripts/mkdisk
	@echo "  DISK  $@"
	$(Q)scripts/mkdisk --block-size 1024 --shrink $@ build/root

# A root file system whose only program is this machine's busybox.
build/busybox.done: build/flags scripts/mkbusybox $(wildcard scripts/etc-busybox/*) $(BUSYBOX)
	@echo "  ROOT  build/busybox"
	$(Q)scripts/mkbusybox build/busybox $(BUSYBOX)
	@touch $@

# What `make run` runs: a folder, with the programs of ADD, and the disk made of it. The disk is
# kept, with the files written there; new programs are copied into it.
RUN_BASE   := build/$(if $(filter busybox,$(ROOT)),busybox,root)
RUN_FOLDER := $(if $(strip $(ADD)),build/added,$(RUN_BASE))
RUN_DISK   := build/$(if $(filter busybox,$(ROOT)),busybox,disk).img

disk: $(RUN_BASE).done
	$(Q)$(if $(strip $(ADD)),scripts/mkadd $(RUN_FOLDER) $(RUN_BASE) $(ADD))
	$(Q)scripts/mkdisk --keep --block-size 4096 $(RUN_DISK) $(RUN_FOLDER)
	$(Q)scripts/mkswapdisk build/swap.img $(SWAP)

build/added-ramdisk.img: disk
	$(Q)scripts/mkdisk --block-size 1024 --shrink $@ $(RUN_FOLDER)

build/pagoda.iso build/core/pagoda.iso: %/pagoda.iso: %/boot/pagoda.elf build/ramdisk.img boot/grub.cfg.in \
scripts/mkiso scripts/locate
	@echo "  ISO   $@"
	$(Q)scripts/mkiso --uefi $@ $< build/ramdisk.img root=ram

# --- Running and debugging ------------------------------------------------------------------------

RUN_RAMDISK := $(if $(filter ram,$(ROOT)),build/$(if $(strip $(ADD)),added-)ramdisk.img)
# The kernel takes the first init=, and what follows `--` is not its own.
RUN_PARAMETERS = root=$(if $(RUN_RAMDISK),ram,hda) $(if $(filter-out 0,$(SWAP)),swap=hdb) \
    $(if $(filter busybox,$(ROOT)),$(if $(filter init=%,$(EXTRA)),,init=/sbin/init)) $(EXTRA)

define boot
@scripts/mkiso $(if $(filter uefi,$(FIRMWARE)),--uefi) build/run.iso $(KERNEL)/boot/pagoda.elf $(or $(RUN_RAMDISK),-) \
    '$(subst ','\'',$(strip $(RUN_PARAMETERS)))'
@scripts/run disk=$(RUN_DISK) $(if $(strip $(WINDOW)),window=$(strip $(WINDOW))) \
    firmware=$(strip $(FIRMWARE)) accel=$(strip $(ACCEL)) mem=$(strip $(MEM)) $(1)
endef

run: all disk $(RUN_RAMDISK)
	$(call boot)

debug: all disk $(RUN_RAMDISK)
	$(call boot,gdb)

# The kernel takes the first of two values, so a variant may replace what is given here.
trace: all disk $(RUN_RAMDISK)
	@scripts/setup trace
	@tools/trace/record.py build/trace '$(subst ','\'',$(RUN))' '$(COMPARE)' '$(subst ','\'',$(strip $(RUN_PARAMETERS)))' \
	    $(KERNEL)/boot/pagoda.elf $(or $(RUN_RAMDISK),-) scripts/run disk=$(RUN_DISK) accel=tcg mem=$(strip $(MEM))

profile: all disk
	@tools/profile/profile build/profile '$(subst ','\'',$(RUN))' '$(subst ','\'',$(strip $(RUN_PARAMETERS)))' \
	    $(KERNEL)/pagoda.elf $(KERNEL)/boot/pagoda.elf '$(HOST_CC)' scripts/run disk=$(RUN_DISK) accel=tcg mem=$(strip $(MEM))

replay:
	@tools/trace/replay.py build/replay.html '$(PAGES)' '$(or $(STRING),$(TRACE))'

figures: all disk
	@tools/trace/figures.py mm $(RUN_DISK) $(RUN)

gdb:
	@scripts/setup gdb
	gdb -q -x scripts/gdb/pagoda.py -ex connect $(KERNEL)/pagoda.elf

# --- Tests ----------------------------------------------------------------------------------------

$(HOST_TESTS): build/%: %.c build/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(HOST_CC) $(HOST_FLAGS) -MF $@.d -o $@ $< $(fails_alone)

# Programs for C libraries that others made: tests/real/NAME.c becomes NAME-VARIANT.
define real_rule
build/%-$(1): %.c tests/real/cc build/flags
	@mkdir -p $$(@D)
	@echo "  CC    $$< ($(1))"
	$$(Q)HOST_CC='$(HOST_CC)' tests/real/cc $(1) $$@ $$< $$(fails_alone)
endef
$(foreach variant,$(REAL_VARIANTS),$(eval $(call real_rule,$(variant))))

# Which programs can be made for the tests was found out when make read this file, and setup may just
# have installed what it takes for more. So make begins anew then.
test: tools
	@scripts/setup more
	@$(MAKE) --no-print-directory test-parts
	@python3 tests/run.py '$(TEST)'

test-parts: all build/boot/pagoda.elf build/core/boot/pagoda.elf $(TEST_IMAGES) build/bench.img $(if $(BUSYBOX),build/box.img) $(HOST_TESTS)

# Debian's Linux, unpacked but not installed.
build/linux/vmlinuz:
	@scripts/setup bench

bench: build/boot/pagoda.elf build/bench.img $(filter build/linux/vmlinuz,$(LINUX_IMAGE))
	@python3 tests/bench.py --mem $(MEM) $(if $(LINUX_IMAGE),--linux '$(LINUX_IMAGE)') $(if $(ACCEPT),--accept) -- $(TEST)

test-long: all $(TEST_IMAGES) $(LONG_HOST_TESTS)
	@for test in $(LONG_HOST_TESTS); do $$test 20 || exit 1; done
	@python3 tests/mutants.py
	@python3 tests/book.py
	@python3 tests/experiments.py
	@python3 tests/long.py $(COUNT)
	@python3 tests/power.py $(CUTS)

# --- Housekeeping ---------------------------------------------------------------------------------

compile_commands.json: FORCE
	@scripts/compile-commands $@ \
	    '$(CC) $(KERNEL_FLAGS)' '$(filter %.c,$(KERNEL_SOURCES))' \
	    '$(CC) $(LIBC_FLAGS)' '$(filter %.c,$(LIBC_SOURCES))' \
	    '$(CC) $(USER_FLAGS)' '$(BIN_SOURCES) $(BIN_PARTS) $(TEST_SOURCES)' \
	    '$(HOST_CC) $(HOST_FLAGS)' '$(HOST_SOURCES)' \
	    '$(HOST_CC) -O2 -Wall -Wextra' '$(REAL_SOURCES)'

check:
	@scripts/check-layers

lines:
	@scripts/check-layers --lines

format-check:
	@git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

clean-disk:
	rm -f build/disk.img build/disk.img.list build/busybox.img build/busybox.img.list build/swap.img

clean:
	rm -rf build compile_commands.json

help:
	@sed -n 's/^#: //p' Makefile

#: make            build the kernel, the programs and build/pagoda.iso
#: make run        boot it in QEMU, with the console in this terminal; leave with Ctrl-A X
#:                   WINDOW=gtk   a window with screen and keyboard     MEM=64     MiB of memory
#:                   ROOT=ram     from the RAM disk, without a disk     ACCEL=kvm  faster, on Linux
#:                   SWAP=0       no swap, or so many MiB (64)
#:                   FIRMWARE=uefi  started by UEFI instead of a BIOS
#:                   ROOT=busybox Debian's busybox as init, shell and all the rest
#:                   LINUX=0      the core alone: no signals, no terminals, no /proc, no users
#:                   ADD="a b"    more programs for its /bin, by their paths
#:                   EXTRA="…"    kernel parameters, such as trace (build/trace.log) or eager
#: make trace      RUN="lazy -c" runs a command and shows its paging in a page: build/trace.html
#:                   COMPARE="clock fifo random"   runs it with each, side by side: policies, lazy or
#:                                eager, kernel parameters such as mem=16
#: make replay     gives the touches in a trace, recorded with EXTRA=references=100, to FIFO, clock, LRU,
#:                   aging, working set and the optimum: TRACE=build/trace/run.log, PAGES=stack: only
#:                   those, STRING="1 2 3 4 1 2 5": other touches; a table, and build/replay.html
#: make figures    draw the chapters' pictures of traces again; RUN=stack: only mm/stack.svg
#: make test       boot it many times and run every test; TEST=fork runs those with fork in the name
#: make test-long  break the kernel as tests/README.md says, to see tests fail; follow the book's
#:                   recipes, do its long experiments; compare COUNT (20000) random sequences of system calls with Linux;
#:                   cut the power CUTS (2000) times behind a disk's write cache
#: make profile    RUN="hog 24" runs a command and shows where the kernel's instructions are: a table,
#:                   and build/profile.svg; without RUN the start of the kernel
#: make bench      count the instructions of system calls and page faults, here and in Linux; TEST=pipe
#:                   only rows with that in their names; LINUX_IMAGE= without Linux; ACCEPT=1 keeps
#:                   the figures
#: make debug      boot it in QEMU, waiting for gdb; then `make gdb` in a second terminal
#: make iso        only build/pagoda.iso, for a CD or USB stick: boots a PC or emulator with 64 bits and a
#:                   BIOS, or UEFI without Secure Boot (then its console is the serial port alone)
#: make clean-disk forget the files written on the disk of `make run`, and its swap
#: make clean      remove all that was built, that disk too
#: make compile_commands.json   for editors and language servers
#: make check                   compare includes and code lines with the table of layers
#: make lines                   how many lines of code each ring and folder has
#: make format-check            compare the sources with .clang-format

-include $(patsubst %.o,%.d,$(KERNEL_OBJECTS) $(VDSO).o $(CORE_OBJECTS) $(LIBC_OBJECTS) $(PROGRAM_OBJECTS)) $(HOST_TESTS:%=%.d)
