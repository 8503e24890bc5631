// THIS FILE MUST NEVER CHANGE. Every wall time of the history is divided by
// the time of one of these kernels: another kernel would be another unit, and
// all that was ever measured would have to be thrown away. A better one gets a
// name of its own, and series with another unit.
//
// They slow down with the machine as the measured code does. One stays in the
// vector registers, as do kernels whose operands fit into the L2 cache; the
// other also passes over memory that no L2 cache holds, for all the rest.
#include "creference.h"

#if defined(__linux__)
#include <features.h>
#endif

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__clang__)
#define CLONES                                                                 \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES __attribute__((noinline))
#endif

enum { rounds = 1200000, passes = 2 };
enum { floats = 1 << 20 };

typedef float lanes __attribute__((vector_size(64)));

// Chains that do not wait for each other.
CLONES static float arithmetic(float first) {
#pragma clang fp contract(fast)
  lanes x0 = {first}, x1 = x0 + 0.1f, x2 = x0 + 0.2f, x3 = x0 + 0.3f;
  lanes x4 = x0 + 0.4f, x5 = x0 + 0.5f, x6 = x0 + 0.6f, x7 = x0 + 0.7f;
  for (int round = 0; round < rounds; ++round) {
    x0 = x0 * 0.999f + 0.0005f;
    x1 = x1 * 0.999f + 0.0005f;
    x2 = x2 * 0.999f + 0.0005f;
    x3 = x3 * 0.999f + 0.0005f;
    x4 = x4 * 0.999f + 0.0005f;
    x5 = x5 * 0.999f + 0.0005f;
    x6 = x6 * 0.999f + 0.0005f;
    x7 = x7 * 0.999f + 0.0005f;
  }
  const lanes sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7;
  return sum[0] + sum[15];
}

CLONES static float passing(float *memory) {
#pragma clang fp contract(fast)
  for (int pass = 0; pass < passes; ++pass)
    for (ptrdiff_t i = 0; i < floats; ++i)
      memory[i] = memory[i] * 0.5f + 0.25f;
  return memory[floats / 2];
}

ptrdiff_t creference_floats(void) { return floats; }

float creference_arithmetic(float *memory) { return arithmetic(memory[0]); }

float creference_mixture(float *memory) {
  return arithmetic(memory[0]) + passing(memory);
}
