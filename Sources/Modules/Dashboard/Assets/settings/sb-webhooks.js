import { h } from "../core/dom.js";
import { readable, say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { badge, empty, facts, section, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { head, plainTable, SettingsPart, showSecret } from "./part.js";

const tones = { healthy: "good", failing: "warn", open: "bad" };

/** Addresses that hear of events, and what became of each delivery. */
export default class Webhooks extends SettingsPart {
    async read() {
        const { api } = this.hub;
        const { id } = this.params;
        if (!id) return { endpoints: await api.get("/api/webhook-endpoints", { limit: 100 }) };
        const [endpoint, deliveries] = await Promise.all([api.get(`/api/webhook-endpoints/${id}`), api.get(`/api/webhook-endpoints/${id}/deliveries`, { limit: 50 })]);
        return { endpoint, deliveries };
    }

    draw({ endpoints, endpoint, deliveries }) {
        return endpoint ? this.page(endpoint, deliveries) : this.list(endpoints);
    }

    list(endpoints) {
        const add = button(say("webhooks.add"), { icon: "plus", kind: "primary", onclick: () => this.add() });
        return [
            head(say("settings.webhooks"), say("settings.webhooks.text"), add),
            endpoints.length === 0 ? empty({ icon: "swap", title: say("webhooks.none"), text: say("webhooks.none.text") })
                : plainTable([say("webhooks.url"), say("webhooks.events"), say("people.state"), say("webhooks.lastSuccess")], endpoints.map((one) => [
                    h("a", { href: `/settings/webhooks/${one.id}` }, one.url, one.description && h("span", { class: "second quiet" }, one.description)),
                    one.events.join(", "), one.enabled ? badge(say(`webhooks.${one.state}`), tones[one.state]) : badge(say("webhooks.off")),
                    one.lastSuccessAt ? time(one.lastSuccessAt) : say("keys.never"),
                ])),
        ];
    }

    async add() {
        let made;
        await this.ask(say("webhooks.add"), [
            field("url", say("webhooks.url"), { type: "url", rules: { required: true } }),
            field("events", say("webhooks.events"), { initial: "*", hint: say("webhooks.events.hint") }),
            field("description", say("webhooks.description"), { rules: { maxlength: 200 } }),
        ], async ({ events, ...plain }) => {
            made = await this.hub.api.post("/api/webhook-endpoints", { ...plain, events: (events ?? "*").split(/[\s,]+/).filter(Boolean) });
        });
        if (made?.secret) await showSecret(say("webhooks.secret"), made.secret);
    }

    page(endpoint, deliveries) {
        const path = `/api/webhook-endpoints/${endpoint.id}`;
        const { api } = this.hub;
        return [
            head(endpoint.url, endpoint.description, linkButton(say("webhooks.all"), "/settings/webhooks")),
            section(say("webhooks.state"), facts([
                [say("people.state"), badge(say(endpoint.enabled ? `webhooks.${endpoint.state}` : "webhooks.off"), endpoint.enabled ? tones[endpoint.state] : undefined)],
                [say("webhooks.events"), endpoint.events.join(", ")], [say("webhooks.lastSuccess"), endpoint.lastSuccessAt && time(endpoint.lastSuccessAt)],
            ]), h("div", { class: "row" },
                button(say("webhooks.test"), { kind: "primary", onclick: this.then(() => api.post(`${path}/test`).then(() => toast(say("webhooks.tested")))) }),
                endpoint.state === "open" && button(say("webhooks.resume"), { onclick: this.then(() => api.post(`${path}/resume`)) }),
                button(say(endpoint.enabled ? "webhooks.disable" : "webhooks.enable"), { onclick: this.then(() => api.patch(path, { enabled: !endpoint.enabled })) }),
                button(say("webhooks.rotate"), { onclick: async () => showSecret(say("webhooks.secret"), (await api.post(`${path}/rotate`)).secret) }),
                button(say("delete"), { kind: "quiet", icon: "trash", onclick: async () => {
                    if (!await confirm({ title: say("webhooks.remove"), text: endpoint.url, action: say("delete") })) return;
                    await api.delete(path);
                    this.hub.router.go("/settings/webhooks");
                } }))),
            section(say("webhooks.deliveries"), deliveries.length === 0 ? h("p", { class: "quiet" }, say("webhooks.noDeliveries"))
                : plainTable([say("audit.at"), say("webhooks.event"), say("people.state"), say("webhooks.attempts"), ""], deliveries.map((one) => [
                    time(one.at ?? one.createdAt), h("code", {}, one.type ?? one.event), badge(readable(one.state), { delivered: "good", dead: "bad", failed: "bad" }[one.state]),
                    String(one.attempts ?? ""), one.state === "delivered" ? "" : button(say("webhooks.redeliver"), {
                        kind: "quiet", onclick: this.then(() => api.post(`/api/webhook-deliveries/${one.id}/redeliver`)),
                    }),
                ]))),
        ];
    }
}

customElements.define("sb-webhooks", Webhooks);
