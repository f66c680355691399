import { h } from "../core/dom.js";
import { say } from "../core/words.js";

const shownMs = 6_000;

/** Short words about what has just happened, with a way back where there is one. */
class Toasts extends HTMLElement {
    connectedCallback() {
        this.setAttribute("role", "status");
        this.setAttribute("aria-live", "polite");
        this.popover = "manual";
    }

    show(text, { undo, kind }) {
        const close = () => {
            clearTimeout(timer);
            toast.remove();
            if (this.childElementCount === 0 && this.matches(":popover-open")) this.hidePopover();
        };
        const toast = h("p", { class: "toast", "data-kind": kind },
            h("span", {}, text),
            undo && h("button", {
                type: "button",
                onclick: async () => {
                    close();
                    await undo().catch(toastProblem);
                },
            }, say("undo")));
        let timer = setTimeout(close, shownMs);
        // Who points at it is reading it.
        toast.addEventListener("pointerenter", () => clearTimeout(timer));
        toast.addEventListener("pointerleave", () => (timer = setTimeout(close, shownMs / 2)));
        this.append(toast);
        while (this.childElementCount > 4) this.firstChild.remove();
        // Shown again, it lies above a dialog that was opened since.
        if (this.matches(":popover-open")) this.hidePopover();
        this.showPopover();
    }
}

customElements.define("sb-toasts", Toasts);

const toasts = document.createElement("sb-toasts");

/** Says what has happened; `undo` is what takes it back. */
export function toast(text, { undo, kind } = {}) {
    if (!toasts.isConnected) document.body.append(toasts);
    toasts.show(text, { undo, kind });
}

/** Says what went wrong, where there is no field to say it at. */
export function toastProblem(problem) {
    if (problem?.name === "AbortError") return;
    if (!problem?.status && problem?.status !== 0) console.error(problem);
    const fields = (problem.errors ?? []).map(({ field, detail }) => `${field}: ${detail}`);
    toast([problem.message, ...fields.filter((line) => !line.includes(problem.message))].join(" "),
        { kind: "problem" });
}
