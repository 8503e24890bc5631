// The nine Fortran functions that CSDP calls, handed on to OpenBLAS as
// COpenBLAS loaded it. Linking -lblas would load a library of the system's
// choice at the start of every program, before its core type can be chosen.
//
// Hidden: nothing outside of this program sees these names.
#include "fortran.h"

#include <copenblas.h>
#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))

// Fortran passes the length of each character argument behind the others.
static const size_t one = 1;

#define FUNCTIONS(each)                                                        \
  each(dgemm_) each(dgemv_) each(dpotrf_) each(dpotrs_) each(dtrtri_)          \
      each(ddot_) each(dnrm2_) each(dasum_) each(idamax_)

typedef void (*address)(void);
#define FOUND(name) static address found_##name;
FUNCTIONS(FOUND)

int csdp_find_functions(void) {
#define FIND(name)                                                             \
  if (!(found_##name = (address)copenblas_symbol(#name)))                      \
    return 0;
  FUNCTIONS(FIND)
  return 1;
}

HIDDEN void dgemm_(char *ta, char *tb, int *m, int *n, int *k, double *alpha,
                   double *a, int *lda, double *b, int *ldb, double *beta,
                   double *c, int *ldc) {
  ((void (*)(char *, char *, int *, int *, int *, double *, double *, int *,
             double *, int *, double *, double *, int *, size_t,
             size_t))found_dgemm_)(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta,
                                   c, ldc, one, one);
}

HIDDEN void dgemv_(char *t, int *m, int *n, double *alpha, double *a, int *lda,
                   double *x, int *incx, double *beta, double *y, int *incy) {
  ((void (*)(char *, int *, int *, double *, double *, int *, double *, int *,
             double *, double *, int *, size_t))found_dgemv_)(
      t, m, n, alpha, a, lda, x, incx, beta, y, incy, one);
}

HIDDEN void dpotrf_(char *uplo, int *n, double *a, int *lda, int *info) {
  ((void (*)(char *, int *, double *, int *, int *, size_t))found_dpotrf_)(
      uplo, n, a, lda, info, one);
}

HIDDEN void dpotrs_(char *uplo, int *n, int *nrhs, double *a, int *lda,
                    double *b, int *ldb, int *info) {
  ((void (*)(char *, int *, int *, double *, int *, double *, int *, int *,
             size_t))found_dpotrs_)(uplo, n, nrhs, a, lda, b, ldb, info, one);
}

HIDDEN void dtrtri_(char *uplo, char *diag, int *n, double *a, int *lda,
                    int *info) {
  ((void (*)(char *, char *, int *, double *, int *, int *, size_t,
             size_t))found_dtrtri_)(uplo, diag, n, a, lda, info, one, one);
}

HIDDEN double ddot_(int *n, double *x, int *incx, double *y, int *incy) {
  return ((double (*)(int *, double *, int *, double *, int *))found_ddot_)(
      n, x, incx, y, incy);
}

HIDDEN double dnrm2_(int *n, double *x, int *incx) {
  return ((double (*)(int *, double *, int *))found_dnrm2_)(n, x, incx);
}

HIDDEN double dasum_(int *n, double *x, int *incx) {
  return ((double (*)(int *, double *, int *))found_dasum_)(n, x, incx);
}

HIDDEN int idamax_(int *n, double *x, int *incx) {
  return ((int (*)(int *, double *, int *))found_idamax_)(n, x, incx);
}
