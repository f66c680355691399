// Line icons on a 16 × 16 grid, drawn in the text's colour.

const paths = {
    inbound: "M12.5 3.5 4 12M4 6v6h6",
    outbound: "M3.5 12.5 12 4M6 4h6v6",
    close: "m4 4 8 8M12 4l-8 8",
    person: "M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM3 13.5c.6-2.4 2.6-3.6 5-3.6s4.4 1.2 5 3.6",
    phone: "M5.4 2.5 3.2 3c-.5.1-.8.6-.7 1.1C3.4 9 7 12.6 11.9 13.5c.5.1 1-.2 1.1-.7" +
        "l.5-2.2-2.9-1.4-1.2 1.4c-1.7-.8-3.2-2.3-4-4l1.4-1.2L5.4 2.5Z",
    copy: "M6 6h7v7H6zM10 6V3H3v7h3",
    check: "m3.5 8.5 3 3 6-7",
    recording: "M8 12.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM8 9.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4Z",
    note: "M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2",
};

const namespace = "http://www.w3.org/2000/svg";

/** An icon that says nothing to a screen reader: the word beside it does. */
export function icon(name) {
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(namespace, "path");
    path.setAttribute("d", paths[name]);
    svg.append(path);
    return svg;
}

/** The mark: a cord from one jack to another, whose lamp is lit. */
export function mark() {
    const svg = document.createElementNS(namespace, "svg");
    svg.setAttribute("viewBox", "0 0 32 32");
    svg.setAttribute("class", "mark");
    svg.setAttribute("aria-hidden", "true");
    for (const [tag, attributes] of [
        ["circle", { cx: 9, cy: 9, r: 4.5, class: "cord" }],
        ["path", { d: "M9 13.5v4A6.5 6.5 0 0 0 15.5 24H18", class: "cord" }],
        ["circle", { cx: 23, cy: 24, r: 5, class: "lamp" }],
    ]) {
        const shape = document.createElementNS(namespace, tag);
        for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
        svg.append(shape);
    }
    return svg;
}
