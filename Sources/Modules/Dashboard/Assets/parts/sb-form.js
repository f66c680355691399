import { h, setText } from "../core/dom.js";
import { draft, keepDraft } from "../core/drafts.js";
import { say } from "../core/words.js";
import { button, working } from "./button.js";
import "./sb-field.js";

/**
 * A form of fields: it keeps what was begun, sends it once, and shows the hub's problems at the fields they name.
 *
 * `send(values)` is what saving does; `draftName` keeps the values over a reload until they are sent.
 */
class Form extends HTMLElement {
    fields = [];
    submit = say("save");
    draftName;
    send;
    oncancel;

    connectedCallback() {
        if (this.form) return;
        this.problem = h("p", { class: "form-problem", role: "alert" });
        this.button = button(this.submit, { kind: "primary", type: "submit" });
        this.form = h("form", {
            novalidate: true,
            onsubmit: (event) => this.#submitted(event),
            oninput: () => this.draftName && keepDraft(this.draftName, this.values),
        },
            this.problem,
            h("div", { class: "fields" }, this.fields),
            h("div", { class: "form-actions" },
                this.button,
                this.oncancel && button(say("cancel"), { kind: "quiet", onclick: () => this.#cancel() })));
        this.append(this.form);
        const kept = this.draftName && draft(this.draftName);
        if (kept) for (const field of this.named) if (field.name in kept) field.value = kept[field.name];
    }

    get named() {
        return [...this.querySelectorAll("sb-field")];
    }

    /** The fields' values by name; what is empty is left out. */
    get values() {
        return Object.fromEntries(this.named.map((field) => [field.name, field.value])
            .filter(([, value]) => value !== undefined));
    }

    /** Shows a problem: at its fields, and what belongs to none above them. */
    show(problem) {
        const rest = [];
        const named = this.named;
        for (const { field, detail } of problem.errors ?? []) {
            const found = named.find(({ name }) => name === field)
                ?? named.find(({ name }) => field?.startsWith(`${name}.`) || field?.startsWith(`${name}[`));
            if (found) found.problem = detail;
            else rest.push(field ? `${field}: ${detail}` : detail);
        }
        const said = problem.errors?.length > 0 && rest.length === 0;
        setText(this.problem, said ? "" : rest.join(" ") || problem.message);
        named.find((field) => field.wrong.textContent)?.focus();
    }

    async #submitted(event) {
        event.preventDefault();
        setText(this.problem, "");
        const wrong = this.named.filter((field) => !field.check());
        if (wrong.length > 0) return wrong[0].focus();
        await working(this.button, async () => {
            try {
                await this.send(this.values);
                if (this.draftName) keepDraft(this.draftName, undefined);
            } catch (problem) {
                if (problem.status === undefined) throw problem;
                this.show(problem);
            }
        });
    }

    #cancel() {
        if (this.draftName) keepDraft(this.draftName, undefined);
        this.oncancel();
    }
}

customElements.define("sb-form", Form);

/** A form; the members are those of the element. */
export const form = (members) => h("sb-form", members);
