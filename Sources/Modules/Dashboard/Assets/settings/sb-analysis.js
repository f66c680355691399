import { h, setText } from "../core/dom.js";
import { readable, say } from "../core/words.js";
import { button } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { facts, section } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { head, SettingsPart } from "./part.js";

/** The words by which moods are told, and the rules for intents, triggers, questions and promises: data, and a place to try. */
export default class Analysis extends SettingsPart {
    async read() {
        const [lexicon, rules] = await Promise.all(["lexicon", "rules"].map((name) => this.hub.api.get(`/api/analysis/${name}`)));
        return { lexicon, rules };
    }

    draw(documents) {
        const input = h("textarea", { rows: 3, "aria-label": say("analysis.try") }, say("analysis.example"));
        const answer = h("div", { role: "status" });
        return [
            head(say("settings.analysis"), say("settings.analysis.text")),
            section(say("analysis.try"), input, h("div", {}, button(say("analysis.run"), { kind: "primary", onclick: async () => {
                const found = await this.hub.api.post("/api/analyze", { text: input.value });
                answer.replaceChildren(facts(Object.entries(found).filter(([, value]) => value && typeof value === "object").map(([name, value]) => [readable(name), brief(value)])));
            } })), answer),
            ...["lexicon", "rules"].map((name) => this.document(name, documents[name])),
        ];
    }

    document(name, value) {
        const path = `/api/analysis/${name}`;
        const problem = h("p", { class: "form-problem", role: "alert" });
        const text = h("textarea", { rows: 14, class: "code", spellcheck: "false", "aria-label": say(`analysis.${name}`) }, JSON.stringify(value.document ?? value, undefined, 2));
        return section(say(`analysis.${name}`), problem, text, h("div", { class: "form-actions" },
            button(say("save"), { kind: "primary", onclick: async () => {
                setText(problem, "");
                try {
                    await this.hub.api.put(path, JSON.parse(text.value));
                    toast(say("saved"));
                } catch (error) {
                    // What is no JSON is told by the browser, what is no lexicon by the hub.
                    setText(problem, [error.message, ...(error.errors ?? []).map(({ field, detail }) => `${field}: ${detail}`)].join(" "));
                }
            } }),
            button(say("analysis.builtIn"), { kind: "quiet", onclick: this.then(async () => {
                if (await confirm({ title: say("analysis.builtIn"), text: say("analysis.builtIn.text"), action: say("analysis.builtIn") })) await this.hub.api.delete(path);
            }) })));
    }
}

function brief(value) {
    if (Array.isArray(value)) return value.map((one) => one.text ?? one.name ?? one.word ?? one.label ?? one.id ?? JSON.stringify(one)).join(", ") || "–";
    return [value.label ?? value.value ?? value.name ?? value.text, value.confidence && `${Math.round(value.confidence * 100)} %`].filter(Boolean).join(", ") || JSON.stringify(value);
}

customElements.define("sb-analysis", Analysis);
