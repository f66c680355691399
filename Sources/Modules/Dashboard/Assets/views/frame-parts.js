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
 * Who, tags, value, last interactions, notes, other open calls and other candidates, as far as they are known: the parts
 * for `fillParts`.
 *
 * `unknown()` makes what stands there for a number that nobody has, or somebody without a name; `give(contact)` says
 * that the call is another candidate's, and `other()` asks whose.
 */
export function frameParts(frame, call, { unknown, give, other }) {
    const { contact, match, candidates: others, recent: past } = frame;
    if (!contact) {
        return [
            ["new", call.call, () => section(say("frame.new"), h("p", { class: "quiet" }, say("frame.none")), unknown())],
            past?.length > 0 && ["recent", past, recent],
        ];
    }
    const openCalls = (frame.openCalls ?? []).filter((open) => (open.call ?? open.id) !== call.call);
    const texts = (Array.isArray(contact.notes) ? contact.notes : [contact.notes]).map((note) => note?.text ?? note).filter(Boolean);
    const worth = entriesOf(contact.value);
    return [
        contact.name ? ["identity", contact, identity]
            : ["nameless", [call.call, contact.id], () => section(say("frame.nameless"), unknown())],
        match === "many" && others?.length > 1 && ["candidates", [others, contact.id], () => candidates(others, contact, { give, other })],
        worth.length > 0 && ["value", worth, value],
        ["recent", past ?? [], recent],
        texts.length > 0 && ["notes", texts, notes],
        openCalls.length > 0 && ["open", openCalls, open],
    ];
}

/** What is open with somebody, as rows: who waits, tasks, and promises that are no task yet. */
export function toDo(waiting, tasks, promises) {
    const kept = new Set(tasks.map(({ promise }) => promise));
    return [
        ...waiting.map((one) => ({ ...one, part: "waiting" })),
        ...tasks.map((one) => ({ ...one, part: "task" })),
        ...promises.filter(({ id, state }) => !kept.has(id) && state !== "done").map((one) => ({ ...one, part: "promise" })),
    ];
}

/** One of them, with what is done with it. */
export function toDoRow(row, { done, keep }) {
    const at = instant(row.dueAt);
    const due = at && h("time", { class: at < now() ? "late" : "quiet", datetime: row.dueAt }, moment(at, now()));
    switch (row.part) {
        case "waiting":
            return h("li", {}, h("span", { class: "row-main" }, badge(say(`waiting.${row.kind}`), "missed"), due));
        case "task":
            return h("li", {}, h("span", { class: "row-main" },
                button("", { icon: "check", kind: "icon-only", title: say("task.markDone"),
                    "aria-label": say("task.markDone"), onclick: () => done(row) }),
                h("span", {}, row.title), due));
        default:
            return h("li", {},
                h("span", { class: "row-main" }, icon("flag"), h("q", {}, row.text), due),
                h("span", { class: "row" }, h("span", { class: "quiet" },
                    say("promise.by", { who: say(`speaker.${row.speaker}`) })),
                button(say("promise.keep"), { kind: "quiet", onclick: () => keep(row) })));
    }
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

function identity(contact) {
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

function candidates(list, chosen, { give, other }) {
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

/** What somebody is worth, as `[name, words]`; a single sum has no name. */
function entriesOf(worth) {
    if (worth === undefined || worth === null) return [];
    if (isMoney(worth)) return [["", money(worth)]];
    if (typeof worth !== "object") return [["", String(worth)]];
    return Object.entries(worth).filter(([, part]) => isMoney(part) || ["string", "number"].includes(typeof part))
        .map(([name, part]) => [readable(name), isMoney(part) ? money(part) : String(part)]);
}

const value = (entries) => section(say("frame.value"), entries[0][0] === ""
    ? h("p", { class: "figure" }, entries[0][1])
    : h("dl", { class: "worth" }, entries.map(([name, text]) => h("div", {}, h("dt", {}, name), h("dd", {}, text)))));

const isMoney = (part) => typeof part?.amount === "number" && typeof part?.currency === "string";

const notes = (texts) => section(say("frame.notes"), texts.map((text) => h("p", { class: "note" }, text)));

function recent(list) {
    if (list.length === 0) return section(say("frame.recent"), h("p", { class: "quiet" }, say("frame.recent.empty")));
    return section(say("frame.recent"), h("ol", { class: "rows" }, list.slice(0, 3).map((one) =>
        h("li", {},
            h("span", { class: "row-main" },
                h("span", {}, sayOr(`kind.${one.kind}`, one.kind)),
                one.outcome && h("span", { class: "match" }, readable(one.outcome)),
                h("time", { class: "quiet", datetime: one.at }, instant(one.at) ? moment(instant(one.at), now()) : "")),
            one.summary && h("span", {}, one.summary)))));
}

const open = (calls) => section(sayCount("frame.open", calls.length), h("ol", { class: "rows" }, calls.map((call) =>
    h("li", {}, h("span", { class: "row-main" },
        h("a", { href: `/live/${call.call ?? call.id}` }, h("bdi", {}, partyName(call))),
        h("span", { class: "quiet" }, sayOr(`status.${call.status}`, call.status ?? "")))))));

function section(title, ...content) {
    return h("section", {}, h("h3", {}, title), ...content);
}

function facts(rows) {
    return h("dl", { class: "facts" }, rows.filter(([, text]) => text).map(([key, text]) =>
        h("div", {}, h("dt", {}, say(key)), h("dd", {}, h("bdi", {}, String(text))))));
}
