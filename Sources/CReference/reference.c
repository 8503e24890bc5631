// THIS FILE MUST NEVER CHANGE. Every wall time of the history is divided by
// the time of this kernel: another kernel would be another unit, and all that
// was ever measured would have to be thrown away. A better one gets a name of
// its own, and series with another unit.
//
// It stays in the vector registers and so follows the clock of the processor,
// which measured code follows too. What neighbours take of caches and memory
// differs from kernel to kernel; that is not divided out, but avoided, by
// taking the fastest of many repetitions.
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

enum { rounds = 1200000 };

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

float creference_arithmetic(float first) { return arithmetic(first); }
