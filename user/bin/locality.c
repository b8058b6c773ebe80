// The same work in two orders, and a sort: what an order does to the number of page faults.
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <usage.h>

const char usage[] =
    "locality [-n TIMES] rows|columns|sort [MIB]: good and bad locality\n"
    "rows, columns: fills a matrix of so many MiB (24) and adds it up TIMES times (1),\n"
    "row by row or column by column. A row is a page: 8 elements of 512 bytes.\n"
    "sort: fills an array with numbers in no order, and sorts it by quicksort.\n"
    "A major fault waited for a disk.\n";

enum { PAGE = 4096, MIB = 1 << 20, COLUMNS = 8 };

struct element {
    uint64_t value, rest[PAGE / COLUMNS / sizeof(uint64_t) - 1];
};

typedef struct element row[COLUMNS];

// What is sorted.
struct item {
    uint64_t key, rest[7];
};

static void print_faults(const char *what) {
    static long minor, major;
    struct rusage now;
    getrusage(RUSAGE_SELF, &now);
    if (what != NULL)
        printf("%-24s%8ld%8ld\n", what, now.ru_minflt - minor, now.ru_majflt - major);
    else
        printf("%24s%8s%8s\n", "", "minor", "major");
    fflush(stdout);
    getrusage(RUSAGE_SELF, &now); // printing had faults of its own
    minor = now.ru_minflt;
    major = now.ru_majflt;
}

static uint64_t add_rows(const volatile row *matrix, size_t rows) {
    uint64_t sum = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < COLUMNS; j++)
            sum += matrix[i][j].value;
    return sum;
}

static uint64_t add_columns(const volatile row *matrix, size_t rows) {
    uint64_t sum = 0;
    for (size_t j = 0; j < COLUMNS; j++)
        for (size_t i = 0; i < rows; i++)
            sum += matrix[i][j].value;
    return sum;
}

static void add(row *matrix, size_t rows, const char *order, int times) {
    uint64_t expected = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < COLUMNS; j++)
            expected += matrix[i][j].value = i ^ j;
    print_faults("filling it");
    for (int n = 0; n < times; n++) {
        uint64_t sum = (*order == 'r' ? add_rows : add_columns)(matrix, rows);
        if (sum != expected)
            errx(1, "the sum is wrong");
        print_faults(*order == 'r' ? "adding it up by rows" : "adding it up by columns");
    }
}

static void swap(struct item *a, struct item *b) {
    struct item old = *a;
    *a = *b;
    *b = old;
}

// Hoare's quicksort: each call goes once over its part, from both ends to the middle.
static void quicksort(struct item *items, size_t n) {
    while (n > 1) {
        uint64_t pivot = items[n / 2].key;
        size_t low = 0, high = n - 1;
        for (;; low++, high--) {
            while (items[low].key < pivot)
                low++;
            while (items[high].key > pivot)
                high--;
            if (low >= high)
                break;
            swap(&items[low], &items[high]);
        }
        quicksort(items, high + 1 < n ? high + 1 : high);
        size_t done = high + 1 < n ? high + 1 : high;
        items += done;
        n -= done;
    }
}

static void sort(struct item *items, size_t n) {
    uint64_t random = 1;
    for (size_t i = 0; i < n; i++)
        items[i].key = random = random * 6364136223846793005 + 1442695040888963407;
    print_faults("filling it");
    quicksort(items, n);
    print_faults("sorting it");
    for (size_t i = 1; i < n; i++)
        if (items[i - 1].key > items[i].key)
            errx(1, "it is not sorted");
}

int main(int argc, char *argv[]) {
    int times = 1;
    for (int option; (option = usage_option(argc, argv, "n:")) != -1;)
        times = usage_number(optarg);
    const char *order = optind < argc ? argv[optind] : "";
    size_t bytes = (size_t)(optind + 1 < argc ? usage_number(argv[optind + 1]) : 24) * MIB;
    if (strcmp(order, "rows") != 0 && strcmp(order, "columns") != 0 && strcmp(order, "sort") != 0)
        usage_error();
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        err(1, "%zu MiB", bytes / MIB);
    print_faults(NULL);
    if (*order == 's')
        sort(memory, bytes / sizeof(struct item));
    else
        add(memory, bytes / sizeof(row), order, times);
    return 0;
}
