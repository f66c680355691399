import { h } from "../core/dom.js";
import { count, phone } from "../core/format.js";
import { readable, say, sayOr } from "../core/words.js";
import { button, linkButton } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { badge, empty, facts, section, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { logins, providers } from "../views/providers.js";
import { copyable, head, plainTable, SettingsPart } from "./part.js";

/** Of the addresses these are needed first. */
const firstHooks = ["voice", "event", "status"];
const nameOf = (provider) => providers[provider]?.name ?? readable(provider);
const byNeed = ([a], [b]) => (firstHooks.indexOf(a) + 1 || 9) - (firstHooks.indexOf(b) + 1 || 9);
const proofs = { "signed-and-dated": "good", signed: "good", password: "warn", address: "warn" };
const testCallMs = 25_000;

/** Accounts at providers: what the proof of their webhooks is worth, how they fare, and why one was refused. */
export default class Providers extends SettingsPart {
    async read() {
        const { api } = this.hub;
        if (!this.params.id) return { accounts: await api.get("/api/provider-accounts", { limit: 100 }) };
        const path = `/api/provider-accounts/${this.params.id}`;
        const [account, found, refusals, lines] = await Promise.all([
            api.get(path), api.get("/api/provider-logins", { limit: 100 }).catch(() => undefined), api.get("/api/webhook-refusals", { limit: 100 }).catch(() => []),
            api.get("/api/lines", { limit: 200 }).catch(() => []),
        ]);
        // No login is null; undefined, whoever may not know.
        const login = found && (found.find((one) => one.account === account.id) ?? null);
        return { account, login, refusals: refusals.filter((one) => one.account === account.id), lines: lines.filter((one) => one.account === account.id) };
    }

    draw({ accounts, account, login, refusals, lines }) {
        return account ? this.page(account, login, refusals, lines) : this.list(accounts);
    }

    list(accounts) {
        const add = button(say("providers.add"), { icon: "plus", kind: "primary", onclick: () => this.add() });
        if (accounts.length === 0) {
            return [head(say("settings.providers"), say("settings.providers.text")), empty({ icon: "phone", title: say("providers.none"), text: say("providers.none.text"), actions: [add] })];
        }
        return [
            head(say("settings.providers"), say("settings.providers.text"), add),
            plainTable([say("providers.account"), say("providers.proof"), say("providers.lastGood"), say("providers.accepted"), say("providers.refused")],
                accounts.map(({ id, title, provider, proof, health }) => [
                    h("a", { href: `/settings/providers/${id}` }, title, h("span", { class: "second quiet" }, nameOf(provider))),
                    proof && badge(say(`proof.${proof}`), proofs[proof]), health.lastGoodAt ? time(health.lastGoodAt) : say("keys.never"), count(health.accepted),
                    count(Object.values(health.refused ?? {}).reduce((all, one) => all + one, 0)),
                ])),
        ];
    }

    add() {
        return this.ask(say("providers.add"), [
            field("provider", say("providers.provider"), { type: "select", options: Object.keys(providers).map((provider) => [provider, nameOf(provider)]) }),
            field("title", say("providers.title"), { rules: { maxlength: 100 } }),
            field("secret", say("providers.secret"), { type: "password", hint: say("providers.secret.hint"), rules: { required: true, minlength: 16, autocomplete: "off" } }),
            field("publicUrl", say("providers.publicUrl"), { type: "url", hint: say("providers.publicUrl.hint") }),
        ], async (values) => {
            const made = await this.hub.api.post("/api/provider-accounts", values);
            this.hub.router.go(`/settings/providers/${made.id}`);
        });
    }

    page(account, login, refusals, lines) {
        const { health } = account;
        const path = `/api/provider-accounts/${account.id}`;
        return [
            head(account.title, nameOf(account.provider), linkButton(say("providers.all"), "/settings/providers"),
                button(say("providers.rotate"), { onclick: () => this.rotate(path) }),
                button(say("delete"), { kind: "quiet", icon: "trash", onclick: () => this.remove(account, path) })),
            section(say("providers.urls"), h("p", { class: "quiet" }, say("providers.urls.text")),
                facts(Object.entries(account.urls).toSorted(byNeed).map(([hook, url]) => [readable(hook), copyable(url, say("providers.copy", { hook }))]))),
            section(say("providers.test"), h("p", { class: "quiet" }, say("providers.test.text")), this.testCall(path, lines)),
            section(say("providers.proof"), facts([
                [say("providers.worth"), account.proof && [badge(say(`proof.${account.proof}`), proofs[account.proof]), h("p", { class: "quiet" }, say(`proof.${account.proof}.text`))]],
                [say("providers.header"), account.signatureHeader && h("code", {}, account.signatureHeader)],
                [say("providers.secrets"), account.secrets.map(({ name, validUntil }) => h("span", { class: "row" }, name ?? say("providers.ownSecret"), validUntil && [say("providers.until"), " ", time(validUntil)]))],
            ])),
            logins[account.provider] && login !== undefined && section(say("providers.login"), ...this.login(account, login, `${path}/login`)),
            section(say("providers.health"), facts([
                [say("providers.lastGood"), health.lastGoodAt ? time(health.lastGoodAt) : say("keys.never")],
                ...["accepted", "repeated", "ignored", "notStored", "lost", "recovered"].map((name) => [say(`health.${name}`), health[name] !== undefined && count(health[name])]),
                [say("health.lag"), health.meanLagMs !== undefined && `${count(health.meanLagMs)} ms`],
                ...Object.entries(health.refused ?? {}).filter(([, many]) => many > 0).map(([why, many]) => [sayOr(`refusal.${why}`, why), badge(count(many), "bad")]),
                [say("health.reconciled"), health.reconcile?.completeUntil && time(health.reconcile.completeUntil)],
                [say("health.fault"), health.reconcile?.fault ?? health.connection?.fault],
            ])),
            refusals.length > 0 && section(say("providers.why"), plainTable([say("audit.at"), say("providers.hook"), say("providers.reason")],
                refusals.map(({ at, hook, reason, detail }) => [time(at), hook, h("span", {}, badge(readable(reason), "bad"), " ", detail)]))),
        ];
    }

    /** A call that rings everywhere but at the provider; it ends by itself, as an impatient caller does. */
    testCall(path, lines) {
        if (lines.length === 0) return h("p", {}, say("providers.test.noLine"));
        const line = h("select", { "aria-label": say("providers.test.line"), class: "short" }, lines.map(({ number, name }) => h("option", { value: number }, name ?? phone(number))));
        const from = h("input", { type: "tel", placeholder: say("providers.test.from"), "aria-label": say("providers.test.from"), class: "short" });
        return h("div", { class: "view-tools" }, line, from, button(say("providers.test.button"), {
            icon: "phone", kind: "primary", onclick: async () => {
                const body = { to: line.value, from: from.value.trim() || undefined };
                const { providerCallId: hangUp } = await this.hub.api.post(`${path}/test-call`, body);
                toast(say("providers.test.rings"));
                setTimeout(() => this.hub.api.post(`${path}/test-call`, { ...body, hangUp }).catch(() => {}), testCallMs);
                this.hub.router.go("/");
            },
        }));
    }

    /** How the hub signs in at the provider, for what no webhook brings; the secret is never shown again. */
    login({ provider }, login, path) {
        const set = () => this.ask(say("providers.login"), [
            field("user", say(`login.${logins[provider].user}`), { initial: login?.user, rules: { required: true, maxlength: 255, autocomplete: "off" } }),
            field("secret", say(`login.${logins[provider].secret}`), {
                type: logins[provider].secret === "privateKey" ? "textarea" : "password", hint: say("providers.login.hint"), rules: { required: true, autocomplete: "off" },
            }),
            logins[provider].application && field("application", say(`login.${logins[provider].application}`), { initial: login?.application, rules: { required: true, maxlength: 255 } }),
            field("base", say("login.base"), {
                type: "url", initial: login?.base, hint: logins[provider].base ?? say("login.base.hint"), rules: { required: Boolean(logins[provider].base) },
            }),
        ].filter(Boolean), (values) => this.hub.api.put(path, values));
        const forget = this.then(async () => {
            await this.hub.api.delete(path);
            toast(say("providers.login.forgotten"));
        });
        return [
            h("p", { class: "quiet" }, say("providers.login.text")),
            login && facts([[say(`login.${logins[provider].user}`), h("code", {}, login.user)], [say("login.base"), login.base], [say("providers.login.set"), time(login.updatedAt)]]),
            h("div", { class: "row" },
                button(say(login ? "providers.login.change" : "providers.login.add"), { onclick: set }),
                login && button(say("providers.login.forget"), { kind: "quiet", icon: "trash", onclick: forget })),
        ].filter(Boolean);
    }

    rotate(path) {
        return this.ask(say("providers.rotate"), [
            field("secret", say("providers.secret"), { type: "password", hint: say("providers.rotate.hint"), rules: { required: true, minlength: 16, autocomplete: "off" } }),
        ], (values) => this.hub.api.post(`${path}/rotate-secret`, values));
    }

    async remove({ title }, path) {
        if (!await confirm({ title: say("providers.remove", { title }), text: say("providers.remove.text"), action: say("delete") })) return;
        await this.hub.api.delete(path);
        this.hub.router.go("/settings/providers");
    }
}

customElements.define("sb-providers", Providers);
