// Building the page without markup in strings: text stays text, and the content policy can be strict.

/**
 * Makes an element: `h("p", { class: "note", onclick: f }, "text", child)`.
 *
 * What begins with `on` is a listener, unless the element declares it; a property of a custom element is set as one;
 * false, null and undefined are left out.
 */
export function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        // What an element of ours declares is its own, also where it begins with `on`.
        if (tag.includes("-") && Object.hasOwn(element, name)) element[name] = value;
        else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (typeof value === "object" || (name in element && tag.includes("-"))) element[name] = value;
        else element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
    return element;
}

/** Sets text only where it differs, so that screen readers and the layout are left in peace. */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

/** Sets or removes an attribute, only where that changes something. */
export function setAttribute(element, name, value) {
    if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Brings `parent`'s children into the order of `wanted` with the fewest moves; the focus stays where it was. */
export function arrange(parent, wanted) {
    const keep = new Set(wanted);
    for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
    const focused = document.activeElement;
    let cursor = parent.firstElementChild;
    for (const child of wanted) {
        if (child === cursor) cursor = cursor.nextElementSibling;
        else parent.insertBefore(child, cursor);
    }
    if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

const filled = new WeakMap();

/**
 * Fills `parent` with an element for each of `rows`, made by `make(row)`.
 *
 * One whose row says what it said before stays the same node: what is pressed, typed into or read must not go from under
 * the hand because news came of something else. `key(row)` tells rows apart, and what it makes of them is plain data.
 */
export function fill(parent, rows, make, key = (row) => row.id) {
    const before = filled.get(parent);
    const after = new Map(rows.map((row) => {
        // A moment is written otherwise on the next day.
        const text = `${new Date().toDateString()} ${JSON.stringify(row)}`;
        const known = before?.get(key(row));
        return [key(row), known?.text === text ? known : { text, element: make(row) }];
    }));
    filled.set(parent, after);
    arrange(parent, [...after.values()].map(({ element }) => element));
}

/** Fills `parent` with parts by their names: `[name, data, make]`; a part is made anew when its data is another. */
export function fillParts(parent, parts) {
    const makers = new Map(parts.filter(Boolean).map(([name, data, make]) => [name, () => make(data)]));
    const rows = parts.filter(Boolean).map(([name, data]) => ({ name, data }));
    fill(parent, rows, ({ name }) => makers.get(name)(), ({ name }) => name);
}

/** Runs `work` once there is nothing better to do. */
export const whenIdle = (work) => (window.requestIdleCallback ?? setTimeout)(() => work());

/** A media query's answer, now. */
export const matches = (query) => window.matchMedia(query).matches;

/** Where the call's frame covers the board instead of standing beside it. Keep equal to frame.css. */
export const narrow = "(max-width: 63.99em)";
