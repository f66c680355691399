// What the palette reaches besides the views of the navigation: every part of the page, what is begun most often, and
// whoever is looked for by name or number.

import { phone } from "../core/format.js";
import { say } from "../core/words.js";
import { toastProblem } from "./sb-toasts.js";

const settings = [
    "company", "people", "keys", "lines", "providers", "dispositions", "stages", "fields", "score", "analysis", "retention",
    "webhooks", "audit",
];
const found = 6;

/** The commands that count everywhere. */
export function places(hub) {
    const go = (path, label, icon) => ({ id: path, label, icon, run: () => hub.router.go(path) });
    const begin = (id, label, work) => ({ id, label, icon: "plus", run: () => work().catch(toastProblem) });
    return [
        begin("task.new", say("task.new"), async () => (await import("../views/task-form.js")).newTask(hub)),
        begin("call.log", say("calls.log"), async () => (await import("../views/log-call.js")).logCall(hub, () => {})),
        go("/contacts/new", say("contacts.new"), "plus"),
        go("/contacts/duplicates", say("contacts.duplicates"), "people"),
        go("/imports", say("transfers.imports"), "swap"),
        go("/start", say("view.start"), "check"),
        ...settings.map((part) => go(`/settings/${part}`, `${say("view.settings")}: ${say(`settings.${part}`)}`, "gear")),
        { id: "docs", label: say("settings.docs"), icon: "list", run: () => location.assign("/docs") },
    ];
}

/** The contacts that a text finds, as commands. */
export async function contacts(hub, q, signal) {
    const list = await hub.api.get("/api/crm/contacts", { q, limit: found }, { signal });
    return list.map(({ id, name, numbers, email }) => {
        const address = phone(numbers?.[0]?.number) || email;
        return {
            id, label: name ?? address ?? say("party.unknown"), hint: name && address, icon: "person",
            run: () => hub.router.go(`/contacts/${id}`),
        };
    });
}
