import { once } from "../core/api.js";
import { fill, h } from "../core/dom.js";
import { draft } from "../core/drafts.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { iconButton } from "../parts/button.js";
import { field } from "../parts/sb-field.js";
import { form } from "../parts/sb-form.js";
import { composer, failure, time } from "../parts/small.js";
import { toast } from "../parts/sb-toasts.js";

/** What is to be done for a contact: a new task in one line, and each done with one press. */
class ContactTasks extends HubElement {
    contact;

    build() {
        this.list = h("ul", { class: "task-list" });
        const draftName = `contact.${this.contact}.task`;
        this.append(this.list, composer(say("task.new"), draft(draftName), form({
            submit: say("task.add"), draftName,
            fields: [
                field("title", say("task.title"), { rules: { required: true, maxlength: 200 } }),
                field("due", say("task.due"), { type: "datetime-local" }),
            ],
            send: ({ title, due }) => this.add(title, due),
        })));
    }

    connected() {
        this.hear(["task."], () => this.load());
        this.load();
    }

    async load() {
        try {
            const tasks = await this.hub.api.get("/api/tasks", { contact: this.contact, state: "open", limit: 100 });
            const rows = tasks.map((task) => ({ ...task, late: task.overdue || Date.parse(task.dueAt) < Date.now() }));
            fill(this.list, rows.length > 0 ? rows : [{ id: "none" }], (task) => this.row(task));
        } catch (problem) {
            this.list.replaceChildren(h("li", {}, failure(problem, () => this.load())));
        }
    }

    row(task) {
        if (task.id === "none") return h("li", { class: "quiet" }, say("task.none"));
        return h("li", {}, iconButton("check", say("task.isDone", { title: task.title }), () => this.done(task)),
            h("span", {}, task.title), task.dueAt && h("span", { "data-late": task.late }, time(task.dueAt)));
    }

    async add(title, due) {
        await this.hub.api.post("/api/tasks", {
            title, contact: this.contact, dueAt: due && new Date(due).toISOString(),
        }, { once: once() });
        for (const one of this.querySelector("sb-form").named) one.value = "";
        await this.load();
    }

    async done({ id, title }) {
        await this.hub.api.post(`/api/tasks/${id}/done`);
        toast(say("task.isDone", { title }), { undo: () => this.hub.api.post(`/api/tasks/${id}/reopen`).then(() => this.load()) });
        await this.load();
    }
}

customElements.define("sb-contact-tasks", ContactTasks);
