#pragma once
#include <stddef.h>

/// One embedded file: its path in the program, and its bytes, which begin on a multiple of 8.
struct asset {
    const char *path;
    const unsigned char *bytes;
    size_t count;
};

/// All embedded files, in the order of their paths (bytewise); scripts/assets writes the list.
extern const struct asset *const assets;
extern const size_t assets_count;
