// Another name of <sys/statfs.h> (Linux).
#pragma once
#include <sys/statfs.h>
