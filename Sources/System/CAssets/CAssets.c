// Written by scripts/assets: change the table there.
#include "CAssets.h"

_Alignas(8) static const unsigned char asset_0[] = {
#embed "../../../Sources/Hub/Directory/NumberingPlan.plan" if_empty(0)
};

static const struct asset list[] = {
    {"directory/NumberingPlan.plan", asset_0, sizeof asset_0},
    {0, 0, 0},
};

const struct asset *const assets = list;
const size_t assets_count = 1;
