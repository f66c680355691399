// The pieces of the context frame: data in, elements out.

import { instant, moment, money, duration, phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { button } from "../parts/button.js";
import { badge } from "../parts/small.js";
import { now } from "../core/clock.js";
import { talkedSec } from "../slices/calls.js";
import { h } from "../core/dom.js";
import { readable, say, sayCount, sayOr } from "../core/words.js";
import { agentName, lineName, partyName } from "../slices/wording.js";

/**
 * Who, tags, value, last interactions, notes, other open calls and other candidates, as far as they are known.
 *
 * `unknown()` makes what stands there for a number that nobody has, or somebody without a name; `give(contact)` says
 * that the call is another candidate's, and `other()` asks whose.
 */
export function frameBody(frame, call, { unknown, give, other }) {
    const { contact } = frame;
    if (!contact) {
        return [section(say("frame.new"), h("p", { class: "quiet" }, say("frame.none")), unknown()),
            recent(frame.recent, false)]
            .filter(Boolean);
    }
    return [
        contact.name ? identity(contact, frame) : section(say("frame.nameless"), unknown()),
        frame.match === "many" && candidates(frame.candidates, contact, { give, other }),
        value(contact.value),
        recent(frame.recent, true),
        notes(contact.notes),
        openCalls((frame.openCalls ?? []).filter((open) => (open.call ?? open.id) !== call.call)),
    ].filter(Boolean);
}

/** What is open with somebody: who waits, tasks, and promises that are no task yet. */
export function toDo({ waiting, tasks, promises, done, keep, add }) {
    const due = (text) => {
        const at = instant(text);
        return at && h("time", { class: at < now() ? "late" : "quiet", datetime: text }, moment(at, now()));
    };
    const kept = new Set(tasks.map(({ promise }) => promise));
    const rows = [
        ...waiting.map(({ kind, dueAt }) => h("li", {}, h("span", { class: "row-main" },
            badge(say(`waiting.${kind}`), "missed"), due(dueAt)))),
        ...tasks.map((task) => h("li", {}, h("span", { class: "row-main" },
            button("", { icon: "check", kind: "icon-only", title: say("task.markDone"),
                "aria-label": say("task.markDone"), onclick: () => done(task) }),
            h("span", {}, task.title), due(task.dueAt)))),
        ...promises.filter(({ id, state }) => !kept.has(id) && state !== "done").map((promise) => h("li", {},
            h("span", { class: "row-main" }, icon("flag"), h("q", {}, promise.text), due(promise.dueAt)),
            h("span", { class: "row" }, h("span", { class: "quiet" },
                say("promise.by", { who: say(`speaker.${promise.speaker}`) })),
                button(say("promise.keep"), { kind: "quiet", onclick: () => keep(promise) })))),
    ];
    return section(say("frame.open.todo"),
        rows.length > 0 ? h("ol", { class: "rows" }, rows) : h("p", { class: "quiet" }, say("frame.open.nothing")),
        h("div", { class: "row" }, button(say("task.new"), { icon: "plus", kind: "quiet", onclick: add })));
}

/** When, on which line, with whom, and what came of it. */
export function callFacts(call, hub) {
    const talked = talkedSec(call);
    return section(say("frame.call"), facts([
        ["frame.line", [...new Set([lineName(call), phone(ourNumber(call))])].join(" · ")],
        ["frame.started", moment(call.startedMs, now())],
        ["frame.agent", agentName(hub, call)],
        ["frame.lasted", talked === undefined ? undefined : duration(talked)],
    ]));
}

const ourNumber = (call) => (call.direction === "outbound" ? call.from : call.to);

function identity(contact, frame) {
    const last = instant(contact.lastContactAt);
    const business = typeof contact.business === "string" ? contact.business : contact.business?.name;
    return h("section", { class: "identity" },
        h("h3", {}, h("a", { href: `/contacts/${contact.id}` }, contact.name ?? say("party.unknown"))),
        h("ul", { class: "tags" },
            contact.status && h("li", { class: "match" }, readable(contact.status)),
            (contact.tags ?? []).map((tag) => h("li", { class: "tag" }, tag))),
        facts([
            ["frame.business", business],
            ["frame.lastContact", last && moment(last, now())],
        ]));
}

function candidates(list = [], chosen, { give, other }) {
    if (list.length < 2) return undefined;
    const rows = list.map(({ contact, reason }, index) => {
        const name = contact.name ?? say("party.unknown");
        return h("li", { "data-candidate": contact.id, "aria-current": contact.id === chosen.id ? "true" : undefined },
            h("span", { class: "row-main" },
                contact.id === chosen.id && icon("check"),
                h("a", { href: `/contacts/${contact.id}` }, h("bdi", {}, name)),
                index === 0 && h("span", { class: "match" }, say("frame.best")),
                contact.id !== chosen.id && button(say("frame.itIs"), {
                    kind: "quiet push", "aria-label": say("frame.itIsName", { name }), onclick: () => give(contact),
                })),
            h("span", { class: "quiet" }, reason ?? ""));
    });
    return section(sayCount("frame.many", list.length), h("ol", { class: "rows" }, rows),
        h("div", { class: "row" }, button(say("frame.other"), { icon: "search", kind: "quiet", onclick: other })));
}

function value(worth) {
    if (worth === undefined || worth === null) return undefined;
    if (isMoney(worth)) return section(say("frame.value"), h("p", { class: "figure" }, money(worth)));
    if (typeof worth !== "object") return section(say("frame.value"), h("p", { class: "figure" }, String(worth)));
    const entries = Object.entries(worth)
        .filter(([, part]) => isMoney(part) || ["string", "number"].includes(typeof part));
    if (entries.length === 0) return undefined;
    return section(say("frame.value"), h("dl", { class: "worth" }, entries.map(([name, part]) =>
        h("div", {}, h("dt", {}, readable(name)), h("dd", {}, isMoney(part) ? money(part) : String(part))))));
}

const isMoney = (part) => typeof part?.amount === "number" && typeof part?.currency === "string";

function notes(text) {
    const list = (Array.isArray(text) ? text : [text]).map((note) => note?.text ?? note).filter(Boolean);
    return list.length > 0 && section(say("frame.notes"), list.map((note) => h("p", { class: "note" }, note)));
}

function recent(list = [], sayEmpty) {
    if (list.length === 0 && !sayEmpty) return undefined;
    if (list.length === 0) return section(say("frame.recent"), h("p", { class: "quiet" }, say("frame.recent.empty")));
    return section(say("frame.recent"), h("ol", { class: "rows" }, list.slice(0, 3).map((one) =>
        h("li", {},
            h("span", { class: "row-main" },
                h("span", {}, sayOr(`kind.${one.kind}`, one.kind)),
                one.outcome && h("span", { class: "match" }, readable(one.outcome)),
                h("time", { class: "quiet", datetime: one.at }, instant(one.at) ? moment(instant(one.at), now()) : "")),
            one.summary && h("span", {}, one.summary)))));
}

function openCalls(list) {
    if (list.length === 0) return undefined;
    return section(sayCount("frame.open", list.length), h("ol", { class: "rows" }, list.map((open) =>
        h("li", {}, h("span", { class: "row-main" },
            h("a", { href: `/live/${open.call ?? open.id}` }, h("bdi", {}, partyName(open))),
            h("span", { class: "quiet" }, sayOr(`status.${open.status}`, open.status ?? "")))))));
}

function section(title, ...content) {
    return h("section", {}, h("h3", {}, title), ...content);
}

function facts(rows) {
    return h("dl", { class: "facts" }, rows.filter(([, text]) => text).map(([key, text]) =>
        h("div", {}, h("dt", {}, say(key)), h("dd", {}, h("bdi", {}, String(text))))));
}
