#include "csdp_face.h"

#include "fortran.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#if !__has_include(<csdp/declarations.h>)
#error "CSDP is missing: install libsdp-dev (make setup does on Debian)"
#endif
#include <csdp/declarations.h>

// CSDP's own version reads param.csdp from the working directory, silently.
// This one stands before it in the link: the library's defaults, no file, and
// no messages. Hidden, as it is for the archive in this program alone.
__attribute__((visibility("hidden"))) void
initparams(struct paramstruc *params, int *print_level) {
  *params = (struct paramstruc){.axtol = 1e-8,
                                .atytol = 1e-8,
                                .objtol = 1e-8,
                                .pinftol = 1e8,
                                .dinftol = 1e8,
                                .maxiter = 100,
                                .minstepfrac = 0.90,
                                .maxstepfrac = 0.97,
                                .minstepp = 1e-8,
                                .minstepd = 1e-8,
                                .usexzgap = 1,
                                .tweakgap = 0,
                                .affine = 0,
                                .perturbobj = 1,
                                .fastmode = 0};
  *print_level = 0;
}

// What free_prob() frees: it must come from malloc, and CSDP counts from 1.
struct problem {
  int size, constraint_count;
  struct blockmatrix c, x, z;
  double *a, *y;
  struct constraintmatrix *constraints;
};

static int make_objective(struct problem *p, int blocks, const int *sizes) {
  p->c.nblocks = blocks;
  p->c.blocks = calloc((size_t)blocks + 1, sizeof *p->c.blocks);
  if (!p->c.blocks)
    return csdp_no_memory;
  for (int b = 1; b <= blocks; ++b) {
    size_t n = (size_t)sizes[b - 1];
    struct blockrec *block = p->c.blocks + b;
    block->blockcategory = MATRIX;
    block->blocksize = sizes[b - 1];
    block->data.mat = calloc(n * n, sizeof *block->data.mat);
    if (!block->data.mat)
      return csdp_no_memory;
    p->size += sizes[b - 1];
  }
  return 0;
}

// Adds an empty block with room for `count` entries to constraint `i`.
static struct sparseblock *make_block(struct problem *p, int i, int number,
                                      int size, int count) {
  struct sparseblock *block = calloc(1, sizeof *block);
  if (!block)
    return NULL;
  size_t room = (size_t)count + 1;
  block->entries = malloc(room * sizeof *block->entries);
  block->iindices = malloc(room * sizeof *block->iindices);
  block->jindices = malloc(room * sizeof *block->jindices);
  block->blocknum = number;
  block->blocksize = size;
  block->constraintnum = i;
  block->next = p->constraints[i].blocks;
  p->constraints[i].blocks = block;
  return block->entries && block->iindices && block->jindices ? block : NULL;
}

static int make_constraint(struct problem *p, int blocks, const int *sizes,
                           int i, int count, const csdp_entry *entries) {
  if (count == 0)
    return csdp_empty_constraint;
  for (int b = 1; b <= blocks; ++b) {
    int inside = 0;
    for (int e = 0; e < count; ++e)
      inside += entries[e].block == b;
    if (inside == 0)
      continue;
    struct sparseblock *block = make_block(p, i, b, sizes[b - 1], inside);
    if (!block)
      return csdp_no_memory;
    for (int e = 0; e < count; ++e) {
      if (entries[e].block != b)
        continue;
      int at = ++block->numentries;
      block->iindices[at] = entries[e].row;
      block->jindices[at] = entries[e].column;
      block->entries[at] = entries[e].value;
    }
  }
  return 0;
}

static int fill(struct problem *p, int blocks, const int *sizes,
                const double *right_sides, int entry_count,
                const csdp_entry *entries) {
  int e = 0;
  for (; e < entry_count && entries[e].matrix == 0; ++e) {
    struct blockrec *block = p->c.blocks + entries[e].block;
    int n = block->blocksize, i = entries[e].row, j = entries[e].column;
    block->data.mat[ijtok(i, j, n)] = entries[e].value;
    block->data.mat[ijtok(j, i, n)] = entries[e].value;
  }
  for (int i = 1; i <= p->constraint_count; ++i) {
    int first = e;
    while (e < entry_count && entries[e].matrix == i)
      ++e;
    int code =
        make_constraint(p, blocks, sizes, i, e - first, entries + first);
    if (code)
      return code;
    p->a[i] = right_sides[i - 1];
  }
  return e == entry_count ? 0 : csdp_bad_entry;
}

static int check(int blocks, const int *sizes, int constraints,
                 int entry_count, const csdp_entry *entries) {
  if (blocks < 1 || constraints < 1)
    return csdp_bad_entry;
  for (int b = 0; b < blocks; ++b)
    if (sizes[b] < 1)
      return csdp_bad_entry;
  for (int e = 0; e < entry_count; ++e) {
    csdp_entry entry = entries[e];
    if (entry.block < 1 || entry.block > blocks || entry.row < 1 ||
        entry.row > entry.column || entry.column > sizes[entry.block - 1])
      return csdp_bad_entry;
  }
  return 0;
}

static void discard(struct problem *p) {
  if (p->c.blocks)
    for (int b = 1; b <= p->c.nblocks; ++b)
      free(p->c.blocks[b].data.mat);
  free(p->c.blocks);
  if (p->constraints)
    for (int i = 1; i <= p->constraint_count; ++i)
      for (struct sparseblock *b = p->constraints[i].blocks, *next; b;
           b = next) {
        next = b->next;
        free(b->entries);
        free(b->iindices);
        free(b->jindices);
        free(b);
      }
  free(p->constraints);
  free(p->a);
}

int csdp_solve(int blocks, const int *block_sizes, int constraints,
               const double *right_sides, int entry_count,
               const csdp_entry *entries, double *primal_objective,
               double *dual_objective, double *y, double *x) {
  // CSDP keeps a buffer of its own between calls, hence one call at a time.
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  int code = check(blocks, block_sizes, constraints, entry_count, entries);
  if (code)
    return code;
  struct problem p = {.constraint_count = constraints};
  size_t count = (size_t)constraints + 1;
  p.a = calloc(count, sizeof *p.a);
  p.constraints = calloc(count, sizeof *p.constraints);
  code = p.a && p.constraints ? make_objective(&p, blocks, block_sizes)
                              : csdp_no_memory;
  if (!code)
    code = fill(&p, blocks, block_sizes, right_sides, entry_count, entries);
  if (code) {
    discard(&p);
    return code;
  }
  pthread_mutex_lock(&lock);
  if (!csdp_find_functions()) {
    pthread_mutex_unlock(&lock);
    discard(&p);
    return csdp_no_blas;
  }
  initsoln(p.size, constraints, p.c, p.a, p.constraints, &p.x, &p.y, &p.z);
  code = easy_sdp(p.size, constraints, p.c, p.a, p.constraints, 0, &p.x, &p.y,
                  &p.z, primal_objective, dual_objective);
  memcpy(y, p.y + 1, (size_t)constraints * sizeof *y);
  for (int b = 1; b <= blocks; ++b) {
    size_t n = (size_t)block_sizes[b - 1];
    memcpy(x, p.x.blocks[b].data.mat, n * n * sizeof *x);
    x += n * n;
  }
  free_prob(p.size, constraints, p.c, p.a, p.constraints, p.x, p.y, p.z);
  pthread_mutex_unlock(&lock);
  return code;
}
