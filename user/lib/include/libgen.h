// The parts of a path (POSIX). Both may change `path`.
#pragma once

char *basename(char *path);
char *dirname(char *path);
