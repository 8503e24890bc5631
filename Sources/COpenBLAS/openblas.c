#include "copenblas.h"

#include <dlfcn.h>
#include <stdlib.h>

// CBLAS enumerators, fixed by its ABI.
enum { row_major = 101, no_transpose = 111, transpose = 112 };

typedef void (*sgemm_function)(int, int, int, int, int, int, float,
                               const float *, int, const float *, int, float,
                               float *, int);
typedef void (*sgemv_function)(int, int, int, int, float, const float *, int,
                               const float *, int, float, float *, int);

static sgemm_function sgemm;
static sgemv_function sgemv;
static void *library;
static const char *core = "";

// Names the widest core type that the CPU's own flags allow. An inherited
// OPENBLAS_CORETYPE may come from another machine and gives way; who means it
// says so with SHARDBENCH_OPENBLAS_CORE.
static void choose_core(void) {
  const char *wanted = getenv("SHARDBENCH_OPENBLAS_CORE");
  if (wanted && *wanted) {
    setenv("OPENBLAS_CORETYPE", wanted, 1);
    return;
  }
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
#endif
}

const char *copenblas_load(void) {
  static const char *const names[] = {
      "libopenblas.so.0", "libopenblas.so", "libopenblas.dylib",
      "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
      "/usr/local/opt/openblas/lib/libopenblas.dylib"};
  if (sgemm && sgemv)
    return NULL;
  choose_core();
  setenv("OPENBLAS_NUM_THREADS", "1", 0);
  for (size_t i = 0; i < sizeof names / sizeof *names && !library; ++i)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return "OpenBLAS cannot be loaded";
  sgemm = (sgemm_function)dlsym(library, "cblas_sgemm");
  sgemv = (sgemv_function)dlsym(library, "cblas_sgemv");
  if (!sgemm || !sgemv)
    return "OpenBLAS has no CBLAS interface";
  char *(*corename)(void) =
      (char *(*)(void))dlsym(library, "openblas_get_corename");
  core = corename ? corename() : "unknown";
  return NULL;
}

const char *copenblas_core(void) { return core; }

void *copenblas_symbol(const char *name) {
  return library ? dlsym(library, name) : NULL;
}

void copenblas_sgemm(int transpose_a, int transpose_b, int m, int n, int k,
                     float alpha, const float *a, int lda, const float *b,
                     int ldb, float beta, float *c, int ldc) {
  sgemm(row_major, transpose_a ? transpose : no_transpose,
        transpose_b ? transpose : no_transpose, m, n, k, alpha, a, lda, b, ldb,
        beta, c, ldc);
}

void copenblas_sgemv(int m, int n, float alpha, const float *a, int lda,
                     const float *x, float beta, float *y) {
  sgemv(row_major, no_transpose, m, n, alpha, a, lda, x, 1, beta, y, 1);
}
