// The name of an error or a signal, as the C headers have it; NULL: it has none.
#pragma once

const char *errno_name(int error);
const char *signal_name(int number);
