import { h, setText } from "../core/dom.js";

let number = 0;

/**
 * One member of a form: label, control, hint, and what is wrong with it.
 *
 * `name` is the member of the body; `type` is one of the input's types, or `textarea`, `select` (with `options` of
 * [value, label]) or `check`. The browser's own rules (`required`, `min`, `pattern`…) go in `rules`.
 */
class Field extends HTMLElement {
    name;
    label;
    type = "text";
    options;
    hint;
    rules = {};
    initial;

    connectedCallback() {
        if (this.control) return;
        const id = `field-${(number += 1)}`;
        this.control = this.#control(id);
        this.wrong = h("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
        const label = h("label", { for: id }, this.label,
            this.rules.required && h("span", { "aria-hidden": "true" }, " *"));
        const hint = this.hint && h("p", { class: "field-hint", id: `${id}-hint` }, this.hint);
        this.control.setAttribute("aria-describedby", `${id}-problem${this.hint ? ` ${id}-hint` : ""}`);
        this.dataset.type = this.type;
        this.append(...(this.type === "check" ? [this.control, label] : [label, this.control]), hint || "", this.wrong);
        if (this.initial !== undefined) this.value = this.initial;
        // Said once somebody has left it, not while they are still typing; and taken back as soon as it is right.
        this.control.addEventListener("blur", () => this.control.value !== "" && this.check());
        this.control.addEventListener("input", () => this.wrong.textContent && this.check());
    }

    /** What is in it: text, a number for `number`, true or false for `check`; undefined when it is empty. */
    get value() {
        if (this.type === "check") return this.control.checked;
        const text = this.control.value.trim();
        if (text === "") return undefined;
        return this.type === "number" ? Number(text) : text;
    }

    set value(value) {
        if (this.type === "check") this.control.checked = value === true;
        else this.control.value = value ?? "";
    }

    /** Shows what is wrong; undefined takes it back. */
    set problem(text) {
        setText(this.wrong, text ?? "");
        this.control.toggleAttribute("aria-invalid", Boolean(text));
        if (text) this.control.setAttribute("aria-invalid", "true");
    }

    /** Asks the browser's rules; returns whether it may be sent. */
    check() {
        const good = this.control.validity.valid;
        this.problem = good ? undefined : this.control.validationMessage;
        return good;
    }

    focus() {
        this.control.focus();
    }

    #control(id) {
        const common = { id, name: this.name, ...this.rules };
        switch (this.type) {
            case "textarea":
                return h("textarea", { rows: 3, ...common });
            case "select":
                return h("select", common, (this.options ?? []).map(([value, label]) => h("option", { value }, label)));
            case "check":
                return h("input", { type: "checkbox", ...common });
            default:
                return h("input", { type: this.type, autocomplete: "off", ...common });
        }
    }
}

customElements.define("sb-field", Field);

/** A field; the members are those of the element. */
export const field = (name, label, members = {}) => h("sb-field", { name, label, ...members });
