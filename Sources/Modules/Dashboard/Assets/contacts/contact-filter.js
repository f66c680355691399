// A filter of contacts as the page edits it: rows that all, or any, must fit. It travels as the JSON that the hub takes.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { dialog } from "../parts/dialog.js";
import { comparisons } from "./contact-fields.js";

/** `{ all, rows: [{ field, is, value }] }` of a filter; undefined of one that this page cannot edit. */
export function parsed(filter) {
    if (!filter) return { all: true, rows: [] };
    const all = !filter.or;
    const list = filter.and ?? filter.or ?? [filter];
    if (!Array.isArray(list) || list.some((row) => !row.field)) return undefined;
    return { all, rows: list.map(({ field, ...rest }) => ({ field, is: Object.keys(rest)[0], value: Object.values(rest)[0] })) };
}

/** The hub's JSON of a filter; undefined when it has no row. */
export function written({ all, rows }) {
    const list = rows.map(({ field, is, value }) => ({ field, [is]: value }));
    return list.length === 0 ? undefined : { [all ? "and" : "or"]: list };
}

/** A row in words: "Status is Lead". */
export function sentence({ field, is, value }, fields) {
    const known = fields.find((one) => one.field === field);
    const shown = is === "empty" ? "" : known?.options?.find(([one]) => one === String(value))?.[1]
        ?? (known?.scale ? value / known.scale : String(value).replace(/T.*/, ""));
    return [known?.label ?? field, say(is === "empty" && value === false ? "filter.filled" : `filter.${is}`), shown].join(" ").trim();
}

/** Asks for a filter; resolves to one, or to undefined when it was left. */
export function editFilter(filter, fields) {
    const state = parsed(filter) ?? { all: true, rows: [] };
    if (state.rows.length === 0) state.rows.push(fresh(fields[0]));
    return dialog({
        title: say("filter.title"), kind: "wide",
        body(close) {
            const list = h("div", { class: "stack filter-rows" });
            const draw = () => list.replaceChildren(...state.rows.map((row) => rowOf(row, state, fields, draw)));
            draw();
            return h("form", {
                class: "stack", onsubmit: (event) => {
                    event.preventDefault();
                    close({ filter: written({ ...state, rows: state.rows.filter((row) => row.value !== "" && row.value !== undefined) }) });
                },
            },
            h("label", { class: "row" }, say("filter.match"), h("select", {
                class: "short", oninput: (event) => (state.all = event.target.value === "all"),
            }, ["all", "any"].map((word) => h("option", { value: word, selected: (word === "all") === state.all }, say(`filter.${word}`))))),
            list,
            h("div", {}, button(say("filter.add"), {
                icon: "plus", kind: "quiet", onclick: () => {
                    state.rows.push(fresh(fields[0]));
                    draw();
                },
            })),
            h("div", { class: "form-actions" },
                button(say("filter.apply"), { kind: "primary", type: "submit" }),
                button(say("filter.clear"), { kind: "quiet", onclick: () => close({ filter: undefined }) })));
        },
    });
}

const fresh = ({ field, type, options }) => ({ field, is: comparisons[type][0], value: options?.[0]?.[0] ?? "" });

function rowOf(row, state, fields, draw) {
    const known = fields.find(({ field }) => field === row.field) ?? fields[0];
    const change = (members) => {
        Object.assign(row, members);
        draw();
    };
    return h("div", { class: "filter-row" },
        select(say("filter.field"), fields.map(({ field, label }) => [field, label]), row.field,
            (field) => change(fresh(fields.find((one) => one.field === field)))),
        select(say("filter.comparison"), comparisons[known.type].map((is) => [is, say(`filter.${is}`)]), row.is,
            (is) => change({ is, value: is === "empty" ? true : row.is === "empty" ? fresh(known).value : row.value })),
        valueOf(row, known),
        iconButton("close", say("filter.remove"), () => {
            state.rows.splice(state.rows.indexOf(row), 1);
            draw();
        }));
}

function valueOf(row, known) {
    if (row.is === "empty") return select(say("filter.value"), [["true", say("yes")], ["false", say("no")]], String(row.value), (value) => (row.value = value === "true"));
    if (known.type === "choice") return select(say("filter.value"), known.options, String(row.value), (value) => (row.value = value));
    const isDate = known.type === "date";
    const isNumber = known.type === "number";
    return h("input", {
        type: isDate ? "date" : isNumber ? "number" : "text", "aria-label": say("filter.value"), step: "any",
        value: isDate ? String(row.value).slice(0, 10) : isNumber && row.value !== "" ? row.value / (known.scale ?? 1) : row.value,
        oninput: (event) => {
            const text = event.target.value;
            // A day that ends a span is in it to its last moment, on the reader's clock.
            if (isDate) row.value = text && new Date(`${text}T${row.is === "to" ? "23:59:59.999" : "00:00:00"}`).toISOString();
            else row.value = isNumber && text !== "" ? Math.round(Number(text) * (known.scale ?? 1)) : text;
        },
    });
}

function select(label, options, value, oninput) {
    return h("select", { "aria-label": label, oninput: (event) => oninput(event.target.value) },
        options.map(([one, text]) => h("option", { value: one, selected: one === value }, text)));
}
