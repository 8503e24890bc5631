// OpenBLAS, loaded at first use.
//
// The library chooses its kernels while it loads, from the CPU or from
// OPENBLAS_CORETYPE. Version 0.3.21 takes several AVX-512 processors for AVX2
// ones. Loading it late lets the right core type be set first (or the one that
// SHARDBENCH_OPENBLAS_CORE names), and keeps runs that need no arithmetic
// (shapes only) free of it.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// Loads OpenBLAS with one thread. Returns NULL on success, else what went
// wrong. Safe to call again. Not thread-safe on its first call.
const char *copenblas_load(void);

// The core type that OpenBLAS reports, for provenance; "" before loading.
const char *copenblas_core(void);

// The address of one of its functions, such as "dgemm_"; NULL before loading,
// or if it has none of that name.
void *copenblas_symbol(const char *name);

// Row-major C[m,n] = alpha op(A) op(B) + beta C; a nonzero flag transposes.
// Undefined before copenblas_load() has succeeded, as are those below.
void copenblas_sgemm(int transpose_a, int transpose_b, int m, int n, int k,
                     float alpha, const float *a, int lda, const float *b,
                     int ldb, float beta, float *c, int ldc);

// Row-major y[m] = alpha A[m,n] x + beta y.
void copenblas_sgemv(int m, int n, float alpha, const float *a, int lda,
                     const float *x, float beta, float *y);

#ifdef __cplusplus
}
#endif
