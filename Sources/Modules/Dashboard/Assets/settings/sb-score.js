import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { toast } from "../parts/sb-toasts.js";
import { cell, outline } from "./outline.js";
import { head, SettingsPart } from "./part.js";

/** What a rule can look at, and what more can be said of each. */
const facts = {
    status: ["is"], tag: ["is"], source: ["is"], owner: [], email: [], number: [], business: [], field: ["key", "is"],
    estimatedValue: ["atLeast"], actualValue: ["atLeast"], interactions: ["kind", "outcome", "sentiment", "days", "atLeast"],
    lastContact: ["days"], silence: ["days"],
};
const numbers = new Set(["days", "atLeast"]);

/** The rules that make a contact's score: what each looks at, and the points it gives or takes. */
export default class Score extends SettingsPart {
    read() {
        return this.hub.api.get("/api/crm/score-rules");
    }

    draw({ rules }) {
        const rows = rules.map(({ rule, points, when: { fact, ...more } }) => ({ rule, points, fact, more }));
        const list = outline(rows, { fresh: () => ({ fact: "status", points: 10, more: {} }), members });
        return [
            head(say("settings.score"), say("settings.score.text")),
            h("div", { class: "panel" }, list, h("div", { class: "form-actions" },
                button(say("save"), { kind: "primary", onclick: this.then(async () => {
                    await this.hub.api.put("/api/crm/score-rules", { rules: rows.filter(({ rule }) => rule).map(written) });
                    toast(say("saved"));
                }) }),
                button(say("analysis.builtIn"), { kind: "quiet", onclick: this.then(async () => {
                    if (await confirm({ title: say("analysis.builtIn"), text: say("analysis.builtIn.text"), action: say("analysis.builtIn") })) {
                        await this.hub.api.delete("/api/crm/score-rules");
                    }
                }) }))),
        ];
    }
}

function members(row, redraw) {
    return [
        cell(row, "rule", say("score.rule"), { maxlength: 60 }),
        h("input", {
            type: "number", class: "short", min: -100, max: 100, value: row.points, "aria-label": say("score.points"),
            title: say("score.points"), oninput: (event) => (row.points = event.target.valueAsNumber),
        }),
        h("select", {
            "aria-label": say("score.fact"),
            onchange: (event) => {
                row.fact = event.target.value;
                row.more = {};
                redraw();
            },
        }, Object.keys(facts).map((fact) => h("option", { value: fact, selected: fact === row.fact }, say(`score.fact.${fact}`)))),
        ...facts[row.fact].map((name) => cell(row.more, name, say(`score.${name}`), {
            class: "short", ...(numbers.has(name) ? { type: "number", min: 1 } : { maxlength: 100 }),
        })),
    ];
}

function written({ rule, points, fact, more }) {
    const said = Object.entries(more).filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, numbers.has(name) ? Number(value) : value]);
    return { rule, points, when: { fact, ...Object.fromEntries(said) } };
}

customElements.define("sb-score", Score);
