import { h, setText } from "../core/dom.js";
import { draft, keepDraft } from "../core/drafts.js";
import { HubElement } from "../core/element.js";
import { say } from "../core/words.js";
import { button } from "../parts/button.js";

const restMs = 600;

/** The note of a call, kept while it is written: here at once, and at the hub a moment later. */
class Note extends HubElement {
    build() {
        this.text = h("textarea", {
            rows: 4, "aria-label": say("frame.note"), placeholder: say("note.placeholder"), oninput: () => this.wrote(),
            onblur: () => this.timer && this.save(),
        });
        this.state = h("p", { class: "note-state quiet", role: "status" });
        this.append(this.text, this.state);
    }

    /** Shows the note of `call`; what somebody is writing is never replaced. */
    show(call) {
        if (call.call !== this.callId) return void this.begin(call);
        if (call.note !== undefined && call.note !== this.seen && !this.dirty && !this.asking) this.begin(call);
    }

    focus() {
        this.text.focus();
    }

    async begin(call) {
        if (this.timer && call.call !== this.callId) this.save();
        this.callId = call.call;
        this.seen = call.note;
        this.asking = true;
        const kept = draft(`note.${this.callId}`);
        if (!this.dirty || kept !== undefined) this.text.value = kept ?? call.note ?? "";
        this.dirty = kept !== undefined;
        setText(this.state, "");
        try {
            const { callId: id } = this;
            const note = await this.hub.api.get(`/api/calls/${id}/note`);
            if (id !== this.callId) return;
            this.version = note.version;
            if (!this.dirty) this.text.value = note.text;
            else this.save();
        } catch (problem) {
            setText(this.state, problem.message);
        } finally {
            this.asking = false;
        }
    }

    wrote() {
        this.dirty = true;
        keepDraft(`note.${this.callId}`, this.text.value);
        setText(this.state, say("note.writing"));
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), restMs);
    }

    async save() {
        clearTimeout(this.timer);
        this.timer = undefined;
        const { callId: id, version } = this;
        const text = this.text.value;
        try {
            const note = await this.hub.api.put(`/api/calls/${id}/note`, { text, version });
            keepDraft(`note.${id}`, undefined);
            if (id !== this.callId) return;
            this.version = note.version;
            this.seen = note.text;
            this.dirty = this.text.value !== text;
            setText(this.state, say("note.saved"));
        } catch (problem) {
            if (id !== this.callId) return;
            if (problem.status === 409) return this.conflict();
            setText(this.state, say("note.notSaved", { reason: problem.message }));
            // What is written stays in this browser, and is sent when the hub answers again.
            if (problem.status === 0 || problem.status >= 500) this.timer = setTimeout(() => this.save(), 5_000);
        }
    }

    /** Another has written meanwhile: both texts are kept, and the reader says how they go together. */
    async conflict() {
        const note = await this.hub.api.get(`/api/calls/${this.callId}/note`);
        this.version = note.version;
        this.state.replaceChildren(say("note.other", { text: note.text }), " ",
            button(say("note.both"), {
                onclick: () => {
                    this.text.value = `${note.text}\n${this.text.value}`;
                    return this.save();
                },
            }), " ",
            button(say("note.theirs"), {
                onclick: () => {
                    this.text.value = note.text;
                    this.dirty = false;
                    keepDraft(`note.${this.callId}`, undefined);
                    setText(this.state, "");
                },
            }));
    }
}

customElements.define("sb-note", Note);
