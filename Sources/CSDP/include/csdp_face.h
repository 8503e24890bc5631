// Semidefinite programs, solved by CSDP (Borchers; Debian: libsdp-dev).
//
//     max <C, X>  such that  <A_i, X> = a_i for i = 1...k,  X >= 0
//
// and its dual, min a^T y such that sum_i y_i A_i - C >= 0. All matrices share
// one division into dense symmetric blocks. Matrices, blocks, rows and columns
// are numbered as in SDPA's sparse files: from 1 on, and matrix 0 is C.
//
// CSDP is linked statically, and what it needs of BLAS and LAPACK comes from
// the OpenBLAS that COpenBLAS loads (see fortran.c), so that a program starts
// without either. It reads no file and prints nothing here.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// One entry of the upper triangle: row <= column. No entry stands twice.
typedef struct {
  int matrix, block, row, column;
  double value;
} csdp_entry;

// Return codes besides CSDP's own: 0 solved, 1 primal infeasible, 2 dual
// infeasible, 3 solved with less accuracy than asked for, 4 to 10 not solved.
enum {
  csdp_no_memory = -1,
  csdp_bad_entry = -2,      // an entry outside of its block, or a size below 1
  csdp_no_blas = -3,        // OpenBLAS is not loaded or lacks a function
  csdp_empty_constraint = -4
};

// Solves one program. `entries` are in the order of `matrix` (those of one
// matrix next to each other); `right_sides` has one number a constraint.
//
// Writes the objectives of both sides, y (one number a constraint) and the
// blocks of X, one behind the other, each column by column. Returns a code
// from above; what it writes means something for 0 and 3 only. One call at a
// time computes; others wait.
int csdp_solve(int blocks, const int *block_sizes, int constraints,
               const double *right_sides, int entry_count,
               const csdp_entry *entries, double *primal_objective,
               double *dual_objective, double *y, double *x);

#ifdef __cplusplus
}
#endif
