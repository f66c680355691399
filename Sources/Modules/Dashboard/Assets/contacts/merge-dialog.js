// Two contacts side by side: what of each the one that remains will have.

import { h } from "../core/dom.js";
import { money, phone } from "../core/format.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { nameOf } from "./contact-fields.js";
import { people } from "./people.js";

/** Members of which one side's value counts; numbers, tags, the company's own fields and all history of both are kept. */
const chosen = [
    ["name", (one) => one.name], ["email", (one) => one.email], ["business", (one) => one.business?.name],
    ["status", (one) => say(`contact.status.${one.status}`)], ["owner", (one, names) => names.get(one.owner)],
    ["source", (one) => one.source], ["notes", (one) => one.notes],
    ["estimatedValue", (one) => one.value?.estimated && money(one.value.estimated)],
    ["actualValue", (one) => one.value?.actual && money(one.value.actual)],
];

/** Asks, merges `other` into `one`, and says how to take it back; resolves to the merged contact, or to undefined. */
export async function merge(hub, one, other) {
    const names = new Map((await people(hub).catch(() => [])).map(({ id, name, email }) => [id, name || email]));
    const take = {};
    return dialog({
        title: say("merge.title"), kind: "wide",
        body(close) {
            const rows = chosen.map(([key, read]) => [key, read(one, names), read(other, names)]).filter(([, a, b]) => a || b);
            for (const [key, a, b] of rows) take[key] = a || !b ? "this" : "other";
            const send = async () => {
                const differing = rows.filter(([, a, b]) => a !== b).map(([key]) => [key, take[key]]);
                const answer = await hub.api.post(`/api/crm/contacts/${one.id}/merge`, { other: other.id, take: Object.fromEntries(differing) });
                close(answer.contact);
                toast(say("merge.done", { name: nameOf(answer.contact) }), {
                    undo: () => hub.api.post(`/api/crm/merges/${answer.merge}/undo`),
                });
            };
            return h("div", { class: "stack" },
                h("p", { class: "quiet" }, say("merge.text")),
                h("div", { class: "merge" },
                    h("span", {}), ...[one, other].map(side),
                    rows.flatMap(([key, a, b]) => [
                        h("span", { class: "merge-label" }, say(`contact.${key}`)),
                        choice(key, "this", a, take, a === b), choice(key, "other", b, take, a === b),
                    ])),
                h("div", { class: "form-actions" },
                    button(say("merge.submit"), { kind: "primary", onclick: send }),
                    button(say("cancel"), { kind: "quiet", onclick: () => close() })));
        },
    });
}

const side = (contact) => h("div", { class: "merge-side" }, h("strong", {}, nameOf(contact)),
    h("span", { class: "quiet" }, (contact.numbers ?? []).map(({ number }) => phone(number)).join(", ")),
    h("span", { class: "quiet" }, say("merge.since"), " ", time(contact.createdAt)));

/** One side's value; where both are the same there is nothing to choose. */
function choice(key, which, text, take, same) {
    if (same) return h("span", { class: "merge-value" }, text);
    return h("label", { class: "merge-value" },
        h("input", { type: "radio", name: `take-${key}`, checked: take[key] === which, onchange: () => (take[key] = which) }),
        h("span", {}, text || h("span", { class: "quiet" }, say("merge.nothing"))));
}
