import { h } from "../core/dom.js";
import { phone } from "../core/format.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { toast } from "../parts/sb-toasts.js";
import { cell, keyOf, outline } from "./outline.js";
import { head, SettingsPart } from "./part.js";

const deepest = 3;

/** What a call can come to: a tree for the company, or for one line, each with the task that follows. */
export default class Dispositions extends SettingsPart {
    get path() {
        return this.params.id ? `/api/lines/${this.params.id}/dispositions` : "/api/dispositions";
    }

    async read() {
        const [answer, line] = await Promise.all([this.hub.api.get(this.path), this.params.id && this.hub.api.get(`/api/lines/${this.params.id}`)]);
        return { ...answer, line };
    }

    draw({ required, tree = [], line }) {
        const rows = flat(tree, 0);
        const isRequired = h("input", { type: "checkbox", id: "disposition-required", checked: required === true });
        return [
            head(say("settings.dispositions"), line ? say("dispositions.ofLine", { line: line.name ?? phone(line.number) }) : say("settings.dispositions.text")),
            h("div", { class: "panel" },
                h("label", { class: "row", for: "disposition-required" }, isRequired, say("dispositions.required")),
                outline(rows, {
                    depth: deepest, fresh: () => ({}),
                    members: (row) => [
                        cell(row, "label", say("dispositions.label"), { maxlength: 80 }),
                        cell(row, "task", say("dispositions.task"), { maxlength: 200 }),
                        cell(row, "hours", say("dispositions.hours"), { type: "number", min: 0, step: "any", class: "short" }),
                    ],
                }),
                h("div", { class: "form-actions" }, button(say("save"), { kind: "primary", onclick: this.then(async () => {
                    await this.hub.api.put(this.path, { required: isRequired.checked, tree: nested(rows) });
                    toast(say("saved"));
                }) }))),
        ];
    }
}

/** A tree as rows with their depth. */
function flat(tree, depth) {
    return tree.flatMap(({ key, label, followUp, children = [] }) =>
        [{ key, label, task: followUp?.title, hours: followUp?.afterHours, depth }, ...flat(children, depth + 1)]);
}

/** Rows with their depth as a tree. */
function nested(rows) {
    const root = { children: [] };
    const path = [root];
    for (const { key, label, task, hours, depth } of rows.filter((row) => row.label)) {
        const node = { key: key ?? keyOf(label), label };
        if (task) node.followUp = { title: task, afterHours: Number(hours) || 0 };
        const parent = path[Math.min(depth, path.length - 1)];
        (parent.children ??= []).push(node);
        path.length = Math.min(depth, path.length - 1) + 1;
        path.push(node);
    }
    return root.children;
}

customElements.define("sb-dispositions", Dispositions);
