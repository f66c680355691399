#include "CAssets.h"

const struct asset assets[] = {{"", (const unsigned char *)"", 0}};
const size_t assets_count = 0;
