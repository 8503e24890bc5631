// What the parts of a gathered product share.
#pragma once

#include "gathered.h"

// Columns that a device has, one after another, and their part of a panel.
typedef struct {
  const float *values; // of the first row
  const float *panel;
  ptrdiff_t count;
} ck_range;

// Where a vector of results goes, and what is added to it.
typedef struct {
  float *to;        // of the first row
  ptrdiff_t stride; // between rows
  ptrdiff_t lanes;
  const float *constant; // 16 values to add, or null
  const float *column;   // 16 values to add `offset` times, or null
} ck_target;

// Up to three vectors of results from the same ranges, row by row.
typedef struct {
  const ck_range *ranges;
  ptrdiff_t range_count;
  const ck_target *targets;
  ptrdiff_t target_count; // 1 to 3
  ptrdiff_t rows;
  ptrdiff_t stride;    // between rows of the values
  const float *scale;  // a factor for each row, or null
  const float *offset; // for each row, with `scale`
  ptrdiff_t row_step;  // between rows of both
  int adds;            // whether results are added to what is there
} ck_product;

// to = scale * (values x panel) + offset * column + constant.
void ck_product_rows(const ck_product *plan);

// to[o][c] += sum over rows of left[row][o] * right[row][c].
void ck_outer_rows(const float *left, ptrdiff_t left_stride, ptrdiff_t outputs,
                   const float *right, ptrdiff_t right_stride,
                   ptrdiff_t columns, ptrdiff_t rows, float *to,
                   ptrdiff_t to_stride);

static inline int ck_hears(const ck_layout *layout, const float *heard,
                           ptrdiff_t receiver, ptrdiff_t sender) {
  return !heard || heard[receiver * layout->devices + sender] != 0;
}

// The runs of columns that a receiver has, joined where they touch: begins
// and ends in pairs; returns how many.
ptrdiff_t ck_runs_at(const ck_layout *layout, const float *heard,
                     ptrdiff_t receiver, ptrdiff_t *runs);
