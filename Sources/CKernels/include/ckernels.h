// Loops over fp32 values that compilers turn into vector code.
//
// Each function exists several times in the library, for the CPU families
// that differ in vector width, and the loader picks one (see clones.h); so
// sums may differ in their last bits between families, never between calls.
// Counts and strides are in elements; counts may be zero. Results must not
// overlap operands unless a comment says "in place". Only ck_take allocates.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Elements one by one (elementwise.c). Those called add_* add to y.

// y = a + b; y may be a or b.
void ck_sum(const float *a, const float *b, float *y, ptrdiff_t count);
// y = a b; y may be a or b.
void ck_product(const float *a, const float *b, float *y, ptrdiff_t count);
// y = factor x + term; y may be x.
void ck_scale(const float *x, float factor, float term, float *y,
              ptrdiff_t count);
// y += x.
void ck_add(const float *x, float *y, ptrdiff_t count);
// y += factor x.
void ck_add_scaled(const float *x, float factor, float *y, ptrdiff_t count);
// y += a b.
void ck_add_product(const float *a, const float *b, float *y, ptrdiff_t count);
// y += term.
void ck_add_constant(float term, float *y, ptrdiff_t count);
// The inner product of a and b.
float ck_dot(const float *a, const float *b, ptrdiff_t count);
// The sum of squares, in double precision.
double ck_squares(const float *x, ptrdiff_t count);
// The largest value; -infinity for none.
float ck_max(const float *x, ptrdiff_t count);
// y[r] = x[r] + bias for each row; y may be x.
void ck_add_rows(const float *x, const float *bias, float *y, ptrdiff_t rows,
                 ptrdiff_t columns);
// sums += the sum of x's rows.
void ck_column_sums(const float *x, float *sums, ptrdiff_t rows,
                    ptrdiff_t columns);

// Activations and their gradients (activations.c), to 1e-6 or better.
// The gradients add to dx what dy, the gradient of the result, means for it.

// y = exp(x), within 2 ulp; 0 and infinity where exp(x) is; NaN stays.
void ck_exp(const float *x, float *y, ptrdiff_t count);
// y = max(0, x).
void ck_relu(const float *x, float *y, ptrdiff_t count);
void ck_relu_back(const float *x, const float *dy, float *dx, ptrdiff_t count);
// y = x / (1 + exp(-x)).
void ck_silu(const float *x, float *y, ptrdiff_t count);
void ck_silu_back(const float *x, const float *dy, float *dx, ptrdiff_t count);
// y = x times the normal distribution function.
void ck_gelu(const float *x, float *y, ptrdiff_t count);
void ck_gelu_back(const float *x, const float *dy, float *dx, ptrdiff_t count);
// Its approximation by tanh.
void ck_gelu_tanh(const float *x, float *y, ptrdiff_t count);
void ck_gelu_tanh_back(const float *x, const float *dy, float *dx,
                       ptrdiff_t count);
// y = silu(gate) up, and its gradients; da or db may be NULL.
void ck_silu_gate(const float *gate, const float *up, float *y,
                  ptrdiff_t count);
void ck_silu_gate_back(const float *gate, const float *up, const float *dy,
                       float *da, float *db, ptrdiff_t count);

// Softmax by row (softmax.c).

// In place: x = exp(scale x) over its sum, for the first `seen` elements;
// those up to `count` become zero. Rows of masked scores (-infinity) and
// of nothing seen become zero.
void ck_softmax(float *x, float scale, ptrdiff_t seen, ptrdiff_t count);
// The same, where elements under a mask of zero weigh nothing.
void ck_softmax_masked(float *x, const float *mask, ptrdiff_t count);
// dx += y (dy - sum of y dy).
void ck_softmax_back(const float *y, const float *dy, float *dx,
                     ptrdiff_t count);

// Norms by row (norms.c).

typedef struct {
  ptrdiff_t columns;
  float epsilon;      // added to the variance, inside of the root
  float root_epsilon; // added to the root
  float unbiased;     // what the divisor is less than the count: 0 or 1
  int shifts_first;   // (x + shift) gain instead of x gain + shift
} ck_layer_norm;

// One row: y = (x - mean) / deviation with gain and shift by column. The mask
// is NULL, or 0 or 1 by column: statistics are over the ones, others give 0.
void ck_layer_norm_row(const ck_layer_norm *norm, const float *x,
                       const float *mask, const float *gain,
                       const float *shift, float *y);
