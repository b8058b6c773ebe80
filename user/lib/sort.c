// Sorting and searching arrays. The sort is a heapsort: in place, never worse than n log n, and
// without recursion.
#include <stdlib.h>

typedef int (*compare_t)(const void *, const void *);

static void swap(char *a, char *b, size_t size) {
    for (; size > 0; size--, a++, b++) {
        char kept = *a;
        *a = *b;
        *b = kept;
    }
}

// Restores the heap [0, count) in which only `root` may be smaller than its children 2i+1, 2i+2.
static void sift_down(char *array, size_t root, size_t count, size_t size, compare_t compare) {
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(array + child * size, array + (child + 1) * size) < 0)
            child++;
        if (compare(array + root * size, array + child * size) >= 0)
            return;
        swap(array + root * size, array + child * size, size);
    }
}

void qsort(void *array, size_t count, size_t size, compare_t compare) {
    for (size_t root = count / 2; root-- > 0;)
        sift_down(array, root, count, size, compare);
    while (count > 1) {
        count--;
        swap(array, (char *)array + count * size, size); // the largest goes to the end
        sift_down(array, 0, count, size, compare);
    }
}

void *bsearch(const void *key, const void *array, size_t count, size_t size, compare_t compare) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *element = (const char *)array + middle * size;
        int order = compare(key, element);
        if (order == 0)
            return (void *)element;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
