// Somebody else's C library, compiled by somebody else's compiler: printf and scanf with floating
// point, qsort, setjmp, variables of a thread, time, regular expressions, buffered files.
// test: portable boots=roomy,eager timeout=60
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void print(void) {
    printf("[%5d|%-5d|%05d|%+d|%x|%#o|%c|%10.3s|%%]\n", 42, 42, 42, 42, 48879, 8, 'c', "string");
    printf("[%f|%.3e|%g|%a|%10.2f|%Lf]\n", 3.14159265358979, 6.02214076e23, 1e-5, 0.1, 2.5, 1.5L);
    printf("[%f|%f|%g|%.17g|%.0f]\n", INFINITY, -INFINITY, 5e-324, 0.1, 1e22);
    printf("[%zu|%jd|%hhd|%*d|%.*f]\n", (size_t)-1, INTMAX_MIN, (signed char)300, 8, 7, 2, 2.0 / 3);
    char buffer[20];
    const char *volatile long_text = "longer than there is room"; // the compiler is not to know
    int whole = snprintf(buffer, sizeof buffer, "%s and %s", long_text, "more");
    printf("%d: \"%s\"\n", whole, buffer);
    int i = 0;
    double d = 0;
    char word[10];
    int found = sscanf("  -12 0x1.8p3 hello world", "%d %lf %9s", &i, &d, word);
    printf("%d: %d %g %s\n", found, i, d, word);
    printf("%.10g %.10g %lld\n", strtod("1e400", NULL), strtod("2.2250738585072014e-308", NULL),
           strtoll("-9223372036854775808", NULL, 0));
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_strings(const void *a, const void *b) {
    return strcmp(a, b);
}

static void sort(void) {
    enum { NUMBERS = 100000, STRINGS = 5000, LENGTH = 40 };
    static uint32_t numbers[NUMBERS];
    static char strings[STRINGS][LENGTH];
    uint32_t state = 1, sum = 0;
    for (int i = 0; i < NUMBERS; i++)
        numbers[i] = state = state * 1664525 + 1013904223;
    for (int i = 0; i < STRINGS; i++)
        snprintf(strings[i], LENGTH, "string %u", numbers[i] % 10007);
    qsort(numbers, NUMBERS, sizeof *numbers, compare_numbers);
    qsort(strings, STRINGS, LENGTH, compare_strings);
    for (int i = 1; i < NUMBERS; i++)
        sum += numbers[i] >= numbers[i - 1];
    printf("in order: %u; %u ... %u\n", sum, numbers[0], numbers[NUMBERS - 1]);
    printf("%s ... %s\n", strings[0], strings[STRINGS - 1]);
    uint32_t key = numbers[777];
    uint32_t *at = bsearch(&key, numbers, NUMBERS, sizeof key, compare_numbers);
    printf("found: %d\n", at && *at == key);
}

static jmp_buf place;

static int leave(int depth) {
    if (depth == 0)
        longjmp(place, 5);
    return depth > 0 ? leave(depth - 1) + 1 : 0;
}

static void jump(void) {
    volatile int kept = 1;
    int came_with = setjmp(place);
    if (came_with == 0) {
        kept = 2;
        printf("never here: %d\n", leave(50));
    }
    printf("setjmp: %d, kept: %d\n", came_with, kept);
}

static __thread int counter = 17;
static __thread char zeroed[5000];
static __thread long aligned __attribute__((aligned(64))) = 3;

static void use_thread_variables(void) {
    printf("thread: %d %d %ld %d\n", counter++, zeroed[4999], aligned,
           (int)((uintptr_t)&aligned % 64));
    zeroed[4999] = 1;
    errno = 0;
    if (open("/no/such/file", O_RDONLY) < 0)
        printf("errno: %s\n", strerror(errno));
}

static void tell_time(void) {
    time_t then = 1000000000;
    struct tm tm;
    char text[64];
    gmtime_r(&then, &tm);
    strftime(text, sizeof text, "%A, %d %B %Y, %H:%M:%S, day %j", &tm);
    printf("%s; back: %d\n", text, mktime(&tm) - then < 86400);
    struct timespec before, after, pause = {0, 5000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&pause, NULL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    int64_t passed = (after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec;
    printf("slept: %d\n", passed >= pause.tv_nsec);
    printf("now: %d\n", time(NULL) > 1500000000);
}

static void match(void) {
    regex_t expression;
    regmatch_t parts[3];
    const char *text = "key_1 = some value";
    if (regcomp(&expression, "^([a-z_0-9]+) *= *(.*)$", REG_EXTENDED) != 0)
        return;
    if (regexec(&expression, text, 3, parts, 0) == 0)
        printf("matched: [%.*s] [%s]\n", (int)(parts[1].rm_eo - parts[1].rm_so),
               text + parts[1].rm_so, text + parts[2].rm_so);
    regfree(&expression);
}

static void use_files(void) {
    char name[] = "/tmp/real-XXXXXX", line[80];
    int fd = mkstemp(name);
    FILE *file = fdopen(fd, "w+");
    if (!file)
        return;
    for (int i = 0; i < 3000; i++)
        fprintf(file, "line %d of the file\n", i);
    fseek(file, -40, SEEK_END);
    while (fgets(line, sizeof line, file))
        printf("read: %s", line);
    rewind(file);
    int lines = 0;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    printf("lines: %d, position %ld, end: %d\n", lines, ftell(file), feof(file) != 0);
    fclose(file);
    printf("removed: %d\n", unlink(name));
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    fprintf(memory, "%d", 12345);
    fclose(memory);
    printf("in memory: %s, %zu bytes\n", text, size);
    free(text);
}

int main(int argc, char **argv) {
    printf("arguments: %d, environment: %d\n", argc, argv[1] == NULL && getenv("PATH") != NULL);
    print();
    sort();
    jump();
    use_thread_variables();
    use_thread_variables();
    tell_time();
    match();
    use_files();
    return 0;
}
