// Helper of exec_script and others: prints its arguments, one a line.
#include "test.h"

int main(int argc, char **argv) {
    printf("%d arguments\n", argc);
    for (int i = 0; i < argc; i++) {
        const char *name = i == 0 ? strrchr(argv[0], '/') : NULL;
        printf("[%s]\n", name == NULL ? argv[i] : name);
    }
    return 5;
}
