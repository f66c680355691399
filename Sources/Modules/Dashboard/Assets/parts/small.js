// The smallest parts: what has no life of its own.

import { h, matches } from "../core/dom.js";
import { instant, moment, money, phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { now } from "../core/clock.js";
import { say, sayOr } from "../core/words.js";

/** What stands where nothing is yet: what it will be, and what to do next. */
export function empty({ icon: name, title, text, actions = [] }) {
    return h("div", { class: "empty" },
        name && h("span", { class: "empty-icon" }, icon(name)),
        h("h3", {}, title), text && h("p", {}, text),
        actions.length > 0 && h("div", { class: "row" }, actions));
}

/** What stands where something could not be shown: why, and the way to try again. */
export function failure(problem, retry) {
    const unknown = problem.status === 404 && problem.type === "/problems/not-found";
    const text = unknown ? say("problem.notHere") : problem.message;
    return h("div", { class: "empty", role: "alert", "data-kind": "problem" },
        h("h3", {}, say(problem.status === 403 ? "problem.forbidden" : "problem.title")),
        h("p", {}, text),
        retry && h("div", { class: "row" }, h("button", { type: "button", class: "plain", onclick: retry },
            say("retry"))));
}

/** Stands where something is on its way; quiet for the first moments, so that nothing flashes. */
export const loading = () => h("p", { class: "loading", role: "status" }, say("loading"));

/** A small word on a coloured ground; `tone` is one of the call's colours, or `good`, `warn`, `bad`. */
export const badge = (text, tone) => h("span", { class: "badge", "data-tone": tone }, text);

/** How somebody sounded: `positive`, `negative`, or another word of the analysis. */
export const mood = (label) =>
    badge(sayOr(`mood.${label}`, label), { positive: "good", negative: "bad" }[label]);

/** A moment as people read it, with the whole of it in its title. */
export function time(text) {
    const at = typeof text === "number" ? text : instant(text);
    if (at === undefined) return h("span", { class: "quiet" }, "–");
    return h("time", { datetime: new Date(at).toISOString(), title: new Date(at).toLocaleString() }, moment(at, now()));
}

/** Money, or a dash. */
export const amount = (value) =>
    (value ? h("span", { class: "number" }, money(value)) : h("span", { class: "quiet" }, "–"));

/** A number that can be called by the machine's own telephone. */
export const number = (text) =>
    (text ? h("a", { class: "number", href: `tel:${text}` }, h("bdi", {}, phone(text))) : "");

/** Words and what stands for them, in two columns; rows without a value are left out. */
export function facts(rows) {
    const known = rows.filter(([, value]) => ![undefined, null, "", false].includes(value));
    const row = ([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value));
    return h("dl", { class: "facts" }, known.map(row));
}

/** A part of a page with a heading. */
export const section = (title, ...content) => h("section", { class: "panel" }, h("h2", {}, title), ...content);

/** A form that a desk has room for; on a phone it waits behind its button, unless it has been begun. */
export const composer = (label, begun, ...content) => h("details", { class: "composer", open: begun || !matches("(max-width: 47.99em)") },
    h("summary", {}, icon("plus"), label), ...content);

/** Links to parts of a view; `current` is the key of the one that is shown. */
export function tabs(items, current) {
    return h("nav", { class: "tabs" }, items.map(({ key, label, href, count }) =>
        h("a", { href, "aria-current": key === current ? "page" : undefined }, label,
            count !== undefined && h("span", { class: "count" }, String(count)))));
}

/** A line of letters for somebody without a picture. */
export function avatar(name) {
    const words = (name ?? "").split(/\s+/).filter((word) => /^\p{L}/u.test(word));
    const letters = words.slice(0, 2).map((word) => word[0]).join("").toUpperCase();
    return h("span", { class: "avatar", "aria-hidden": "true" }, letters || icon("person"));
}
