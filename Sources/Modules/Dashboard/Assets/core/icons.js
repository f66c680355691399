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
    list: "M5.5 4h7.5M5.5 8h7.5M5.5 12h7.5M3 4h.01M3 8h.01M3 12h.01",
    people: "M6 8a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 6 8ZM1.8 13c.4-2.1 2-3.2 4.2-3.2s3.8 1.1 4.2 3.2" +
        "M10.5 3.8a2.1 2.1 0 0 1 0 4M11.8 10c1.3.4 2.2 1.4 2.5 3",
    columns: "M3 3h2.8v10H3zM6.6 3h2.8v7H6.6zM10.2 3H13v4h-2.8z",
    chart: "M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6",
    swap: "M4.5 2.5v10m0 0L2 10m2.5 2.5L7 10M11.5 13.5v-10m0 0L9 6m2.5-2.5L14 6",
    gear: "M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v1.7M8 12.5v1.7M1.8 8h1.7M12.5 8h1.7" +
        "M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2",
    search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.2 3.2",
    more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
    up: "M8 13V3M4 7l4-4 4 4",
    down: "M8 3v10M4 9l4 4 4-4",
    arrow: "M3 8h10M9 4l4 4-4 4",
    back: "M13 8H3M7 4 3 8l4 4",
    sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3",
    globe: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM2.5 8h11M8 2.5c3.3 3.3 3.3 7.7 0 11-3.3-3.3-3.3-7.7 0-11",
    out: "M6.5 2.5H3v11h3.5M6.5 8h7M10.5 5l3 3-3 3",
    keyboard: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 9.5h6",
    plus: "M8 3v10M3 8h10",
    clock: "M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3l2 1.5",
    message: "M2.5 3.5h11v7.5H7l-3 2.5V11H2.5z",
    play: "M5 3v10l8-5z",
    pause: "M5 3v10M11 3v10",
    filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
    trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
    edit: "M3 13l.5-2.5 7.5-7.5 2 2-7.5 7.5z",
    warn: "M8 2.5 14 13H2zM8 6.5v3M8 11.3h.01",
    flag: "M4 14V2.5h7.5l-1.5 3 1.5 3H4",
    download: "M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10",
    undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M3 6.5 6 3.5M3 6.5l3 3",
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
    path.setAttribute("d", paths[name] ?? paths.arrow);
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
