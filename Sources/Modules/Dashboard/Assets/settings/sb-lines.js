import { h } from "../core/dom.js";
import { phone } from "../core/format.js";
import { say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { badge, empty, section } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { head, plainTable, SettingsPart } from "./part.js";
import "./sb-plan.js";

const policies = ["always", "answered", "never"];

/** The company's numbers: how each is called, what it keeps, at whom it rings, and what the hub says on it. */
export default class Lines extends SettingsPart {
    async read() {
        const { api } = this.hub;
        if (!this.params.id) {
            const [lines, accounts] = await Promise.all([api.get("/api/lines", { limit: 200 }), api.get("/api/provider-accounts", { limit: 100 }).catch(() => [])]);
            return { lines, accounts };
        }
        const { id } = this.params;
        const [{ data: line, etag }, routing, users, teams] = await Promise.all([
            api.load(`/api/lines/${id}`), api.get(`/api/lines/${id}/routing`).catch(() => undefined),
            api.get("/api/users", { limit: 500 }).catch(() => []), api.get("/api/teams", { limit: 100 }).catch(() => []),
        ]);
        return { line, etag, routing, targets: [...users.map((row) => ({ ...row, ...row.user })), ...teams] };
    }

    draw({ lines, accounts, line, etag, routing, targets }) {
        return line ? this.page(line, etag, routing, targets) : this.list(lines, accounts);
    }

    list(lines, accounts) {
        const add = button(say("lines.add"), { icon: "plus", kind: "primary", onclick: () => this.add(accounts) });
        if (lines.length === 0) {
            return [head(say("settings.lines"), say("settings.lines.text")), empty({
                icon: "phone", title: say("lines.none"), text: say("lines.none.text"),
                actions: accounts.length > 0 ? [add] : [linkButton(say("providers.add"), "/settings/providers", { kind: "primary" })],
            })];
        }
        const titles = new Map(accounts.map(({ id, title }) => [id, title]));
        return [
            head(say("settings.lines"), say("settings.lines.text"), add),
            plainTable([say("lines.line"), say("lines.account"), say("lines.region"), say("lines.recording"), say("lines.transcription")], lines.map((one) => [
                h("a", { href: `/settings/lines/${one.id}` }, one.name ?? phone(one.number), h("span", { class: "second quiet" }, phone(one.number))),
                titles.get(one.account), one.region, one.recording ? badge(say("yes"), "good") : say("no"), one.transcription ? badge(say("yes"), "good") : say("no"),
            ])),
        ];
    }

    add(accounts) {
        return this.ask(say("lines.add"), [
            field("account", say("lines.account"), { type: "select", options: accounts.map(({ id, title }) => [id, title]) }),
            field("number", say("lines.number"), { type: "tel", hint: say("lines.number.hint"), rules: { required: true } }),
            field("name", say("lines.name"), { rules: { maxlength: 100 } }),
        ], async (values) => {
            const made = await this.hub.api.post("/api/lines", values);
            this.hub.router.go(`/settings/lines/${made.id}`);
        });
    }

    page(line, etag, routing, targets) {
        const path = `/api/lines/${line.id}`;
        return [
            head(line.name ?? phone(line.number), phone(line.number), linkButton(say("lines.dispositions"), `/settings/dispositions/${line.id}`), linkButton(say("lines.all"), "/settings/lines")),
            section(say("lines.how"), form({
                fields: [
                    field("name", say("lines.name"), { initial: line.name, rules: { maxlength: 100 } }),
                    field("region", say("lines.region"), { initial: line.region, hint: say("lines.region.hint"), rules: { pattern: "[A-Z]{2}", required: true } }),
                    field("autoCreate", say("lines.autoCreate"), { type: "select", initial: line.autoCreate, options: policies.map((one) => [one, say(`lines.autoCreate.${one}`)]) }),
                    field("maxCallHours", say("lines.maxCallHours"), { type: "number", initial: line.maxCallHours, rules: { min: 1, max: 24 } }),
                    field("recording", say("lines.recording"), { type: "check", initial: line.recording }),
                    field("transcription", say("lines.transcription"), { type: "check", initial: line.transcription }),
                ],
                send: async (values) => {
                    await this.hub.api.patch(path, { ...values, name: values.name ?? null }, { etag });
                    toast(say("saved"));
                    await this.load();
                },
            })),
            routing && section(say("lines.routing"), h("p", { class: "quiet" }, say("lines.routing.text")), this.routing(path, routing, targets)),
            section(say("plan.title"), h("p", { class: "quiet" }, say("plan.text")), h("sb-plan", { hub: this.hub, line, etag, onsaved: () => this.load() })),
        ];
    }

    routing(path, routing, targets) {
        const chosen = new Set(routing.targets ?? []);
        return form({
            fields: [
                ...targets.map(({ id, name, email }) => field(`target.${id}`, name || email, { type: "check", initial: chosen.has(id) })),
                field("strategy", say("lines.strategy"), { type: "select", initial: routing.strategy, options: ["all", "ordered"].map((one) => [one, say(`lines.strategy.${one}`)]) }),
                ...["ringSec", "leaseSec", "wrapUpSec"].map((name) => field(name, say(`lines.${name}`), { type: "number", initial: routing[name], rules: { min: 0 } })),
                field("requiresDisposition", say("lines.requiresDisposition"), { type: "check", initial: routing.requiresDisposition }),
            ],
            send: async (values) => {
                const plain = Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith("target.")));
                // Those who were chosen keep their order; machines and others that are not listed here stay.
                const listed = new Set(targets.map(({ id }) => id));
                const kept = (routing.targets ?? []).filter((id) => !listed.has(id) || values[`target.${id}`]);
                const added = targets.map(({ id }) => id).filter((id) => values[`target.${id}`] && !chosen.has(id));
                await this.hub.api.put(`${path}/routing`, { ...plain, targets: [...kept, ...added] });
                toast(say("saved"));
            },
        });
    }
}

customElements.define("sb-lines", Lines);
