// date [+FORMAT]: prints date and time (UTC), in strftime's format.
#include <err.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char *argv[]) {
    char text[256];
    time_t now = time(NULL);
    const char *format = argc > 1 && argv[1][0] == '+' ? argv[1] + 1 : "%a %b %e %T %Z %Y";
    if (argc > 1 && argv[1][0] != '+')
        errx(2, "usage: date [+FORMAT]");
    if (*format != '\0' && strftime(text, sizeof text, format, gmtime(&now)) == 0)
        errx(1, "cannot print %s", format);
    puts(*format == '\0' ? "" : text);
    return 0;
}
