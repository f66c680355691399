import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { button, iconButton } from "../parts/button.js";
import { menu } from "../parts/menu.js";
import { toast } from "../parts/sb-toasts.js";
import { stepField } from "./plan-fields.js";
import { freshName, rename, steps, ways } from "./plan-steps.js";

const previewMs = 350;

/** A call plan as cards in the order they are walked, each with its ways on, beside what the provider would be answered. */
class Plan extends HubElement {
    line;
    etag;
    onsaved;
    #timer;

    build() {
        this.plan = structuredClone(this.line.plan);
        this.list = h("ol", { class: "plan-steps" });
        this.problem = h("p", { class: "form-problem", role: "alert" });
        this.code = h("pre", { tabindex: "0", "aria-label": say("plan.preview") });
        this.append(
            h("div", { class: "plan" },
                h("div", { class: "stack" }, this.list, menu(button(say("plan.add"), { icon: "plus" }), () => Object.keys(steps).map((kind) => ({
                    label: say(`step.${kind}`), hint: say(`step.${kind}.hint`), run: () => this.add(kind),
                })))),
                h("div", { class: "stack plan-side" }, h("h3", {}, say("plan.preview")), this.problem, this.code)),
            h("div", { class: "form-actions" }, button(say("plan.save"), { kind: "primary", onclick: () => this.save() }), button(say("plan.reset"), {
                kind: "quiet", onclick: () => {
                    this.plan = structuredClone(this.line.plan);
                    this.draw();
                },
            })));
        this.draw();
    }

    draw(open) {
        this.list.replaceChildren(...this.plan.steps.map((step, index) => this.card(step, index, step.id === open)));
        this.preview();
    }

    card(step, index, isOpen) {
        const move = (by) => () => {
            const [one] = this.plan.steps.splice(index, 1);
            this.plan.steps.splice(index + by, 0, one);
            this.draw();
            this.list.children[index + by]?.querySelector("summary")?.focus();
        };
        const on = h("p", { class: "plan-ways" });
        const summary = h("span", { class: "plan-words" });
        const tell = () => {
            setText(summary, this.summary(step));
            on.replaceChildren(...ways(index, this.plan).map(([label, id]) => h("span", {}, `${label === "next" ? "" : `${label} `}→ `, h("code", {}, id))));
        };
        tell();
        const changed = () => {
            tell();
            this.preview();
        };
        return h("li", { class: "plan-step", "data-step": step.id },
            h("details", { open: isOpen },
                h("summary", {}, h("strong", {}, say(`step.${step.do}`)), summary),
                h("div", { class: "fields" },
                    stepField({ name: "id", required: true }, step, this.plan, (value) => {
                        rename(this.plan, step.id, value || step.id);
                        changed();
                    }),
                    steps[step.do].map((member) => stepField(member, step, this.plan, (value) => {
                        if (value === undefined) delete step[member.name];
                        else step[member.name] = value;
                        changed();
                    })),
                    !["goto", "hangup", "reject", "redirect"].includes(step.do) && stepField({ name: "next", type: "step" }, step, this.plan, (value) => {
                        if (value) step.next = value;
                        else delete step.next;
                        changed();
                    }))),
            on,
            h("span", { class: "plan-tools" },
                index > 0 && iconButton("up", say("plan.up", { step: step.id }), move(-1)),
                index < this.plan.steps.length - 1 && iconButton("down", say("plan.down", { step: step.id }), move(1)),
                iconButton("trash", say("plan.remove", { step: step.id }), () => {
                    this.plan.steps.splice(index, 1);
                    this.draw();
                })));
    }

    summary(step) {
        const said = step.text ?? step.say ?? step.url ?? step.welcome ?? step.numbers?.join(", ") ?? (step.seconds && `${step.seconds} s`) ?? "";
        return said.length > 90 ? `${said.slice(0, 89)}…` : said;
    }

    add(kind) {
        const id = freshName(kind, this.plan);
        const first = this.plan.steps[0]?.id ?? id;
        const begun = { say: { text: say("plan.hello") }, pause: { seconds: 1 }, goto: { step: first }, gather: { say: say("plan.choose"), digits: 1, choices: {} } };
        // Behind a step that ends the call nothing would lead to the new one; then it is where the call begins.
        const last = this.plan.steps.length - 1;
        const place = last >= 0 && ways(last, { steps: [...this.plan.steps, { id }] }).some(([, to]) => to === id) ? last + 1 : 0;
        this.plan.steps.splice(place, 0, { id, do: kind, ...begun[kind] });
        this.draw(id);
        this.list.children[place].scrollIntoView({ block: "nearest" });
    }

    preview() {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#ask(), previewMs);
    }

    async #ask() {
        try {
            const { document: answer } = await this.hub.api.post(`/api/provider-accounts/${this.line.account}/plan-preview`, { plan: this.plan });
            setText(this.code, indented(answer));
            this.show(undefined);
        } catch (problem) {
            this.show(problem);
        }
    }

    /** What is wrong, at the step that it is wrong in. */
    show(problem) {
        for (const card of this.list.children) card.toggleAttribute("data-wrong", false);
        for (const { field } of problem?.errors ?? []) {
            const index = /steps(?:\[|\.|\/)(\d+)/.exec(field ?? "")?.[1];
            this.list.children[index]?.toggleAttribute("data-wrong", true);
        }
        setText(this.problem, problem ? (problem.errors?.length ? problem.errors.map(({ detail }) => detail).join(" ") : problem.message) : "");
    }

    async save() {
        try {
            await this.hub.api.patch(`/api/lines/${this.line.id}`, { plan: this.plan }, { etag: this.etag });
        } catch (problem) {
            return this.show(problem);
        }
        toast(say("plan.saved"));
        return this.onsaved();
    }
}

/** XML with a line for each element, for eyes; anything else as it is. */
function indented(text) {
    if (!text.startsWith("<")) {
        try {
            return JSON.stringify(JSON.parse(text), undefined, 2);
        } catch {
            return text;
        }
    }
    let depth = 0;
    return text.replace(/>\s*</g, ">\n<").split("\n").map((line) => {
        if (line.startsWith("</")) depth -= 1;
        const padded = "  ".repeat(Math.max(depth, 0)) + line;
        if (/^<[^?!/][^>]*[^/]>$/.test(line) || /^<\w+>$/.test(line)) depth += 1;
        return padded;
    }).join("\n");
}

customElements.define("sb-plan", Plan);
