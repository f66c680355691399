import { stage } from "../slices/calls.js";
import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { readable, say } from "../core/words.js";
import { button } from "../parts/button.js";
import { toast, toastProblem } from "../parts/sb-toasts.js";
import { newTask } from "./task-form.js";

/** What a call came to, by the line's own words, and what is to be done next; there once somebody has answered. */
class Outcome extends HubElement {
    build() {
        this.choices = h("div", { class: "outcome-choices" });
        this.given = h("p", { class: "outcome-given" });
        this.next = button(say("task.next"), {
            icon: "plus", onclick: () => newTask(this.hub, { contact: this.call.contact?.id, call: this.call.call }),
        });
        this.append(h("section", {}, h("h3", {}, say("frame.disposition")), this.given, this.choices,
            h("div", { class: "row" }, this.next)));
        this.hidden = true;
    }

    /** Shows what was said of `call`, and what can be said. */
    show(call) {
        const over = stage(call) === "ended";
        this.hidden = !over && call.answeredMs === undefined;
        if (this.hidden) return;
        // The end of a call changes nothing of the choices: one that is being pressed or written stays where it is.
        this.next.hidden = !over;
        const changed = call.call !== this.call?.call || call.disposition !== this.call?.disposition;
        this.call = call;
        if (!changed) return;
        this.draw();
        if (this.line !== call.line || !this.tree) this.ask(call.line);
    }

    async ask(line) {
        this.line = line;
        this.tree = undefined;
        try {
            const page = await this.hub.api.get(line ? `/api/lines/${line}/dispositions` : "/api/dispositions");
            if (this.line !== line) return;
            this.tree = page.tree;
            this.required = page.required;
        } catch {
            // Without the tree any words will do; what is wrong is told when they are sent.
            this.tree = [];
        }
        this.draw();
    }

    draw() {
        const { call, tree } = this;
        const value = call.disposition;
        this.given.replaceChildren(...(value ? [h("b", {}, this.labels(value)),
            button(say("outcome.change"), { kind: "quiet", onclick: () => this.choose(null) })]
            : [h("span", { class: this.required ? "must" : "quiet" },
                say(this.required ? "outcome.required" : "outcome.none"))]));
        this.dataset.given = Boolean(value);
        this.choices.replaceChildren(...(value || !tree ? [] : [tree.length > 0 ? this.level(tree, "") : this.free()]));
    }

    /** One level of the tree: an answer with narrower ones opens them. */
    level(nodes, before) {
        return h("div", { class: "row" }, nodes.map(({ key, label, children }) => {
            const path = before + key;
            if (!children?.length) return button(label, { onclick: () => this.choose(path) });
            return button(`${label} ›`, {
                onclick: (event) => {
                    const row = event.currentTarget.parentElement;
                    row.replaceWith(h("div", { class: "stack" }, h("div", { class: "row" },
                        button("‹", { kind: "quiet", title: say("outcome.back"), onclick: () => this.draw() }),
                            h("b", {}, label)),
                    this.level(children, `${path}/`)));
                },
            });
        }));
    }

    /** A company without words of its own for it: any will do. */
    free() {
        const input = h("input", { type: "text", "aria-label": say("frame.disposition"),
            placeholder: say("outcome.free") });
        return h("form", {
            class: "row outcome-free",
            onsubmit: (event) => {
                event.preventDefault();
                if (input.value.trim()) this.choose(input.value.trim());
            },
        }, input, button(say("save"), { type: "submit" }));
    }

    async choose(path) {
        const { call } = this;
        const before = call.disposition;
        try {
            await this.hub.api.put(`/api/calls/${call.call}/disposition`, { disposition: path });
            this.call = { ...call, disposition: path ?? undefined };
            this.draw();
            if (path) {
                toast(say("outcome.saved", { outcome: this.labels(path) }),
                    { undo: () => this.choose(before ?? null) });
            }
        } catch (problem) {
            toastProblem(problem);
        }
    }

    /** "interested/later" as the labels of the tree. */
    labels(path) {
        const found = [];
        let nodes = this.tree ?? [];
        for (const key of path.split("/")) {
            const node = nodes.find((one) => one.key === key);
            found.push(node?.label ?? readable(key));
            nodes = node?.children ?? [];
        }
        return found.join(" › ");
    }
}

customElements.define("sb-outcome", Outcome);
