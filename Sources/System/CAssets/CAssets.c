// Written by scripts/assets: change the table there.
#include "CAssets.h"

_Alignas(8) static const unsigned char asset_0[] = {
#embed "../../../Sources/Hub/Directory/NumberingPlan.plan" if_empty(0)
};

_Alignas(8) static const unsigned char asset_1[] = {
#embed "../../../webhooks/generic/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_2[] = {
#embed "../../../webhooks/twilio/profile.json" if_empty(0)
};

static const struct asset list[] = {
    {"directory/NumberingPlan.plan", asset_0, sizeof asset_0},
    {"webhooks/generic/profile.json", asset_1, sizeof asset_1},
    {"webhooks/twilio/profile.json", asset_2, sizeof asset_2},
    {0, 0, 0},
};

const struct asset *const assets = list;
const size_t assets_count = 3;
