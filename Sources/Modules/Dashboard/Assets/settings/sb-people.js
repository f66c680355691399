import { h } from "../core/dom.js";
import { say } from "../core/words.js";
import { button, iconButton, working } from "../parts/button.js";
import { confirm } from "../parts/dialog.js";
import { menu } from "../parts/menu.js";
import { field } from "../parts/sb-field.js";
import { avatar, badge, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";
import { head, plainTable, SettingsPart, showSecret } from "./part.js";

export const roles = ["viewer", "agent", "manager", "admin", "owner"];
const roleOptions = () => roles.map((role) => [role, say(`people.role.${role}`)]);

/** Who is in the company, and what each may do. */
export default class People extends SettingsPart {
    read() {
        return this.hub.api.get("/api/users", { limit: 500 });
    }

    draw(members) {
        return [
            head(say("settings.people"), say("settings.people.text"), button(say("people.invite"), { icon: "plus", kind: "primary", onclick: () => this.invite() })),
            plainTable([say("people.name"), say("people.role"), say("people.state"), ""], members.map((row) => this.row({ ...row, ...row.user }))),
        ];
    }

    row({ id, name, email, role, disabled, invited, lastSignInAt }) {
        const path = `/api/users/${id}`;
        const { api, session } = this.hub;
        const change = (members) => this.then(() => api.patch(path, members));
        const isMe = id === session.state.user?.id;
        return [
            h("span", { class: "who-cell" }, avatar(name || email), h("span", {}, name || email, h("span", { class: "second quiet" }, email))),
            h("select", {
                "aria-label": say("people.roleOf", { name: name || email }), disabled: isMe,
                onchange: (event) => working(event.target, change({ role: event.target.value })),
            }, roleOptions().map(([value, label]) => h("option", { value, selected: value === role }, label))),
            disabled ? badge(say("people.disabled"), "bad") : invited ? badge(say("people.invited"), "warn") : lastSignInAt ? time(lastSignInAt) : "",
            isMe ? "" : menu(iconButton("more", say("people.menu", { name: name || email })), () => [
                { label: say(disabled ? "people.enable" : "people.disable"), icon: "person", run: change({ disabled: !disabled }) },
                { label: say("people.inviteAgain"), icon: "message", run: () => this.again(path) },
                { label: say("people.remove"), icon: "trash", kind: "danger", run: () => this.remove(path, name || email) },
            ]),
        ];
    }

    async invite() {
        let answer;
        await this.ask(say("people.invite"), [
            field("name", say("people.name"), { rules: { required: true, maxlength: 100 } }),
            field("email", say("people.email"), { type: "email", rules: { required: true } }),
            field("role", say("people.role"), { type: "select", initial: "agent", options: roleOptions() }),
        ], async (values) => (answer = await this.hub.api.post("/api/users", values)), { submit: say("people.invite") });
        if (answer?.invitation) await showSecret(say("people.invitation"), `${location.origin}/#invitation=${answer.invitation.token}`);
    }

    async again(path) {
        const { token, invitation } = await this.hub.api.post(`${path}/invitation`);
        await showSecret(say("people.invitation"), `${location.origin}/#invitation=${token ?? invitation?.token}`);
    }

    async remove(path, name) {
        if (!await confirm({ title: say("people.removeWho", { name }), text: say("people.remove.text"), action: say("people.remove") })) return;
        await this.hub.api.delete(path);
        toast(say("people.removed", { name }));
        await this.load();
    }
}

customElements.define("sb-people", People);
