// LAPACK for small dense matrices, from the loaded OpenBLAS.
//
// Column-major; a complex number is two doubles, real part first. Each returns
// LAPACK's info: 0 is success, above 0 says what did not converge or which
// leading minor is not positive; copenblas_no_lapack if OpenBLAS is not loaded
// or lacks the function, copenblas_no_memory if there was no room to work in.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum { copenblas_no_lapack = -1000, copenblas_no_memory = -1001 };

// Eigenvalues of the Hermitian a[n,n] (its upper triangle counts), ascending,
// into w[n]; the eigenvectors replace a, one a column.
int copenblas_zheev(int n, double *a, double *w);

// Singular values of a[m,n], falling, into s[min(m,n)]; the left vectors into
// u[m,min(m,n)], the right ones, adjoint, into vt[min(m,n),n]. Destroys a.
int copenblas_zgesvd(int m, int n, double *a, double *s, double *u, double *vt);

// The Cholesky factor L of the Hermitian a[n,n] = L L^H replaces its lower
// triangle; what stands above stays.
int copenblas_zpotrf(int n, double *a);

// The inverse's lower triangle from what copenblas_zpotrf() left.
int copenblas_zpotri(int n, double *a);

// Solves a x = b for a symmetric positive a[n,n]; x replaces b[n], the factor
// the lower triangle of a.
int copenblas_dposv(int n, double *a, double *b);

#ifdef __cplusplus
}
#endif
