import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { empty } from "../parts/small.js";
import { keyOf } from "./outline.js";
import { head, plainTable, SettingsPart } from "./part.js";

const types = ["text", "number", "boolean", "date", "choice", "url"];

/** What contacts have besides what all contacts have. */
export default class Fields extends SettingsPart {
    read() {
        return this.hub.api.get("/api/crm/fields");
    }

    draw(fields) {
        const add = button(say("fields.add"), { icon: "plus", kind: "primary", onclick: () => this.edit() });
        return [
            head(say("settings.fields"), say("settings.fields.text"), add),
            fields.length === 0 ? empty({ icon: "list", title: say("fields.none"), text: say("fields.none.text") })
                : plainTable([say("fields.label"), say("fields.key"), say("fields.type"), say("fields.indexed"), ""], fields.map((one) => [
                    one.label, h("code", {}, one.key), say(`fields.type.${one.type}`), say(one.indexed ? "yes" : "no"),
                    h("span", { class: "row" }, iconButton("edit", say("fields.edit", { label: one.label }), () => this.edit(one)),
                        iconButton("trash", say("fields.remove", { label: one.label }), () => this.remove(one))),
                ])),
        ];
    }

    edit(one) {
        return this.ask(say(one ? "fields.change" : "fields.add"), [
            field("label", say("fields.label"), { initial: one?.label, rules: { required: true, maxlength: 60 } }),
            !one && field("type", say("fields.type"), { type: "select", options: types.map((type) => [type, say(`fields.type.${type}`)]) }),
            field("choices", say("fields.choices"), { type: "textarea", initial: one?.choices?.join("\n"), hint: say("fields.choices.hint") }),
            field("required", say("fields.required"), { type: "check", initial: one?.required }),
            field("indexed", say("fields.indexed"), { type: "check", initial: one?.indexed, hint: say("fields.indexed.hint") }),
        ].filter(Boolean), ({ choices, ...values }) => {
            const list = (choices ?? "").split("\n").map((text) => text.trim()).filter(Boolean);
            const body = { ...values, choices: (values.type ?? one?.type) === "choice" ? list : undefined };
            return one ? this.hub.api.patch(`/api/crm/fields/${one.key}`, body) : this.hub.api.post("/api/crm/fields", { key: keyOf(values.label), ...body });
        });
    }

    async remove({ key, label }) {
        if (!await confirm({ title: say("fields.remove", { label }), text: say("fields.remove.text"), action: say("delete") })) return;
        await this.hub.api.delete(`/api/crm/fields/${key}`);
        await this.load();
    }
}

customElements.define("sb-fields", Fields);
