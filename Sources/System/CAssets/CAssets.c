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
#embed "../../../Sources/Modules/Dashboard/Assets/core/api.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_4[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_5[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/clock.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_6[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/dom.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_7[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/drafts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_8[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/element.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_9[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/format.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_10[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/icons.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_11[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/keys.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_12[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_13[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/palette.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_14[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/router.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_15[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/session.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_16[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/store.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_17[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/theme.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_18[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/words.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_19[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/icon.svg" if_empty(0)
};

_Alignas(8) static const unsigned char asset_20[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/index.html" if_empty(0)
};

_Alignas(8) static const unsigned char asset_21[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/button.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_22[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/copyable.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_23[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/dialog.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_24[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/menu.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_25[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-account.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_26[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-announcer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_27[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_28[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-field.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_29[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-filters.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_30[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_31[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-link.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_32[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-nav.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_33[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-notice.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_34[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-palette.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_35[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-pops.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_36[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-presence.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_37[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-sign-in.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_38[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-table.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_39[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-timer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_40[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-toasts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_41[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-transcript.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_42[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/small.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_43[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/agents.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_44[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/calls.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_45[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/desk.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_46[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/frames.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_47[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/waiting.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_48[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/wording.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_49[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/base.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_50[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/board.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_51[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/call.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_52[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/calls.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_53[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/desk.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_54[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/parts.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_55[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/shell.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_56[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/start.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_57[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/table.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_58[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/today.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_59[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/tokens.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_60[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-actions.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_61[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-number.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_62[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-parts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_63[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/contact-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_64[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/frame-parts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_65[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/log-call.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_66[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/providers.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_67[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-board.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_68[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-call-page.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_69[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-call.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_70[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-calls.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_71[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-column.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_72[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-counters.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_73[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-desk.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_74[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_75[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-note.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_76[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-outcome.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_77[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-player.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_78[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-spoken.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_79[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-start.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_80[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-today-row.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_81[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-today.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_82[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-who.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_83[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/task-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_84[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/today-item.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_85[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/views.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_86[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/wave.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_87[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_88[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_89[] = {
#embed "../../../Sources/Hub/Directory/NumberingPlan.plan" if_empty(0)
};

_Alignas(8) static const unsigned char asset_90[] = {
#embed "../../../webhooks/africastalking/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_91[] = {
#embed "../../../webhooks/asterisk/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_92[] = {
#embed "../../../webhooks/bandwidth/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_93[] = {
#embed "../../../webhooks/exotel/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_94[] = {
#embed "../../../webhooks/freeswitch/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_95[] = {
#embed "../../../webhooks/generic/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_96[] = {
#embed "../../../webhooks/plivo/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_97[] = {
#embed "../../../webhooks/signalwire/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_98[] = {
#embed "../../../webhooks/telnyx/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_99[] = {
#embed "../../../webhooks/twilio/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_100[] = {
#embed "../../../webhooks/vonage/profile.json" if_empty(0)
};

static const struct asset list[] = {
    {"analysis/languages.json", asset_0, sizeof asset_0},
    {"analysis/lexicon.json", asset_1, sizeof asset_1},
    {"analysis/rules.json", asset_2, sizeof asset_2},
    {"dashboard/core/api.js", asset_3, sizeof asset_3},
    {"dashboard/core/app.js", asset_4, sizeof asset_4},
    {"dashboard/core/clock.js", asset_5, sizeof asset_5},
    {"dashboard/core/dom.js", asset_6, sizeof asset_6},
    {"dashboard/core/drafts.js", asset_7, sizeof asset_7},
    {"dashboard/core/element.js", asset_8, sizeof asset_8},
    {"dashboard/core/format.js", asset_9, sizeof asset_9},
    {"dashboard/core/icons.js", asset_10, sizeof asset_10},
    {"dashboard/core/keys.js", asset_11, sizeof asset_11},
    {"dashboard/core/live.js", asset_12, sizeof asset_12},
    {"dashboard/core/palette.js", asset_13, sizeof asset_13},
    {"dashboard/core/router.js", asset_14, sizeof asset_14},
    {"dashboard/core/session.js", asset_15, sizeof asset_15},
    {"dashboard/core/store.js", asset_16, sizeof asset_16},
    {"dashboard/core/theme.js", asset_17, sizeof asset_17},
    {"dashboard/core/words.js", asset_18, sizeof asset_18},
    {"dashboard/icon.svg", asset_19, sizeof asset_19},
    {"dashboard/index.html", asset_20, sizeof asset_20},
    {"dashboard/parts/button.js", asset_21, sizeof asset_21},
    {"dashboard/parts/copyable.js", asset_22, sizeof asset_22},
    {"dashboard/parts/dialog.js", asset_23, sizeof asset_23},
    {"dashboard/parts/menu.js", asset_24, sizeof asset_24},
    {"dashboard/parts/sb-account.js", asset_25, sizeof asset_25},
    {"dashboard/parts/sb-announcer.js", asset_26, sizeof asset_26},
    {"dashboard/parts/sb-app.js", asset_27, sizeof asset_27},
    {"dashboard/parts/sb-field.js", asset_28, sizeof asset_28},
    {"dashboard/parts/sb-filters.js", asset_29, sizeof asset_29},
    {"dashboard/parts/sb-form.js", asset_30, sizeof asset_30},
    {"dashboard/parts/sb-link.js", asset_31, sizeof asset_31},
    {"dashboard/parts/sb-nav.js", asset_32, sizeof asset_32},
    {"dashboard/parts/sb-notice.js", asset_33, sizeof asset_33},
    {"dashboard/parts/sb-palette.js", asset_34, sizeof asset_34},
    {"dashboard/parts/sb-pops.js", asset_35, sizeof asset_35},
    {"dashboard/parts/sb-presence.js", asset_36, sizeof asset_36},
    {"dashboard/parts/sb-sign-in.js", asset_37, sizeof asset_37},
    {"dashboard/parts/sb-table.js", asset_38, sizeof asset_38},
    {"dashboard/parts/sb-timer.js", asset_39, sizeof asset_39},
    {"dashboard/parts/sb-toasts.js", asset_40, sizeof asset_40},
    {"dashboard/parts/sb-transcript.js", asset_41, sizeof asset_41},
    {"dashboard/parts/small.js", asset_42, sizeof asset_42},
    {"dashboard/slices/agents.js", asset_43, sizeof asset_43},
    {"dashboard/slices/calls.js", asset_44, sizeof asset_44},
    {"dashboard/slices/desk.js", asset_45, sizeof asset_45},
    {"dashboard/slices/frames.js", asset_46, sizeof asset_46},
    {"dashboard/slices/waiting.js", asset_47, sizeof asset_47},
    {"dashboard/slices/wording.js", asset_48, sizeof asset_48},
    {"dashboard/style/base.css", asset_49, sizeof asset_49},
    {"dashboard/style/board.css", asset_50, sizeof asset_50},
    {"dashboard/style/call.css", asset_51, sizeof asset_51},
    {"dashboard/style/calls.css", asset_52, sizeof asset_52},
    {"dashboard/style/desk.css", asset_53, sizeof asset_53},
    {"dashboard/style/parts.css", asset_54, sizeof asset_54},
    {"dashboard/style/shell.css", asset_55, sizeof asset_55},
    {"dashboard/style/start.css", asset_56, sizeof asset_56},
    {"dashboard/style/table.css", asset_57, sizeof asset_57},
    {"dashboard/style/today.css", asset_58, sizeof asset_58},
    {"dashboard/style/tokens.css", asset_59, sizeof asset_59},
    {"dashboard/views/call-actions.js", asset_60, sizeof asset_60},
    {"dashboard/views/call-number.js", asset_61, sizeof asset_61},
    {"dashboard/views/call-parts.js", asset_62, sizeof asset_62},
    {"dashboard/views/contact-form.js", asset_63, sizeof asset_63},
    {"dashboard/views/frame-parts.js", asset_64, sizeof asset_64},
    {"dashboard/views/log-call.js", asset_65, sizeof asset_65},
    {"dashboard/views/providers.js", asset_66, sizeof asset_66},
    {"dashboard/views/sb-board.js", asset_67, sizeof asset_67},
    {"dashboard/views/sb-call-page.js", asset_68, sizeof asset_68},
    {"dashboard/views/sb-call.js", asset_69, sizeof asset_69},
    {"dashboard/views/sb-calls.js", asset_70, sizeof asset_70},
    {"dashboard/views/sb-column.js", asset_71, sizeof asset_71},
    {"dashboard/views/sb-counters.js", asset_72, sizeof asset_72},
    {"dashboard/views/sb-desk.js", asset_73, sizeof asset_73},
    {"dashboard/views/sb-live.js", asset_74, sizeof asset_74},
    {"dashboard/views/sb-note.js", asset_75, sizeof asset_75},
    {"dashboard/views/sb-outcome.js", asset_76, sizeof asset_76},
    {"dashboard/views/sb-player.js", asset_77, sizeof asset_77},
    {"dashboard/views/sb-spoken.js", asset_78, sizeof asset_78},
    {"dashboard/views/sb-start.js", asset_79, sizeof asset_79},
    {"dashboard/views/sb-today-row.js", asset_80, sizeof asset_80},
    {"dashboard/views/sb-today.js", asset_81, sizeof asset_81},
    {"dashboard/views/sb-who.js", asset_82, sizeof asset_82},
    {"dashboard/views/task-form.js", asset_83, sizeof asset_83},
    {"dashboard/views/today-item.js", asset_84, sizeof asset_84},
    {"dashboard/views/views.js", asset_85, sizeof asset_85},
    {"dashboard/views/wave.js", asset_86, sizeof asset_86},
    {"dashboard/words/en.js", asset_87, sizeof asset_87},
    {"dashboard/words/fr.js", asset_88, sizeof asset_88},
    {"directory/NumberingPlan.plan", asset_89, sizeof asset_89},
    {"webhooks/africastalking/profile.json", asset_90, sizeof asset_90},
    {"webhooks/asterisk/profile.json", asset_91, sizeof asset_91},
    {"webhooks/bandwidth/profile.json", asset_92, sizeof asset_92},
    {"webhooks/exotel/profile.json", asset_93, sizeof asset_93},
    {"webhooks/freeswitch/profile.json", asset_94, sizeof asset_94},
    {"webhooks/generic/profile.json", asset_95, sizeof asset_95},
    {"webhooks/plivo/profile.json", asset_96, sizeof asset_96},
    {"webhooks/signalwire/profile.json", asset_97, sizeof asset_97},
    {"webhooks/telnyx/profile.json", asset_98, sizeof asset_98},
    {"webhooks/twilio/profile.json", asset_99, sizeof asset_99},
    {"webhooks/vonage/profile.json", asset_100, sizeof asset_100},
    {0, 0, 0},
};

const struct asset *const assets = list;
const size_t assets_count = 101;
