import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { field } from "../parts/sb-field.js";
import { badge, empty, time } from "../parts/small.js";
import { head, plainTable, SettingsPart, showSecret } from "./part.js";
import { roles } from "./sb-people.js";

/** Keys with which programs sign in; a key's secret is shown once. */
export default class Keys extends SettingsPart {
    read() {
        return this.hub.api.get("/api/keys", { limit: 200 });
    }

    draw(keys) {
        return [
            head(say("settings.keys"), say("settings.keys.text"), button(say("keys.make"), { icon: "plus", kind: "primary", onclick: () => this.make() })),
            keys.length === 0 ? empty({ icon: "gear", title: say("keys.none"), text: say("keys.none.text") })
                : plainTable([say("keys.name"), say("people.role"), say("keys.scopes"), say("keys.lastUsed"), say("keys.expires"), ""], keys.map((key) => this.row(key))),
        ];
    }

    row({ id, name, role, scopes, lastUsedAt, expiresAt, revokedAt }) {
        return [
            name, say(`people.role.${role}`), scopes ? h("span", { class: "tags" }, scopes.map((one) => h("span", { class: "tag" }, one))) : say("keys.all"),
            lastUsedAt ? time(lastUsedAt) : say("keys.never"), expiresAt ? time(expiresAt) : say("keys.never"),
            revokedAt ? badge(say("keys.revoked"), "bad") : button(say("keys.revoke"), { kind: "quiet", onclick: async () => {
                if (!await confirm({ title: say("keys.revokeWhich", { name }), text: say("keys.revoke.text"), action: say("keys.revoke") })) return;
                await this.hub.api.delete(`/api/keys/${id}`);
                await this.load();
            } }),
        ];
    }

    async make() {
        let made;
        await this.ask(say("keys.make"), [
            field("name", say("keys.name"), { rules: { required: true, maxlength: 100 } }),
            field("role", say("people.role"), { type: "select", initial: "agent", options: roles.map((role) => [role, say(`people.role.${role}`)]) }),
            field("scopes", say("keys.scopes"), { hint: say("keys.scopes.hint") }),
            field("expires", say("keys.expires"), { type: "date" }),
        ], async ({ scopes, expires, ...plain }) => {
            const list = (scopes ?? "").split(/[\s,]+/).filter(Boolean);
            made = await this.hub.api.post("/api/keys", {
                ...plain, scopes: list.length ? list : undefined, expiresAt: expires && new Date(`${expires}T23:59:59`).toISOString(),
            });
        });
        if (made) await showSecret(say("keys.secret"), made.secret);
    }
}

customElements.define("sb-keys", Keys);
