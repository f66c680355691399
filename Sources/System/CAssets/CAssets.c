// Written by scripts/assets: change the table there.
#include "CAssets.h"

_Alignas(8) static const unsigned char asset_0[] = {
#embed "../../../Sources/Hub/Analysis/Data/languages.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_1[] = {
#embed "../../../Sources/Hub/Analysis/Data/lexicon.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_2[] = {
#embed "../../../Sources/Hub/Analysis/Data/rules.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_3[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/api.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_4[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_5[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/base.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_6[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/board.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_7[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/call.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_8[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/calls.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_9[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/clock.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_10[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/dom.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_11[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/element.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_12[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/format.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_13[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/frame-parts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_14[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/frame.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_15[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/frames.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_16[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/icon.svg" if_empty(0)
};

_Alignas(8) static const unsigned char asset_17[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/icons.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_18[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/index.html" if_empty(0)
};

_Alignas(8) static const unsigned char asset_19[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_20[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-announcer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_21[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_22[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-board.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_23[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-call.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_24[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-column.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_25[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-counters.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_26[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-empty.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_27[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-frame.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_28[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-header.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_29[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-link.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_30[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-notice.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_31[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-sign-in.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_32[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-timer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_33[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/sb-transcript.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_34[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/session.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_35[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/shell.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_36[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/store.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_37[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/strings.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_38[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/theme.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_39[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/tokens.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_40[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/wording.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_41[] = {
#embed "../../../Sources/Hub/Directory/NumberingPlan.plan" if_empty(0)
};

_Alignas(8) static const unsigned char asset_42[] = {
#embed "../../../webhooks/africastalking/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_43[] = {
#embed "../../../webhooks/asterisk/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_44[] = {
#embed "../../../webhooks/bandwidth/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_45[] = {
#embed "../../../webhooks/exotel/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_46[] = {
#embed "../../../webhooks/freeswitch/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_47[] = {
#embed "../../../webhooks/generic/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_48[] = {
#embed "../../../webhooks/plivo/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_49[] = {
#embed "../../../webhooks/signalwire/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_50[] = {
#embed "../../../webhooks/telnyx/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_51[] = {
#embed "../../../webhooks/twilio/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_52[] = {
#embed "../../../webhooks/vonage/profile.json" if_empty(0)
};

static const struct asset list[] = {
    {"analysis/languages.json", asset_0, sizeof asset_0},
    {"analysis/lexicon.json", asset_1, sizeof asset_1},
    {"analysis/rules.json", asset_2, sizeof asset_2},
    {"dashboard/api.js", asset_3, sizeof asset_3},
    {"dashboard/app.js", asset_4, sizeof asset_4},
    {"dashboard/base.css", asset_5, sizeof asset_5},
    {"dashboard/board.css", asset_6, sizeof asset_6},
    {"dashboard/call.css", asset_7, sizeof asset_7},
    {"dashboard/calls.js", asset_8, sizeof asset_8},
    {"dashboard/clock.js", asset_9, sizeof asset_9},
    {"dashboard/dom.js", asset_10, sizeof asset_10},
    {"dashboard/element.js", asset_11, sizeof asset_11},
    {"dashboard/format.js", asset_12, sizeof asset_12},
    {"dashboard/frame-parts.js", asset_13, sizeof asset_13},
    {"dashboard/frame.css", asset_14, sizeof asset_14},
    {"dashboard/frames.js", asset_15, sizeof asset_15},
    {"dashboard/icon.svg", asset_16, sizeof asset_16},
    {"dashboard/icons.js", asset_17, sizeof asset_17},
    {"dashboard/index.html", asset_18, sizeof asset_18},
    {"dashboard/live.js", asset_19, sizeof asset_19},
    {"dashboard/sb-announcer.js", asset_20, sizeof asset_20},
    {"dashboard/sb-app.js", asset_21, sizeof asset_21},
    {"dashboard/sb-board.js", asset_22, sizeof asset_22},
    {"dashboard/sb-call.js", asset_23, sizeof asset_23},
    {"dashboard/sb-column.js", asset_24, sizeof asset_24},
    {"dashboard/sb-counters.js", asset_25, sizeof asset_25},
    {"dashboard/sb-empty.js", asset_26, sizeof asset_26},
    {"dashboard/sb-frame.js", asset_27, sizeof asset_27},
    {"dashboard/sb-header.js", asset_28, sizeof asset_28},
    {"dashboard/sb-link.js", asset_29, sizeof asset_29},
    {"dashboard/sb-notice.js", asset_30, sizeof asset_30},
    {"dashboard/sb-sign-in.js", asset_31, sizeof asset_31},
    {"dashboard/sb-timer.js", asset_32, sizeof asset_32},
    {"dashboard/sb-transcript.js", asset_33, sizeof asset_33},
    {"dashboard/session.js", asset_34, sizeof asset_34},
    {"dashboard/shell.css", asset_35, sizeof asset_35},
    {"dashboard/store.js", asset_36, sizeof asset_36},
    {"dashboard/strings.js", asset_37, sizeof asset_37},
    {"dashboard/theme.js", asset_38, sizeof asset_38},
    {"dashboard/tokens.css", asset_39, sizeof asset_39},
    {"dashboard/wording.js", asset_40, sizeof asset_40},
    {"directory/NumberingPlan.plan", asset_41, sizeof asset_41},
    {"webhooks/africastalking/profile.json", asset_42, sizeof asset_42},
    {"webhooks/asterisk/profile.json", asset_43, sizeof asset_43},
    {"webhooks/bandwidth/profile.json", asset_44, sizeof asset_44},
    {"webhooks/exotel/profile.json", asset_45, sizeof asset_45},
    {"webhooks/freeswitch/profile.json", asset_46, sizeof asset_46},
    {"webhooks/generic/profile.json", asset_47, sizeof asset_47},
    {"webhooks/plivo/profile.json", asset_48, sizeof asset_48},
    {"webhooks/signalwire/profile.json", asset_49, sizeof asset_49},
    {"webhooks/telnyx/profile.json", asset_50, sizeof asset_50},
    {"webhooks/twilio/profile.json", asset_51, sizeof asset_51},
    {"webhooks/vonage/profile.json", asset_52, sizeof asset_52},
    {0, 0, 0},
};

const struct asset *const assets = list;
const size_t assets_count = 53;
