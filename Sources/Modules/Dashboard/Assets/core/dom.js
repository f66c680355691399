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

/** A media query's answer, now. */
export const matches = (query) => window.matchMedia(query).matches;

/** Where the call's frame covers the board instead of standing beside it. Keep equal to frame.css. */
export const narrow = "(max-width: 63.99em)";
