// Pipes: a page-sized ring between a reading and a writing end.
#pragma once
#include "kernel/fs/file.h"

// Makes both ends, each with refs 1. 0 or -ENOMEM. Never sleeps.
int pipe_new(struct file **read_end, struct file **write_end);
