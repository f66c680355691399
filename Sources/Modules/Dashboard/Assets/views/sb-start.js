import { fillParts, h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { phone } from "../core/format.js";
import { icon } from "../core/icons.js";
import { readable, say } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { copyable } from "../parts/copyable.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { badge, failure, loading, time } from "../parts/small.js";
import { partyName } from "../slices/wording.js";
import { providers } from "./providers.js";

const lookMs = 4_000;

/** The first steps of a company: provider, line, a first call, colleagues; each shows by itself when it is done. */
export default class StartView extends HubElement {
    build() {
        this.className = "reading start";
        this.steps = h("ol", { class: "steps" }, loading());
        this.append(
            h("header", { class: "view-head" }, h("h1", {}, say("start.title"))),
            h("p", { class: "lead" }, say("start.lead")), this.steps);
    }

    connected() {
        this.hear(["call.ringing", "line.changed", "access.changed"], () => this.ask());
        // Refusals are no events: nobody who signs wrongly may fill the log.
        const timer = setInterval(() => this.isConnected && this.lookForRefusals(), lookMs);
        this.listen(window, "pagehide", () => clearInterval(timer));
        this.ask();
    }

    async ask() {
        const { api } = this.hub;
        const list = (path, query) => api.get(path, query).catch((problem) => {
            if (problem.status === 403) return undefined;
            throw problem;
        });
        try {
            const [accounts, lines, callers, users] = await Promise.all([
                list("/api/provider-accounts"), list("/api/lines"),
                list("/api/crm/call-history", { limit: 1 }), list("/api/users"),
            ]);
            Object.assign(this, { accounts, lines, callers, users });
            this.draw();
        } catch (problem) {
            if (!this.drawn) this.steps.replaceChildren(failure(problem, () => this.ask()));
        }
    }

    draw() {
        const { accounts, lines, callers, users } = this;
        const steps = [
            ["provider", accounts?.length > 0, () => this.provider()],
            ["line", lines?.length > 0, () => this.line()],
            ["call", callers?.length > 0, () => this.call()],
            ["people", users?.length > 1, () => this.people()],
        ];
        const next = steps.find(([, done]) => !done)?.[0];
        this.drawn = true;
        // What somebody is filling in stays; a step is drawn again when it has come further itself.
        const known = {
            provider: accounts, line: [accounts?.length, lines], call: [callers?.[0], lines?.[0]?.number, accounts?.length], people: users,
        };
        fillParts(this.steps, steps.map(([name, done, body], index) =>
            [name, [done, name === next, known[name]], () => h("li", { class: "panel step", "data-done": done, "data-next": name === next },
                h("details", { open: name === next || (callers?.length ? name === "call" : name === "provider") },
                    h("summary", {},
                        h("span", { class: "step-mark" }, done ? icon("check") : String(index + 1)),
                        h("span", {}, h("b", {}, say(`start.${name}`)),
                            h("span", { class: "quiet" }, say(`start.${name}.why`)))),
                    h("div", { class: "stack step-body" }, body())))]));
    }

    provider() {
        const { accounts } = this;
        if (accounts === undefined) return h("p", { class: "quiet" }, say("start.notYours"));
        const hint = h("p", { class: "quiet" });
        const choice = field("provider", say("start.provider.which"), {
            type: "select", options: Object.entries(providers).map(([key, { name }]) => [key, name]),
        });
        const tell = () => (hint.textContent = say(`provider.secret.${providers[choice.value].secret}`));
        choice.addEventListener("input", tell);
        const fresh = form({
            fields: [
                choice,
                field("title", say("start.provider.title")),
                field("secret", say("start.provider.secret"),
                    { type: "password", rules: { required: true, minlength: 16, autocomplete: "off" } }),
                field("publicUrl", say("start.provider.url"), {
                    type: "url", initial: location.protocol === "https:" ? location.origin : undefined,
                    hint: say("start.provider.url.hint"), rules: { placeholder: "https://hub.example.com" },
                }),
                h("div", { class: "wide" }, hint),
            ],
            submit: say("start.provider.add"),
            send: async (values) => {
                await this.hub.api.post("/api/provider-accounts", values);
                await this.ask();
            },
        });
        queueMicrotask(tell);
        return h("div", { class: "stack" },
            accounts.map((account) => this.account(account)),
            accounts.length > 0 ? h("details", {}, h("summary", { class: "quiet" }, say("start.provider.another")),
                fresh) : fresh);
    }

    /** What has to be pasted at the provider; the two that matter first. */
    account({ title, provider, urls = {} }) {
        const order = ["voice", "event", "status"];
        const named = Object.entries(urls).sort(([a], [b]) =>
            (order.indexOf(a) + 1 || 9) - (order.indexOf(b) + 1 || 9));
        return h("div", { class: "stack" }, h("p", {}, h("b", {}, title ?? readable(provider)), " ",
            say("start.provider.paste")),
            named.slice(0, 2).map(([name, url]) => copyable(url, readable(name))),
            named.length > 2 && h("details", {}, h("summary", { class: "quiet" }, say("start.provider.more")),
                h("div", { class: "stack" }, named.slice(2).map(([name, url]) => copyable(url, readable(name))))));
    }

    line() {
        const { lines, accounts } = this;
        return h("div", { class: "stack" },
            (lines ?? []).map(({ name, number }) =>
                h("p", { class: "row" }, icon("phone"), h("b", {}, name ?? ""),
                    h("span", { class: "number" }, phone(number)))),
            h("p", { class: "quiet" }, say("start.line.auto")),
            accounts?.length > 0 && form({
                fields: [
                    field("account", say("start.line.account"), {
                        type: "select", options: accounts.map(({ id, title, provider }) =>
                            [id, title ?? readable(provider)]),
                    }),
                    field("number", say("frame.number"), { type: "tel", rules: { required: true } }),
                    field("name", say("start.line.name"), { rules: { placeholder: say("start.line.example") } }),
                ],
                submit: say("start.line.add"),
                draftName: "start.line",
                send: async (values) => {
                    await this.hub.api.post("/api/lines", values);
                    await this.ask();
                },
            }));
    }

    call() {
        const first = this.callers?.[0];
        this.refusal = h("div", { role: "status" });
        if (first) {
            return h("div", { class: "stack" },
                h("p", { class: "row" }, badge(say("start.call.came"), "good"), h("b", {}, partyName(first)),
                    time(first.startedAt)),
                h("div", { class: "row" }, linkButton(say("start.call.open"), `/calls/${first.call}`),
                    linkButton(say("view.live"), "/", { kind: "primary" })));
        }
        const number = this.lines?.[0]?.number;
        this.lookForRefusals();
        return h("div", { class: "stack" },
            h("p", { class: "row" }, h("span", { class: "lamp waiting" }),
                say(number ? "start.call.dial" : "start.call.wait", { number: phone(number) })),
            this.refusal,
            this.accounts?.length > 0 && number && h("div", { class: "row" }, button(say("start.call.try"), {
                icon: "phone",
                onclick: () => this.hub.api.post(`/api/provider-accounts/${this.accounts[0].id}/test-call`,
                    { to: number }),
            })),
            ...this.simulation(number));
    }

    /** How to play a call without a telephone; the secret is the one thing that the hub does not tell. */
    simulation(number) {
        const twilio = this.accounts?.find(({ provider, urls }) => provider === "twilio" && urls?.voice);
        if (!twilio || !number) return [];
        const { pathname } = new URL(twilio.urls.voice);
        return [h("p", { class: "quiet" }, say("start.call.simulate")), copyable(
            `switchboard simulate --calls 1 --url ${location.origin} --voice-url ${location.origin}${pathname} ` +
            `--number ${number} --account-sid ${twilio.providerAccount ?? "AC…"} --auth-token …`)];
    }

    /** Why a provider's webhook was not believed: the first thing that goes wrong, and the hardest to guess. */
    async lookForRefusals() {
        if (!this.refusal?.isConnected || this.callers?.length > 0) return;
        const [newest] = await this.hub.api.get("/api/webhook-refusals", { limit: 1 }).catch(() => []);
        this.refusal.replaceChildren(...(newest ? [h("p", { class: "form-problem" },
            h("b", {}, say("start.call.refused")), " ", newest.detail ?? newest.reason ?? "", " ", time(newest.at))]
                : []));
    }

    people() {
        const { users } = this;
        if (users === undefined) return h("p", { class: "quiet" }, say("start.notYours"));
        const link = h("div", { class: "stack" });
        return h("div", { class: "stack" },
            h("p", { class: "row" }, users.map(({ name, invited }) =>
                badge(invited ? `${name} · ${say("start.people.invited")}` : name, invited ? undefined : "good"))),
            form({
                fields: [
                    field("name", say("contact.name"), { rules: { required: true } }),
                    field("email", say("contact.email"), { type: "email", rules: { required: true } }),
                    field("role", say("start.people.role"), {
                        type: "select", initial: "agent",
                        options: ["agent", "manager", "admin", "viewer"].map((role) => [role, say(`role.${role}`)]),
                    }),
                ],
                submit: say("start.people.invite"),
                draftName: "start.people",
                send: async (values) => {
                    const { user, invitation } = await this.hub.api.post("/api/users", values);
                    link.replaceChildren(...(invitation ? [h("p", {}, say("start.people.link", { name: user.name })),
                        copyable(`${location.origin}/#invitation=${invitation.token}`)] : []));
                    this.users = [...users, user];
                },
            }), link);
    }
}

customElements.define("sb-start", StartView);
