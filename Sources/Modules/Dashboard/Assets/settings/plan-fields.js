// One member of a step of a call plan as something to fill in; `change(value)` hears each change, undefined is nothing.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";

let number = 0;

/** The label and the control of a member. */
export function stepField(member, step, plan, change) {
    const id = `step-field-${(number += 1)}`;
    const isWide = ["textarea", "choices", "list"].includes(member.type);
    return h("div", { class: `step-field${isWide ? " wide" : ""}` },
        h("label", { for: id }, say(`step.field.${member.name}`)), control(member, step[member.name], id, plan, change));
}

function control({ name, type = "text", options, required }, value, id, plan, change) {
    const set = (event) => {
        const text = event.target.value;
        change(text === "" ? undefined : type === "number" ? Number(text) : text);
    };
    switch (type) {
        case "textarea": return h("textarea", { id, rows: 2, required, oninput: set }, value ?? "");
        case "check": return h("input", { id, type: "checkbox", checked: value === true, onchange: (event) => change(event.target.checked || undefined) });
        case "choice": return select(id, ["", ...options].map((one) => [one, one ? say(`step.${name}.${one}`) : "–"]), value, set);
        case "step": return stepSelect(id, plan, value, set);
        case "list": return h("textarea", {
            id, rows: 2, oninput: (event) => {
                const list = event.target.value.split(/[\n,]+/).map((one) => one.trim()).filter(Boolean);
                change(list.length ? list : undefined);
            },
        }, (value ?? []).join("\n"));
        case "choices": return choices(id, value ?? {}, plan, change);
        default: return h("input", { id, type, value: value ?? "", required, autocomplete: "off", oninput: set });
    }
}

const select = (id, options, value, oninput) => h("select", { id, oninput },
    options.map(([one, label]) => h("option", { value: one, selected: one === (value ?? "") }, label)));

const stepSelect = (id, plan, value, set) => select(id, [["", say("plan.below")], ...plan.steps.map((one) => [one.id, one.id])], value, set);

/** What is pressed or said, and the step it leads to. */
function choices(id, value, plan, change) {
    const rows = Object.entries(value);
    const place = h("div", { class: "stack tight", id });
    const tell = () => change(rows.length ? Object.fromEntries(rows.filter(([input]) => input)) : undefined);
    const draw = () => place.replaceChildren(...rows.map((row, index) => h("div", { class: "row" },
        h("input", { class: "short", value: row[0], "aria-label": say("plan.input"), oninput: (event) => {
            row[0] = event.target.value;
            tell();
        } }), "→",
        stepSelect(undefined, plan, row[1], (event) => {
            row[1] = event.target.value;
            tell();
        }),
        iconButton("close", say("plan.removeChoice"), () => {
            rows.splice(index, 1);
            draw();
            tell();
        }))), button(say("plan.addChoice"), { kind: "quiet", icon: "plus", onclick: () => {
        rows.push([String(rows.length + 1), plan.steps[0].id]);
        draw();
        tell();
    } }));
    draw();
    return place;
}
