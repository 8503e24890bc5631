#include "copenblas_lapack.h"

#include "copenblas.h"

#include <stdlib.h>

// Fortran: all by address, lengths of character arguments behind the others.
typedef void (*zheev_function)(const char *, const char *, const int *,
                               double *, const int *, double *, double *,
                               const int *, double *, int *, size_t, size_t);
typedef void (*zgesvd_function)(const char *, const char *, const int *,
                                const int *, double *, const int *, double *,
                                double *, const int *, double *, const int *,
                                double *, const int *, double *, int *, size_t,
                                size_t);
typedef void (*potrf_function)(const char *, const int *, double *, const int *,
                               int *, size_t);
typedef void (*posv_function)(const char *, const int *, const int *, double *,
                              const int *, double *, const int *, int *,
                              size_t);

int copenblas_zheev(int n, double *a, double *w) {
  zheev_function zheev = (zheev_function)copenblas_symbol("zheev_");
  if (!zheev)
    return copenblas_no_lapack;
  int complex_count = 34 * n, info = 0;
  size_t real_count = (size_t)(3 * n);
  double *work =
      malloc((2 * (size_t)complex_count + real_count) * sizeof *work);
  if (!work)
    return copenblas_no_memory;
  zheev("V", "U", &n, a, &n, w, work, &complex_count, work + 2 * complex_count,
        &info, 1, 1);
  free(work);
  return info;
}

int copenblas_zgesvd(int m, int n, double *a, double *s, double *u,
                     double *vt) {
  zgesvd_function zgesvd = (zgesvd_function)copenblas_symbol("zgesvd_");
  if (!zgesvd)
    return copenblas_no_lapack;
  int small = m < n ? m : n, large = m < n ? n : m, info = 0;
  int complex_count = 34 * (small + large);
  size_t real_count = (size_t)(5 * small);
  double *work =
      malloc((2 * (size_t)complex_count + real_count) * sizeof *work);
  if (!work)
    return copenblas_no_memory;
  zgesvd("S", "S", &m, &n, a, &m, s, u, &m, vt, &small, work, &complex_count,
         work + 2 * complex_count, &info, 1, 1);
  free(work);
  return info;
}

static int factor_step(const char *name, int n, double *a) {
  potrf_function step = (potrf_function)copenblas_symbol(name);
  int info = 0;
  if (!step)
    return copenblas_no_lapack;
  step("L", &n, a, &n, &info, 1);
  return info;
}

int copenblas_zpotrf(int n, double *a) { return factor_step("zpotrf_", n, a); }

int copenblas_zpotri(int n, double *a) { return factor_step("zpotri_", n, a); }

int copenblas_dposv(int n, double *a, double *b) {
  posv_function posv = (posv_function)copenblas_symbol("dposv_");
  int one = 1, info = 0;
  if (!posv)
    return copenblas_no_lapack;
  posv("L", &n, &one, a, &n, b, &n, &info, 1);
  return info;
}
