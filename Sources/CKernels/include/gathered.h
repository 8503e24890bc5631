// Products of what devices have gathered with their own weights.
//
// A tensor's columns lie on devices; each device multiplies the columns that
// reached it with its rows of some weights. Columns that did not reach it are
// left out of the loops, so nothing is copied and nothing is masked.
#pragma once

#include <stddef.h>

// Who holds, sends and computes what.
typedef struct {
  ptrdiff_t rows; // of a sample
  ptrdiff_t devices;
  ptrdiff_t layers;
  const ptrdiff_t *cuts;        // devices + 1: the columns of each device
  const float *sent;            // 0 or 1 for each column, or null for all
  const ptrdiff_t *runs;        // begin and end of what is sent, in pairs
  const ptrdiff_t *sender_runs; // devices + 1: the runs of each device
  const ptrdiff_t *widths;      // outputs of each layer
  const ptrdiff_t *outputs;     // layers x (devices + 1)
  float epsilon;                // of the norm
  float root_epsilon;
  int unbiased;
  int lost_keep_shift;
} ck_layout;

// Up to 16 results (or columns of the input), one after another.
typedef struct {
  ptrdiff_t layer;
  ptrdiff_t first;
  ptrdiff_t lanes;
} ck_vector;

// Up to three vectors that are computed together.
typedef struct {
  ptrdiff_t first; // of its vectors
  ptrdiff_t count;
  const float *panel; // [inputs][16 * count]
} ck_group;

// Weights in the order in which products read them.
typedef struct {
  const ck_vector *vectors;
  const ck_group *groups;
  const ptrdiff_t *device_groups; // devices + 1
} ck_panels;

// A and K of a layer by sender, `devices x width`, its bias or null, and room
// for their sums, width + 16 each.
typedef struct {
  const float *bias;
  const float *column_of; // A; null without a norm
  const float *constant_of;
  float *column;
  float *constant;
} ck_terms;

// What a norm found, for each row and device of a sample; null without.
typedef struct {
  float *mean;
  float *factor; // 1 / (deviation + root_epsilon)
  float *offset; // - factor mean
} ck_found;

// Room for numbers of one sample: ck_gathered_room(layout) bytes.
typedef void *ck_room;
size_t ck_gathered_room(const ck_layout *layout);

// Rows less the mean of all columns, and what the norm finds.
void ck_gathered_statistics(const ck_layout *layout, const float *heard,
                            const float *x, float *centred, ck_found found,
                            ck_room room);

// The sums of A, and of K and bias, over what each device heard.
void ck_gathered_terms(const ck_layout *layout, const float *heard,
                       const ck_terms *terms);

// results[layer] = factor (values x weights - mean A) + K + bias.
// `heard` is receivers x senders, or null for all.
void ck_gathered_forward(const ck_layout *layout, const ck_panels *panels,
                         const float *heard, const float *values,
                         ck_found found, const ck_terms *terms,
                         float *const *results, ck_room room);

// What the results and their gradients of one layer mean: scaled = factor dy;
// adds the sum of dy (y - constant) to `along` and that of dy column to
// `across`, for each row and device; adds the gradients of bias, K and A.
void ck_gathered_pull(const ck_layout *layout, ptrdiff_t layer,
                      const float *heard, const ck_terms *terms,
                      ck_found found, const float *y, const float *dy,
                      float *scaled, float *along, float *across,
                      float *bias_back, float *constant_back,
                      float *column_back, ck_room room);

// Adds to the gradients of the weights: whole[layer] is outputs x columns.
void ck_gathered_weights_back(const ck_layout *layout, const float *heard,
                              const float *const *dy, const float *values,
                              float *const *whole, ck_room room);

// Adds to the gradient of the columns; panels by sender.
void ck_gathered_input_back(const ck_layout *layout, const ck_panels *panels,
                            const float *heard, const float *const *dy,
                            float *dx, ck_room room);

// Adds to dx what comes through the norm; along and across are spent.
void ck_gathered_statistics_back(const ck_layout *layout, const float *heard,
                                 const float *centred, ck_found found,
                                 float *along, float *across, float *dx,
                                 ck_room room);

// A panel of a weight's rows: panel[c][lane] = weight[lane][c] gain[c], zero
// in lanes that no row fills. Without gain, as with ones.
void ck_gathered_panel(const float *weight, ptrdiff_t stride, ptrdiff_t lanes,
                       const float *gain, ptrdiff_t columns, float *panel,
                       ptrdiff_t panel_stride);

// A panel of a weight's columns: panel[o][lane] = weight[o][lane] gain[lane],
// zero where sent[lane] is; gain and sent may be null.
void ck_gathered_panel_back(const float *weight, ptrdiff_t stride,
                            ptrdiff_t lanes, const float *gain,
                            const float *sent, ptrdiff_t outputs, float *panel,
                            ptrdiff_t panel_stride);

// A and K of one row of a weight over some columns, added.
void ck_gathered_fold(const float *weight, const float *gain,
                      const float *shift, int shifts_first, ptrdiff_t columns,
                      float *column, float *constant);

// What a panel's gradients mean for one row of a weight and its norm, over
// some columns: whole[c] is the gradient of weight[c] gain[c], and `constant`
// that of K. Each result may be null.
typedef struct {
  const float *weight, *gain, *shift, *whole;
  float whole_constant; // added to every element of whole
  float constant;
  int shifts_first;
  float *weight_back, *gain_back, *shift_back;
} ck_gathered_row;
void ck_gathered_unfold(const ck_gathered_row *row, ptrdiff_t columns);

// to[c] += sum over rows of x.
void ck_gathered_sum_rows(const float *x, ptrdiff_t rows, ptrdiff_t columns,
                          float *to);
