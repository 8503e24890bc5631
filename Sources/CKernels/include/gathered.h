// Products of what devices have gathered with their own weights.
//
// A tensor's columns lie on devices; each device multiplies the columns that
// reached it with its rows of a weight. Columns that did not reach it are
// left out of the loops, so nothing is copied and nothing is masked.
#pragma once

#include <stddef.h>

// Columns that a device has, one after another.
typedef struct {
  const float *values; // of the first row
  const float *panel;  // their weights, [count][16 * vectors]
  ptrdiff_t count;
} ck_range;

// Up to 16 results, one after another.
typedef struct {
  float *to;        // of the first row
  ptrdiff_t stride; // between rows
  ptrdiff_t lanes;
  const float *constant; // 16 values to add, or null
  const float *column;   // 16 values to add `offset` times, or null
} ck_vector;

// Up to three vectors of results from the same ranges, row by row.
typedef struct {
  const ck_range *ranges;
  ptrdiff_t range_count;
  const ck_vector *vectors;
  ptrdiff_t vector_count; // 1 to 3
  ptrdiff_t rows;
  ptrdiff_t stride;    // between rows of the values
  const float *scale;  // a factor for each row, or null
  const float *offset; // for each row, with `scale`
  ptrdiff_t row_step;  // between rows of both
  int adds;            // whether results are added to what is there
} ck_gathered;

// to = scale * (values x panel) + offset * column + constant.
void ck_gathered_product(const ck_gathered *plan);

// to[o][c] += sum over rows of left[row][o] * right[row][c].
void ck_gathered_outer(const float *left, ptrdiff_t left_stride,
                       ptrdiff_t outputs, const float *right,
                       ptrdiff_t right_stride, ptrdiff_t columns,
                       ptrdiff_t rows, float *to, ptrdiff_t to_stride);

// A panel of a weight's rows: panel[c][lane] = weight[lane][c] gain[c], zero
// in lanes that no row fills. Without gain, as with ones.
void ck_gathered_panel(const float *weight, ptrdiff_t stride, ptrdiff_t lanes,
                       const float *gain, ptrdiff_t columns, float *panel,
                       ptrdiff_t panel_stride);

// A panel of a weight's columns: panel[o][lane] = weight[o][lane] gain[lane].
void ck_gathered_panel_back(const float *weight, ptrdiff_t stride,
                            ptrdiff_t lanes, const float *gain,
                            ptrdiff_t outputs, float *panel,
                            ptrdiff_t panel_stride);

// What a panel's gradients mean for one row of a weight and its norm, over
// some columns: whole[c] is the gradient of weight[c] gain[c], and `constant`
// that of the sum of weight[c] gain[c] shift[c] (or of weight[c] shift[c],
// where the shift comes after the gain). Each result may be null.
typedef struct {
  const float *weight, *gain, *shift, *whole;
  float whole_constant; // added to every element of whole
  float constant;
  int shifts_first;
  float *weight_back, *gain_back, *shift_back;
} ck_gathered_row;
void ck_gathered_unfold(const ck_gathered_row *row, ptrdiff_t columns);

// How devices norm the rows that they have.
typedef struct {
  ptrdiff_t rows;
  ptrdiff_t devices;
  const ptrdiff_t *cuts; // devices + 1 column numbers
  const float *sent;     // 0 or 1 for each column, or null for all
  const float *heard;    // [sender][receiver], 0 or 1
  const float *counts;   // columns that each receiver has
  float epsilon;
  float root_epsilon;
  int unbiased;
} ck_gathered_norm;

// Rows less the mean of all columns, and for each row and device the mean of
// what it has and 1 / (deviation + root_epsilon).
void ck_gathered_statistics(const ck_gathered_norm *plan, const float *x,
                            float *centred, float *mean, float *factor);

// What a layer's results and their gradients mean: scaled = factor dy; adds
// the sum of dy (y - constant) to `along` and that of dy column to `across`,
// for each row and device; adds to the gradients of constant and column.
void ck_gathered_pull(ptrdiff_t rows, ptrdiff_t devices,
                      const ptrdiff_t *cuts, const float *y, const float *dy,
                      const float *constant, const float *column,
                      const float *mean, const float *factor, float *scaled,
                      float *along, float *across, float *constant_back,
                      float *column_back);

// Adds to dx what comes through mean and factor; along and across are spent.
void ck_gathered_statistics_back(const ck_gathered_norm *plan,
                                 const float *centred, const float *mean,
                                 const float *factor, float *along,
                                 float *across, float *dx);
