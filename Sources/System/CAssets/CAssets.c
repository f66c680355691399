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
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/call-number.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_4[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/choose-contact.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_5[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/contact-bulk.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_6[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/contact-fields.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_7[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/contact-filter.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_8[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/contact-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_9[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/merge-dialog.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_10[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/people.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_11[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/sb-contact-page.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_12[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/sb-contact-tasks.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_13[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/sb-contacts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_14[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/sb-duplicates.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_15[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/contacts/sb-timeline.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_16[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/api.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_17[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_18[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/clock.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_19[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/dom.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_20[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/drafts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_21[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/element.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_22[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/first.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_23[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/format.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_24[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/icons.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_25[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/keys.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_26[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_27[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/palette.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_28[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/router.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_29[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/session.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_30[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/store.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_31[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/core/words.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_32[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/answer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_33[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/docs.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_34[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/document.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_35[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/example.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_36[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/index.html" if_empty(0)
};

_Alignas(8) static const unsigned char asset_37[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/instance.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_38[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/marked.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_39[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-code.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_40[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-console.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_41[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-events.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_42[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_43[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-nav.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_44[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-operation.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_45[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-problems.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_46[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-run.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_47[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-schema.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_48[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs-start.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_49[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/sb-docs.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_50[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/docs/types.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_51[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/figures/charts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_52[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/figures/sb-figures.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_53[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/icon.svg" if_empty(0)
};

_Alignas(8) static const unsigned char asset_54[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/index.html" if_empty(0)
};

_Alignas(8) static const unsigned char asset_55[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/button.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_56[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/copyable.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_57[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/dialog.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_58[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/menu.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_59[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/palette-places.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_60[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-account.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_61[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-announcer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_62[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-app.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_63[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-field.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_64[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-filters.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_65[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_66[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-link.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_67[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-nav.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_68[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-notice.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_69[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-palette.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_70[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-pops.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_71[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-presence.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_72[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-sign-in.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_73[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-table.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_74[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-timer.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_75[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-toasts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_76[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/sb-transcript.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_77[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/shell.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_78[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/parts/small.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_79[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/pipeline/sb-pipeline.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_80[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/pipeline/sb-stage.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_81[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/pipeline/touch-drag.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_82[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/outline.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_83[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/part.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_84[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/plan-fields.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_85[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/plan-steps.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_86[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-analysis.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_87[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-audit.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_88[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-company.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_89[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-dispositions.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_90[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-fields.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_91[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-keys.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_92[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-lines.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_93[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-people.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_94[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-plan.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_95[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-providers.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_96[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-retention.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_97[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-score.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_98[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-settings.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_99[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-stages.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_100[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/settings/sb-webhooks.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_101[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/calls.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_102[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/desk.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_103[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/frames.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_104[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/waiting.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_105[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/slices/wording.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_106[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/base.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_107[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/board.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_108[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/call.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_109[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/calls.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_110[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/desk.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_111[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/docs.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_112[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/page.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_113[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/parts.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_114[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/pops.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_115[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/records.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_116[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/reference.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_117[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/settings.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_118[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/shell.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_119[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/start.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_120[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/table.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_121[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/today.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_122[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/style/tokens.css" if_empty(0)
};

_Alignas(8) static const unsigned char asset_123[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/transfers/job.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_124[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/transfers/sb-exports.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_125[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/transfers/sb-import.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_126[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/transfers/sb-imports.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_127[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-actions.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_128[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-contact.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_129[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-number.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_130[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/call-parts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_131[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/contact-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_132[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/frame-parts.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_133[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/log-call.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_134[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/providers.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_135[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-board.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_136[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-call-page.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_137[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-call.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_138[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-calls.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_139[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-column.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_140[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-counters.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_141[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-desk.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_142[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-live.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_143[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-note.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_144[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-outcome.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_145[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-player.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_146[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-spoken.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_147[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-start.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_148[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-today-row.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_149[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-today.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_150[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/sb-who.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_151[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/task-form.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_152[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/today-item.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_153[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/views.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_154[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/views/wave.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_155[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/contacts.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_156[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/contacts.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_157[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/docs.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_158[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/docs.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_159[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_160[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/figures.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_161[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/figures.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_162[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_163[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/pipeline.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_164[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/pipeline.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_165[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/settings.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_166[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/settings.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_167[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/transfers.en.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_168[] = {
#embed "../../../Sources/Modules/Dashboard/Assets/words/transfers.fr.js" if_empty(0)
};

_Alignas(8) static const unsigned char asset_169[] = {
#embed "../../../Sources/Hub/Directory/NumberingPlan.plan" if_empty(0)
};

_Alignas(8) static const unsigned char asset_170[] = {
#embed "../../../webhooks/africastalking/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_171[] = {
#embed "../../../webhooks/asterisk/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_172[] = {
#embed "../../../webhooks/bandwidth/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_173[] = {
#embed "../../../webhooks/exotel/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_174[] = {
#embed "../../../webhooks/freeswitch/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_175[] = {
#embed "../../../webhooks/generic/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_176[] = {
#embed "../../../webhooks/plivo/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_177[] = {
#embed "../../../webhooks/signalwire/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_178[] = {
#embed "../../../webhooks/telnyx/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_179[] = {
#embed "../../../webhooks/twilio/profile.json" if_empty(0)
};

_Alignas(8) static const unsigned char asset_180[] = {
#embed "../../../webhooks/vonage/profile.json" if_empty(0)
};

static const struct asset list[] = {
    {"analysis/languages.json", asset_0, sizeof asset_0},
    {"analysis/lexicon.json", asset_1, sizeof asset_1},
    {"analysis/rules.json", asset_2, sizeof asset_2},
    {"dashboard/contacts/call-number.js", asset_3, sizeof asset_3},
    {"dashboard/contacts/choose-contact.js", asset_4, sizeof asset_4},
    {"dashboard/contacts/contact-bulk.js", asset_5, sizeof asset_5},
    {"dashboard/contacts/contact-fields.js", asset_6, sizeof asset_6},
    {"dashboard/contacts/contact-filter.js", asset_7, sizeof asset_7},
    {"dashboard/contacts/contact-form.js", asset_8, sizeof asset_8},
    {"dashboard/contacts/merge-dialog.js", asset_9, sizeof asset_9},
    {"dashboard/contacts/people.js", asset_10, sizeof asset_10},
    {"dashboard/contacts/sb-contact-page.js", asset_11, sizeof asset_11},
    {"dashboard/contacts/sb-contact-tasks.js", asset_12, sizeof asset_12},
    {"dashboard/contacts/sb-contacts.js", asset_13, sizeof asset_13},
    {"dashboard/contacts/sb-duplicates.js", asset_14, sizeof asset_14},
    {"dashboard/contacts/sb-timeline.js", asset_15, sizeof asset_15},
    {"dashboard/core/api.js", asset_16, sizeof asset_16},
    {"dashboard/core/app.js", asset_17, sizeof asset_17},
    {"dashboard/core/clock.js", asset_18, sizeof asset_18},
    {"dashboard/core/dom.js", asset_19, sizeof asset_19},
    {"dashboard/core/drafts.js", asset_20, sizeof asset_20},
    {"dashboard/core/element.js", asset_21, sizeof asset_21},
    {"dashboard/core/first.js", asset_22, sizeof asset_22},
    {"dashboard/core/format.js", asset_23, sizeof asset_23},
    {"dashboard/core/icons.js", asset_24, sizeof asset_24},
    {"dashboard/core/keys.js", asset_25, sizeof asset_25},
    {"dashboard/core/live.js", asset_26, sizeof asset_26},
    {"dashboard/core/palette.js", asset_27, sizeof asset_27},
    {"dashboard/core/router.js", asset_28, sizeof asset_28},
    {"dashboard/core/session.js", asset_29, sizeof asset_29},
    {"dashboard/core/store.js", asset_30, sizeof asset_30},
    {"dashboard/core/words.js", asset_31, sizeof asset_31},
    {"dashboard/docs/answer.js", asset_32, sizeof asset_32},
    {"dashboard/docs/docs.js", asset_33, sizeof asset_33},
    {"dashboard/docs/document.js", asset_34, sizeof asset_34},
    {"dashboard/docs/example.js", asset_35, sizeof asset_35},
    {"dashboard/docs/index.html", asset_36, sizeof asset_36},
    {"dashboard/docs/instance.js", asset_37, sizeof asset_37},
    {"dashboard/docs/marked.js", asset_38, sizeof asset_38},
    {"dashboard/docs/sb-docs-code.js", asset_39, sizeof asset_39},
    {"dashboard/docs/sb-docs-console.js", asset_40, sizeof asset_40},
    {"dashboard/docs/sb-docs-events.js", asset_41, sizeof asset_41},
    {"dashboard/docs/sb-docs-live.js", asset_42, sizeof asset_42},
    {"dashboard/docs/sb-docs-nav.js", asset_43, sizeof asset_43},
    {"dashboard/docs/sb-docs-operation.js", asset_44, sizeof asset_44},
    {"dashboard/docs/sb-docs-problems.js", asset_45, sizeof asset_45},
    {"dashboard/docs/sb-docs-run.js", asset_46, sizeof asset_46},
    {"dashboard/docs/sb-docs-schema.js", asset_47, sizeof asset_47},
    {"dashboard/docs/sb-docs-start.js", asset_48, sizeof asset_48},
    {"dashboard/docs/sb-docs.js", asset_49, sizeof asset_49},
    {"dashboard/docs/types.js", asset_50, sizeof asset_50},
    {"dashboard/figures/charts.js", asset_51, sizeof asset_51},
    {"dashboard/figures/sb-figures.js", asset_52, sizeof asset_52},
    {"dashboard/icon.svg", asset_53, sizeof asset_53},
    {"dashboard/index.html", asset_54, sizeof asset_54},
    {"dashboard/parts/button.js", asset_55, sizeof asset_55},
    {"dashboard/parts/copyable.js", asset_56, sizeof asset_56},
    {"dashboard/parts/dialog.js", asset_57, sizeof asset_57},
    {"dashboard/parts/menu.js", asset_58, sizeof asset_58},
    {"dashboard/parts/palette-places.js", asset_59, sizeof asset_59},
    {"dashboard/parts/sb-account.js", asset_60, sizeof asset_60},
    {"dashboard/parts/sb-announcer.js", asset_61, sizeof asset_61},
    {"dashboard/parts/sb-app.js", asset_62, sizeof asset_62},
    {"dashboard/parts/sb-field.js", asset_63, sizeof asset_63},
    {"dashboard/parts/sb-filters.js", asset_64, sizeof asset_64},
    {"dashboard/parts/sb-form.js", asset_65, sizeof asset_65},
    {"dashboard/parts/sb-link.js", asset_66, sizeof asset_66},
    {"dashboard/parts/sb-nav.js", asset_67, sizeof asset_67},
    {"dashboard/parts/sb-notice.js", asset_68, sizeof asset_68},
    {"dashboard/parts/sb-palette.js", asset_69, sizeof asset_69},
    {"dashboard/parts/sb-pops.js", asset_70, sizeof asset_70},
    {"dashboard/parts/sb-presence.js", asset_71, sizeof asset_71},
    {"dashboard/parts/sb-sign-in.js", asset_72, sizeof asset_72},
    {"dashboard/parts/sb-table.js", asset_73, sizeof asset_73},
    {"dashboard/parts/sb-timer.js", asset_74, sizeof asset_74},
    {"dashboard/parts/sb-toasts.js", asset_75, sizeof asset_75},
    {"dashboard/parts/sb-transcript.js", asset_76, sizeof asset_76},
    {"dashboard/parts/shell.js", asset_77, sizeof asset_77},
    {"dashboard/parts/small.js", asset_78, sizeof asset_78},
    {"dashboard/pipeline/sb-pipeline.js", asset_79, sizeof asset_79},
    {"dashboard/pipeline/sb-stage.js", asset_80, sizeof asset_80},
    {"dashboard/pipeline/touch-drag.js", asset_81, sizeof asset_81},
    {"dashboard/settings/outline.js", asset_82, sizeof asset_82},
    {"dashboard/settings/part.js", asset_83, sizeof asset_83},
    {"dashboard/settings/plan-fields.js", asset_84, sizeof asset_84},
    {"dashboard/settings/plan-steps.js", asset_85, sizeof asset_85},
    {"dashboard/settings/sb-analysis.js", asset_86, sizeof asset_86},
    {"dashboard/settings/sb-audit.js", asset_87, sizeof asset_87},
    {"dashboard/settings/sb-company.js", asset_88, sizeof asset_88},
    {"dashboard/settings/sb-dispositions.js", asset_89, sizeof asset_89},
    {"dashboard/settings/sb-fields.js", asset_90, sizeof asset_90},
    {"dashboard/settings/sb-keys.js", asset_91, sizeof asset_91},
    {"dashboard/settings/sb-lines.js", asset_92, sizeof asset_92},
    {"dashboard/settings/sb-people.js", asset_93, sizeof asset_93},
    {"dashboard/settings/sb-plan.js", asset_94, sizeof asset_94},
    {"dashboard/settings/sb-providers.js", asset_95, sizeof asset_95},
    {"dashboard/settings/sb-retention.js", asset_96, sizeof asset_96},
    {"dashboard/settings/sb-score.js", asset_97, sizeof asset_97},
    {"dashboard/settings/sb-settings.js", asset_98, sizeof asset_98},
    {"dashboard/settings/sb-stages.js", asset_99, sizeof asset_99},
    {"dashboard/settings/sb-webhooks.js", asset_100, sizeof asset_100},
    {"dashboard/slices/calls.js", asset_101, sizeof asset_101},
    {"dashboard/slices/desk.js", asset_102, sizeof asset_102},
    {"dashboard/slices/frames.js", asset_103, sizeof asset_103},
    {"dashboard/slices/waiting.js", asset_104, sizeof asset_104},
    {"dashboard/slices/wording.js", asset_105, sizeof asset_105},
    {"dashboard/style/base.css", asset_106, sizeof asset_106},
    {"dashboard/style/board.css", asset_107, sizeof asset_107},
    {"dashboard/style/call.css", asset_108, sizeof asset_108},
    {"dashboard/style/calls.css", asset_109, sizeof asset_109},
    {"dashboard/style/desk.css", asset_110, sizeof asset_110},
    {"dashboard/style/docs.css", asset_111, sizeof asset_111},
    {"dashboard/style/page.css", asset_112, sizeof asset_112},
    {"dashboard/style/parts.css", asset_113, sizeof asset_113},
    {"dashboard/style/pops.css", asset_114, sizeof asset_114},
    {"dashboard/style/records.css", asset_115, sizeof asset_115},
    {"dashboard/style/reference.css", asset_116, sizeof asset_116},
    {"dashboard/style/settings.css", asset_117, sizeof asset_117},
    {"dashboard/style/shell.css", asset_118, sizeof asset_118},
    {"dashboard/style/start.css", asset_119, sizeof asset_119},
    {"dashboard/style/table.css", asset_120, sizeof asset_120},
    {"dashboard/style/today.css", asset_121, sizeof asset_121},
    {"dashboard/style/tokens.css", asset_122, sizeof asset_122},
    {"dashboard/transfers/job.js", asset_123, sizeof asset_123},
    {"dashboard/transfers/sb-exports.js", asset_124, sizeof asset_124},
    {"dashboard/transfers/sb-import.js", asset_125, sizeof asset_125},
    {"dashboard/transfers/sb-imports.js", asset_126, sizeof asset_126},
    {"dashboard/views/call-actions.js", asset_127, sizeof asset_127},
    {"dashboard/views/call-contact.js", asset_128, sizeof asset_128},
    {"dashboard/views/call-number.js", asset_129, sizeof asset_129},
    {"dashboard/views/call-parts.js", asset_130, sizeof asset_130},
    {"dashboard/views/contact-form.js", asset_131, sizeof asset_131},
    {"dashboard/views/frame-parts.js", asset_132, sizeof asset_132},
    {"dashboard/views/log-call.js", asset_133, sizeof asset_133},
    {"dashboard/views/providers.js", asset_134, sizeof asset_134},
    {"dashboard/views/sb-board.js", asset_135, sizeof asset_135},
    {"dashboard/views/sb-call-page.js", asset_136, sizeof asset_136},
    {"dashboard/views/sb-call.js", asset_137, sizeof asset_137},
    {"dashboard/views/sb-calls.js", asset_138, sizeof asset_138},
    {"dashboard/views/sb-column.js", asset_139, sizeof asset_139},
    {"dashboard/views/sb-counters.js", asset_140, sizeof asset_140},
    {"dashboard/views/sb-desk.js", asset_141, sizeof asset_141},
    {"dashboard/views/sb-live.js", asset_142, sizeof asset_142},
    {"dashboard/views/sb-note.js", asset_143, sizeof asset_143},
    {"dashboard/views/sb-outcome.js", asset_144, sizeof asset_144},
    {"dashboard/views/sb-player.js", asset_145, sizeof asset_145},
    {"dashboard/views/sb-spoken.js", asset_146, sizeof asset_146},
    {"dashboard/views/sb-start.js", asset_147, sizeof asset_147},
    {"dashboard/views/sb-today-row.js", asset_148, sizeof asset_148},
    {"dashboard/views/sb-today.js", asset_149, sizeof asset_149},
    {"dashboard/views/sb-who.js", asset_150, sizeof asset_150},
    {"dashboard/views/task-form.js", asset_151, sizeof asset_151},
    {"dashboard/views/today-item.js", asset_152, sizeof asset_152},
    {"dashboard/views/views.js", asset_153, sizeof asset_153},
    {"dashboard/views/wave.js", asset_154, sizeof asset_154},
    {"dashboard/words/contacts.en.js", asset_155, sizeof asset_155},
    {"dashboard/words/contacts.fr.js", asset_156, sizeof asset_156},
    {"dashboard/words/docs.en.js", asset_157, sizeof asset_157},
    {"dashboard/words/docs.fr.js", asset_158, sizeof asset_158},
    {"dashboard/words/en.js", asset_159, sizeof asset_159},
    {"dashboard/words/figures.en.js", asset_160, sizeof asset_160},
    {"dashboard/words/figures.fr.js", asset_161, sizeof asset_161},
    {"dashboard/words/fr.js", asset_162, sizeof asset_162},
    {"dashboard/words/pipeline.en.js", asset_163, sizeof asset_163},
    {"dashboard/words/pipeline.fr.js", asset_164, sizeof asset_164},
    {"dashboard/words/settings.en.js", asset_165, sizeof asset_165},
    {"dashboard/words/settings.fr.js", asset_166, sizeof asset_166},
    {"dashboard/words/transfers.en.js", asset_167, sizeof asset_167},
    {"dashboard/words/transfers.fr.js", asset_168, sizeof asset_168},
    {"directory/NumberingPlan.plan", asset_169, sizeof asset_169},
    {"webhooks/africastalking/profile.json", asset_170, sizeof asset_170},
    {"webhooks/asterisk/profile.json", asset_171, sizeof asset_171},
    {"webhooks/bandwidth/profile.json", asset_172, sizeof asset_172},
    {"webhooks/exotel/profile.json", asset_173, sizeof asset_173},
    {"webhooks/freeswitch/profile.json", asset_174, sizeof asset_174},
    {"webhooks/generic/profile.json", asset_175, sizeof asset_175},
    {"webhooks/plivo/profile.json", asset_176, sizeof asset_176},
    {"webhooks/signalwire/profile.json", asset_177, sizeof asset_177},
    {"webhooks/telnyx/profile.json", asset_178, sizeof asset_178},
    {"webhooks/twilio/profile.json", asset_179, sizeof asset_179},
    {"webhooks/vonage/profile.json", asset_180, sizeof asset_180},
    {0, 0, 0},
};

const struct asset *const assets = list;
const size_t assets_count = 181;
