// A list of things in an order, each with its members to fill in: moved, removed, added. Used for stages and outcomes.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";

/**
 * An editor of `rows`, which it changes in place.
 *
 * `members(row, changed)` makes the controls of a row; `fresh()` a new row; with `depth`, rows may stand below others.
 */
export function outline(rows, { members, fresh, depth }) {
    const list = h("ol", { class: "outline" });
    const draw = (focus) => {
        list.replaceChildren(...rows.map((row, index) => {
            const move = (by) => () => {
                rows.splice(index + by, 0, ...rows.splice(index, 1));
                draw(index + by);
            };
            const indent = (by) => () => {
                row.depth = Math.max(0, Math.min((rows[index - 1]?.depth ?? -1) + 1, row.depth + by, depth));
                draw(index);
            };
            return h("li", { "data-depth": row.depth ?? 0 }, members(row, draw),
                h("span", { class: "row push" },
                    depth && index > 0 && iconButton("arrow", say("outline.below"), indent(1)),
                    depth && row.depth > 0 && iconButton("back", say("outline.out"), indent(-1)),
                    index > 0 && iconButton("up", say("outline.up"), move(-1)),
                    iconButton("trash", say("delete"), () => {
                        rows.splice(index, 1);
                        draw();
                    })));
        }), h("li", {}, button(say("outline.add"), { icon: "plus", kind: "quiet", onclick: () => {
            rows.push({ depth: rows.at(-1)?.depth ?? 0, ...fresh() });
            draw(rows.length - 1);
        } })));
        if (focus !== undefined) list.children[focus]?.querySelector("input")?.focus();
    };
    draw();
    return list;
}

/** A text that changes a member of a row. */
export const cell = (row, name, label, rest = {}) => h("input", {
    "aria-label": label, placeholder: label, value: row[name] ?? "", oninput: (event) => (row[name] = event.target.value || undefined), ...rest,
});

/** "Called back" → "called-back", for things that have a name and need a key. */
export const keyOf = (label) => (label ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
