// Asks for a contact: a search in a dialog, found as one types.

import { h } from "../core/dom.js";
import { phone } from "../core/format.js";
import { addWords, say } from "../core/words.js";
import { avatar, failure } from "../parts/small.js";
import { dialog } from "../parts/dialog.js";
import { working } from "../parts/button.js";

await addWords("contacts");

/**
 * Opens the search; `take(contact)` is done with the one that is chosen.
 *
 * `likely()` finds those that are offered before anything is typed, as `{ contact, reason }`; else it is the newest.
 */
export function chooseContact(hub, title, take, likely) {
    let timer;
    let asked;
    return dialog({
        title,
        body(close) {
            const list = h("div", { class: "found", role: "group", "aria-label": say("view.contacts") });
            const search = async (q) => {
                const mine = (asked = {});
                try {
                    const found = q === undefined && likely ? await likely()
                        : (await hub.api.get("/api/crm/contacts", { q, limit: 12 })).map((contact) => ({ contact }));
                    if (mine !== asked) return;
                    list.replaceChildren(...found.map(({ contact, reason }) => h("button", {
                        type: "button", onclick: (event) => working(event.currentTarget, async () => {
                            await take(contact);
                            close();
                        }),
                    }, avatar(contact.name), h("span", {}, contact.name ?? phone(contact.numbers?.[0]?.number)),
                    h("span", { class: "quiet" }, reason ?? contact.business?.name ?? ""))));
                } catch (problem) {
                    list.replaceChildren(failure(problem));
                }
            };
            search(undefined);
            return h("div", { class: "stack" }, h("input", {
                type: "search", autofocus: true, autocomplete: "off", "aria-label": say("contacts.search"), placeholder: say("contacts.search"),
                oninput: (event) => {
                    clearTimeout(timer);
                    timer = setTimeout(() => search(event.target.value.trim() || undefined), 120);
                },
            }), list);
        },
    });
}
