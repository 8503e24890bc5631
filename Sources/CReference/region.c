#include "creference.h"

__attribute__((noinline)) void creference_counted_region(void (*body)(void *),
                                                         void *context) {
  body(context);
  // Not a tail call: the frame must stay while the body runs.
  __asm__ volatile("" ::: "memory");
}
