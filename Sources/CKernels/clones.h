// How a function is compiled for several CPU families at once.
#pragma once

#include <stddef.h>

#if defined(__linux__)
#include <features.h>
#endif

// The loader resolves clones by ifunc, which glibc has; elsewhere the
// compiler's own target is all there is.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__clang__)
#define CK_CLONES                                                              \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_CLONES
#endif

// Helpers become part of each clone.
#define CK_INLINE static inline __attribute__((always_inline))

// For arrays on the stack: a vector across two cache lines reads slower.
#define CK_LINE _Alignas(64)

// Inside of a block: additions may be reordered and fused, so that
// sums vectorise.
#define CK_FREE_ORDER _Pragma("clang fp reassociate(on) contract(fast)")

// The root without a detour through errno, which would keep loops scalar.
#if defined(__has_builtin)
#if __has_builtin(__builtin_elementwise_sqrt)
#define CK_ROOT(x) __builtin_elementwise_sqrt(x)
#endif
#endif
#ifndef CK_ROOT
#include <math.h>
#define CK_ROOT(x) sqrtf(x)
#endif
