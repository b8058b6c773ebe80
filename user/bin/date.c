#include <err.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include <usage.h>

const char usage[] = "date [+FORMAT]: prints the date and the time of day (UTC)\n"
                     "FORMAT is text with strftime's fields, such as +%Y-%m-%d or +%H:%M:%S.\n";

int main(int argc, char *argv[]) {
    usage_option(argc, argv, "");
    char text[256];
    time_t now = time(NULL);
    const char *format = "%a %b %e %T %Z %Y";
    if (argc - optind > 1 || (optind < argc && argv[optind][0] != '+'))
        usage_error();
    if (optind < argc)
        format = argv[optind] + 1;
    if (*format != '\0' && strftime(text, sizeof text, format, gmtime(&now)) == 0)
        errx(1, "cannot print %s", format);
    puts(*format == '\0' ? "" : text);
    return 0;
}
