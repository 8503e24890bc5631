// What measuring itself needs in C: work that never changes, to divide times
// by, and a frame by which a profiler knows the part to count.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// One call of the reference kernel, of some milliseconds, from a number
// between 0 and 1. Returns a number, so that no compiler leaves the work out.
float creference_arithmetic(float first);

// From now on malloc gives large blocks back when they are freed, whatever was
// freed before. Glibc else learns from that, and how many megabytes it then
// keeps is luck that differs from run to run (mallopt(3)); others have no such
// habit.
void creference_give_freed_memory_back(void);

// Calls `body` with `context`. Profilers count what happens in this frame.
void creference_counted_region(void (*body)(void *), void *context);

#ifdef __cplusplus
}
#endif
