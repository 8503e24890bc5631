// What measuring itself needs in C: work that never changes, to divide times
// by, and a frame by which a profiler knows the part to count.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Floats that the reference kernels get.
ptrdiff_t creference_floats(void);
// One call of a reference kernel: arithmetic alone, or that and passing over
// all of `memory`. It holds as many floats, all of them numbers between 0 and
// 1, and is changed. Returns a number, so that no compiler leaves the work
// out.
float creference_arithmetic(float *memory);
float creference_mixture(float *memory);

// Calls `body` with `context`. Profilers count what happens in this frame.
void creference_counted_region(void (*body)(void *), void *context);

#ifdef __cplusplus
}
#endif
