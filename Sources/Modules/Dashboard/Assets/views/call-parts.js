// Parts of a call's page that only show: legs, costs, and who changed what.

import { h } from "../core/dom.js";
import { duration, phone } from "../core/format.js";
import { locale, readable, say, sayOr } from "../core/words.js";
import { badge, section, time } from "../parts/small.js";

/** Each party's connection, in the order they came. */
export function legs(list) {
    return section(say("callPage.legs"), h("ol", { class: "rows" }, list.map((leg) =>
        h("li", {}, h("span", { class: "row-main" }, h("bdi", {}, phone(leg.party)),
            badge(sayOr(`status.${leg.status}`, leg.status), leg.answeredAt ? "good" : undefined),
            h("span", { class: "quiet number" }, leg.durationSec ? duration(leg.durationSec) : ""),
            time(leg.startedAt))))));
}

/** What it cost, as far as the provider has said. */
export function costs(list) {
    return section(say("callPage.cost"), h("ol", { class: "rows" }, list.map(({ kind, amountMillionths, currency }) =>
        h("li", {}, h("span", { class: "row-main" }, h("span", {}, readable(kind)),
            h("span", { class: "number push" }, price(amountMillionths, currency)))))));
}

/** Prices of calls are fractions of a cent, so as many digits as there are. */
function price(millionths, currency) {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 6 });
    return format.format(millionths / 1e6);
}

/** Who changed what, newest first. */
export function audit(list) {
    return section(say("callPage.audit"), h("ol", { class: "rows" }, list.map(({ at, actor, action }) =>
        h("li", {}, h("span", { class: "row-main" }, h("span", {}, readable(action)), time(at)),
            h("span", { class: "quiet" }, actor)))));
}
