#pragma once
#include <stddef.h>

/// One embedded file: its path in the program, and its bytes.
struct asset {
    const char *path;
    const unsigned char *bytes;
    size_t count;
};

/// All embedded files, in the order of their paths.
extern const struct asset assets[];
extern const size_t assets_count;