// Adds to dx, dgain and dshift, each of which may be NULL. `scratch` has room
// for two rows.
void ck_layer_norm_row_back(const ck_layer_norm *norm, const float *x,
                            const float *mask, const float *gain,
                            const float *shift, const float *dy, float *dx,
                            float *dgain, float *dshift, float *scratch);
// y = x / sqrt(mean square + epsilon) gain for each row.
void ck_rms_norm(const float *x, const float *gain, float epsilon, float *y,
                 ptrdiff_t rows, ptrdiff_t columns);
// Adds to dx and dgain, each of which may be NULL.
void ck_rms_norm_back(const float *x, const float *gain, float epsilon,
                      const float *dy, float *dx, float *dgain, ptrdiff_t rows,
                      ptrdiff_t columns);

// Optimizers (optimizer.c).

typedef struct {
  float keep;    // what the weight is multiplied by
  float step;    // rate over the correction of the mean
  float root;    // the root of the correction of the square
  float epsilon; // added to the corrected root of the square
  float mean;    // 1 - beta1
  float beta2;
  float square; // 1 - beta2
} ck_adamw;

// One step of AdamW for weights x with means m of gradients g and v of g g.
void ck_adamw_step(const ck_adamw *step, const float *g, float *m, float *v,
                   float *x, ptrdiff_t count);

// Attention of small heads (attention.c, attention_back.c).

typedef struct {
  ptrdiff_t rows;    // of queries
  ptrdiff_t keys;    // that any row sees
  ptrdiff_t visible; // keys that row 0 sees; each further row sees `more` more
  ptrdiff_t more;    // 1: causal, 0: all rows see the same
  ptrdiff_t size;    // elements of a head
  ptrdiff_t stride;  // from a query's row to the next, also of results
  ptrdiff_t key_stride; // from a key's row to the next, also of values
  float scale;          // of scores
} ck_attention;

// Floats of scratch that one head needs, forward or back.
ptrdiff_t ck_attention_scratch(const ck_attention *plan, int back);
// y = softmax(scale q kT) v of one head. Pointers are to its first element.
void ck_attention_head(const ck_attention *plan, const float *q,
                       const float *k, const float *v, float *y,
                       float *scratch);
// Adds to dq, dk and dv, each of which may be NULL.
void ck_attention_head_back(const ck_attention *plan, const float *q,
                            const float *k, const float *v, const float *dy,
                            float *dq, float *dk, float *dv, float *scratch);

// Dropout and noise (dropout.c).

// Random numbers are those of Philox 4x32-10 at (key, element): two elements
// a word, dropped where their half is below the threshold, else multiplied.
typedef struct {
  unsigned long long seed;
  unsigned key[3];
  unsigned threshold;
  float factor;
  int adds; // whether results are added to what is there
} ck_dropout;
void ck_drop_out(const ck_dropout *plan, const float *x, float *y,
                 ptrdiff_t count);
// y = x + factor (mean + deviation n) with n nearly normal, one for each
// element; mean and deviation by column. Threshold and adds do not matter.
void ck_add_noise(const ck_dropout *plan, const float *mean,
                  const float *deviation, const float *x, float *y,
                  ptrdiff_t count, ptrdiff_t columns);

// Codebooks (nearest.c).

// The entry of `book`, `entries x width`, that is nearest to each row of x, in
// numbers[row * step]; of equally near ones the first, for rows that are no
// numbers entry 0. Scratch: (entries + 63) * width + rows.
void ck_nearest(const float *x, ptrdiff_t rows, ptrdiff_t stride,
                const float *book, ptrdiff_t entries, ptrdiff_t width,
                int *numbers, ptrdiff_t step, float *scratch);

// Memory for results (memory.c).

// Room for `count` floats, aligned to cache lines, undefined until written.
// Blocks of 32 kB to 64 MB come from those that were given back, the last one
// first: it is still in the cache, and its pages are there. Any thread.
float *ck_take(ptrdiff_t count);
// Gives back what ck_take gave for this count. At most 256 MB are kept.
void ck_give(float *memory, ptrdiff_t count);
// What is kept now.
size_t ck_kept_bytes(void);

#ifdef __cplusplus
}
#endif
