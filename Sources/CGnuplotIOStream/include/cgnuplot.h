#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs a shell command and sends it a gnuplot script through gnuplot-iostream.
///
/// Returns the exit status of the command, 128 plus the signal that ended it,
/// or -1 if it could not be started. No C++ exception leaves this function,
/// and a command that ends before it has read the script does no harm.
int cgnuplot_run(const char *command, const char *script, size_t length);

#ifdef __cplusplus
}
#endif
