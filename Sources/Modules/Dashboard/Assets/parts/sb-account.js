import { h } from "../core/dom.js";
import { HubElement } from "../core/element.js";
import { choices, chooseLanguage, language, say } from "../core/words.js";
import { menu } from "./menu.js";
import { avatar } from "./small.js";

const themes = ["auto", "light", "dark"];

/** Who is signed in, how the page looks, and the way out. */
class Account extends HubElement {
    connected() {
        this.watch(["session"], () => this.draw());
        for (const theme of themes) {
            const label = `${say("menu.theme")}: ${say(`menu.theme.${theme}`)}`;
            this.command({ id: `theme.${theme}`, label, icon: "sun", run: () => chooseTheme(theme) });
        }
        for (const [code, label] of choices()) {
            this.command({ id: `language.${code}`, label, icon: "globe", run: () => chooseLanguage(code) });
        }
        this.command({ id: "signOut", label: say("menu.signOut"), icon: "out", run: () => this.hub.session.signOut() });
    }

    draw() {
        const { user, key } = this.hub.store.get("session");
        // A renewed token is no other person, and the menu may be open.
        const person = JSON.stringify([user, key]);
        if (person === this.person) return;
        this.person = person;
        const opener = h("button", {
            type: "button", class: "account", "aria-label": say("menu.open"), title: user?.name ?? "",
        }, avatar(user?.name));
        this.replaceChildren(menu(opener, () => [
            h("p", { class: "who" }, h("b", {}, user?.name || user?.email || ""),
                h("span", { class: "quiet" }, key ? say("menu.key") : user?.email ?? "")),
            ...themes.map((theme) => ({
                label: say(`menu.theme.${theme}`), checked: theme === chosenTheme(), run: () => chooseTheme(theme),
            })),
            h("hr"),
            ...choices().map(([code, label]) => ({
                label, checked: code === language, run: () => chooseLanguage(code),
            })),
            h("hr"),
            { label: say("menu.signOut"), icon: "out", run: () => this.hub.session.signOut() },
        ]));
    }
}

function chosenTheme() {
    return document.documentElement.dataset.theme ?? "auto";
}

function chooseTheme(theme) {
    const root = document.documentElement;
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    localStorage.setItem("switchboard.theme", theme);
}

customElements.define("sb-account", Account);
