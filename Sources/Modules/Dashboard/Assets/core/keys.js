// Keyboard shortcuts: one list, so that they can be shown, and so that none is taken twice.

const all = new Set();
let first;
let firstAt = 0;

/**
 * Adds a shortcut; what it returns takes it away.
 *
 * `keys` is "c", "Ctrl+k", or two in a row as "g c". `label` is shown in the list of shortcuts; `when` says whether it
 * counts now. While somebody types, only those with Ctrl count.
 */
export function addKey({ keys, label, run, when = () => true }) {
    const shortcut = { keys, label, run, when };
    all.add(shortcut);
    return () => all.delete(shortcut);
}

/** The shortcuts that count now, for the list of them. */
export const shortcuts = () => [...all].filter((shortcut) => shortcut.label && shortcut.when());

document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    if (!command && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
    const pressed = (command ? "Ctrl+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const inRow = first && event.timeStamp - firstAt < 1_500 ? `${first} ${pressed}` : undefined;
    // The newest counts first: a view's own key goes before one of the whole page.
    const usable = [...all].reverse().filter((shortcut) => shortcut.when());
    const found = usable.find(({ keys }) => keys === inRow) ?? usable.find(({ keys }) => keys === pressed);
    first = undefined;
    if (found) {
        event.preventDefault();
        found.run(event);
    } else if (usable.some(({ keys }) => keys.startsWith(`${pressed} `))) {
        first = pressed;
        firstAt = event.timeStamp;
    }
});

function isTyping(target) {
    if (target.isContentEditable) return true;
    if (target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
    return target.tagName === "INPUT" && !["checkbox", "radio", "button", "range"].includes(target.type);
}
