import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { toast } from "../parts/sb-toasts.js";
import { cell, keyOf, outline } from "./outline.js";
import { head, SettingsPart } from "./part.js";

const kinds = ["open", "won", "lost"];

/** The stages of the pipeline, in their order. */
export default class Stages extends SettingsPart {
    read() {
        return this.hub.api.get("/api/pipeline");
    }

    draw({ stages }) {
        const rows = stages.toSorted((a, b) => a.position - b.position).map(({ key, label, kind }) => ({ key, label, kind }));
        return [
            head(say("settings.stages"), say("settings.stages.text"), linkButton(say("view.pipeline"), "/pipeline")),
            h("div", { class: "panel" }, outline(rows, {
                fresh: () => ({ kind: "open" }),
                members: (row) => [
                    cell(row, "label", say("stages.label"), { maxlength: 60 }),
                    h("select", { "aria-label": say("stages.kind"), oninput: (event) => (row.kind = event.target.value) },
                        kinds.map((kind) => h("option", { value: kind, selected: kind === row.kind }, say(`stages.${kind}`)))),
                ],
            }), h("div", { class: "form-actions" }, button(say("save"), { kind: "primary", onclick: this.then(async () => {
                await this.hub.api.put("/api/pipeline/stages", {
                    stages: rows.filter(({ label }) => label).map(({ key, label, kind }) => ({ key: key ?? keyOf(label), label, kind })),
                });
                toast(say("saved"));
            }) }))),
        ];
    }
}

customElements.define("sb-stages", Stages);
