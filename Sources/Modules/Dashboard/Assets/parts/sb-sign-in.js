import { h, setText } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { mark } from "../core/icons.js";
import { say } from "../core/words.js";

/** The sign-in form, and the moment before it is known whether one is needed. */
class SignIn extends HubElement {
    build() {
        this.problem = h("p", { class: "problem", role: "alert" });
        this.email = h("input", {
            type: "email", name: "email", autocomplete: "username", required: true, id: "email",
        });
        this.password = h("input", {
            type: "password", name: "password", autocomplete: "current-password", required: true, id: "password",
        });
        this.submit = h("button", { type: "submit", class: "primary" }, say("signIn.submit"));
        this.form = h("form", { method: "post", onsubmit: (event) => this.send(event) },
            h("h1", {}, say("signIn.title")),
            h("p", { class: "lead" }, say("signIn.lead")),
            this.problem,
            h("label", { for: "email" }, say("signIn.email")), this.email,
            h("label", { for: "password" }, say("signIn.password")), this.password,
            this.submit,
            h("p", { class: "hint" }, say("signIn.hint")));
        // An invitation stands behind the "#" of its link, so no log on the way has it.
        this.invitation = new URLSearchParams(location.hash.slice(1)).get("invitation") ?? undefined;
        if (this.invitation) this.welcome();
        this.wait = h("p", { class: "wait", role: "status" });
        this.append(h("main", { class: "door" },
            h("p", { class: "brand" }, mark(), say("app.name")), this.form, this.wait));
    }

    /** The form of somebody who comes by an invitation: a password to choose, and no address to give. */
    welcome() {
        for (const part of this.form.querySelectorAll("[for=email], .hint")) part.remove();
        this.email.remove();
        setText(this.form.querySelector("h1"), say("signIn.welcome"));
        setText(this.form.querySelector(".lead"), say("signIn.choose"));
        this.password.autocomplete = "new-password";
        this.password.minLength = 10;
    }

    connected() {
        this.watch(["session"], () => this.draw());
    }

    draw() {
        const { phase, reason, waiting } = this.hub.store.get("session");
        this.form.hidden = phase !== "out";
        this.wait.hidden = phase === "out";
        setText(this.wait, say(waiting ? "start.waiting" : "start.working"));
        if (phase !== "out") return;
        if (reason) setText(this.problem, say(`signIn.${reason}`));
        (this.invitation ? this.password : this.email).focus();
    }

    async send(event) {
        event.preventDefault();
        this.submit.disabled = true;
        setText(this.submit, say("signIn.working"));
        setText(this.problem, "");
        try {
            if (this.invitation) {
                await this.hub.session.accept(this.invitation, this.password.value);
                history.replaceState(null, "", "/");
            } else {
                await this.hub.session.signIn(this.email.value, this.password.value);
            }
            this.password.value = "";
        } catch (problem) {
            setText(this.problem, wrong(problem));
            this.password.select();
        }
        this.submit.disabled = false;
        setText(this.submit, say("signIn.submit"));
    }
}

function wrong(problem) {
    if (problem.status === 0) return say("signIn.down");
    if (problem.status === 401) return say("signIn.wrong");
    if (problem.status === 429) return say("signIn.slow", { seconds: problem.retryAfterSec ?? 60 });
    return problem.message;
}

customElements.define("sb-sign-in", SignIn);
