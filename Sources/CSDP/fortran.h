#pragma once

// Looks up what CSDP calls in the loaded OpenBLAS. Returns 0 if it is not
// loaded or lacks a function.
int csdp_find_functions(void);
