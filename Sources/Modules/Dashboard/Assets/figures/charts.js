// Pictures of numbers, drawn as SVG: lines, bars and a heat map. Pure: data in, elements out.

import { h } from "../core/dom.js";

const namespace = "http://www.w3.org/2000/svg";

/** An SVG element with attributes; a number is rounded to a tenth, which no eye sees. */
export function s(tag, attributes = {}, ...children) {
    const element = document.createElementNS(namespace, tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== undefined) element.setAttribute(name, typeof value === "number" ? Math.round(value * 10) / 10 : value);
    }
    element.append(...children.flat().filter(Boolean));
    return element;
}

/** A bound at or above `most` that divides into round steps, and the steps. */
export function scale(most) {
    const rough = Math.max(most, 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough && (most < 4 ? one >= 1 : true)) ?? power;
    const bound = Math.max(step * Math.ceil(most / step), step);
    return { bound, ticks: Array.from({ length: Math.round(bound / step) + 1 }, (_, index) => index * step) };
}

const usualWidth = 640;
const height = 220;
const edge = { left: 44, right: 8, top: 10, bottom: 24 };

/** A figure with its picture, its legend, and the same numbers as a table for those who do not see it. */
export function figure(title, picture, { legend, head, rows, note } = {}) {
    return h("figure", { class: "chart" },
        h("figcaption", {}, h("h3", {}, title), legend && h("ul", { class: "legend" }, legend.map(({ label, tone }) =>
            h("li", {}, h("span", { class: "swatch", "data-tone": tone }), label)))),
        picture, note && h("p", { class: "quiet" }, note),
        h("table", { class: "unseen" }, h("caption", {}, title), h("tr", {}, head.map((text) => h("th", { scope: "col" }, text))),
            rows.map((cells) => h("tr", {}, cells.map((text) => h("td", {}, String(text)))))));
}

/**
 * Lines over time. `points` are `{ label, values, href, title }`; `series` are `{ key, tone }`, drawn in their order, the
 * first with its area. `write` makes a value of the axis readable.
 */
export function lines(points, series, { write = String, width = usualWidth } = {}) {
    const { bound, ticks } = scale(Math.max(0, ...points.flatMap(({ values }) => series.map(({ key }) => values[key] ?? 0))));
    const across = (width - edge.left - edge.right) / Math.max(points.length - 1, 1);
    const x = (index) => edge.left + index * across;
    const y = (value) => height - edge.bottom - (value / bound) * (height - edge.top - edge.bottom);
    const path = (key) => points.map(({ values }, index) => `${index ? "L" : "M"}${x(index).toFixed(1)} ${y(values[key] ?? 0).toFixed(1)}`).join("");
    const every = Math.ceil(points.length / (width / 90));
    return picture({ width, height },
        ticks.map((tick) => [s("line", { x1: edge.left, x2: width - edge.right, y1: y(tick), y2: y(tick), class: "grid" }),
            s("text", { x: edge.left - 8, y: y(tick) + 4, class: "axis end" }, write(tick))]),
        points.map(({ label }, index) => index % every === 0
            && s("text", { x: x(index), y: height - 6, class: `axis ${index === 0 ? "" : "middle"}` }, label)),
        series[0] && points.length > 1 && s("path", { d: `${path(series[0].key)}L${x(points.length - 1).toFixed(1)} ${y(0)}L${x(0)} ${y(0)}Z`, class: "area", "data-tone": series[0].tone }),
        series.map(({ key, tone }) => s("path", { d: path(key), class: "stroke", "data-tone": tone })),
        points.map(({ href, title }, index) => link(href, title,
            s("rect", { x: x(index) - across / 2, y: edge.top, width: Math.max(across, 4), height: height - edge.top - edge.bottom, class: "hit" }))));
}

/** Bars one below the other; `rows` are `{ label, parts: [{ value, tone }], text, href, title }`. */
export function bars(rows) {
    const most = Math.max(1, ...rows.map(({ parts }) => parts.reduce((all, { value }) => all + value, 0)));
    const width = usualWidth;
    const [row, label, room] = [28, 150, width - 150 - 76];
    return picture({ width, height: rows.length * row + 4 }, rows.map(({ label: name, parts, text, href, title }, index) => {
        let at = label;
        const y = index * row;
        return link(href, title ?? `${name}: ${text}`,
            s("rect", { x: 0, y, width, height: row - 2, class: "hit" }),
            s("text", { x: label - 10, y: y + 17, class: "axis name end" }, name.length > 22 ? `${name.slice(0, 21)}…` : name),
            parts.map(({ value, tone }) => {
                const long = (value / most) * room;
                const bar = s("rect", { x: at, y: y + 5, width: Math.max(long, value > 0 ? 1 : 0), height: 16, rx: 2, class: "bar", "data-tone": tone });
                at += long;
                return bar;
            }),
            s("text", { x: at + 8, y: y + 17, class: "axis" }, text));
    }));
}

/** Days by hours; `value(day, hour)` says how much, `title` and `href` what a cell stands for. */
export function heatMap(days, { value, title, href }) {
    const [left, top, cell] = [44, 20, (usualWidth - 52) / 24];
    const most = Math.max(1, ...days.flatMap((_, day) => Array.from({ length: 24 }, (_, hour) => value(day, hour))));
    return picture({ width: usualWidth, height: top + days.length * 24 + 4 },
        [0, 6, 12, 18].map((hour) => s("text", { x: left + hour * cell, y: 12, class: "axis" }, `${String(hour).padStart(2, "0")}:00`)),
        days.map((name, day) => [
            s("text", { x: left - 8, y: top + day * 24 + 15, class: "axis end" }, name),
            Array.from({ length: 24 }, (_, hour) => link(href?.(day, hour), title(day, hour),
                s("rect", { x: left + hour * cell + 1, y: top + day * 24 + 1, width: cell - 2, height: 21, rx: 3, class: "cell" }),
                s("rect", {
                    x: left + hour * cell + 1, y: top + day * 24 + 1, width: cell - 2, height: 21, rx: 3, class: "cell warm",
                    // The eye compares areas of grey badly, so small numbers are made easier to tell from none.
                    "fill-opacity": (value(day, hour) / most) ** 0.7,
                }))),
        ]));
}

/** A drawing as wide as its place. */
function picture({ width, height: tall }, ...parts) {
    return s("svg", { viewBox: `0 0 ${width} ${tall}`, class: "picture", "aria-hidden": "true" }, parts.flat(3));
}

/** What belongs together, with its title; a link where there are rows to see. The table says the same to others. */
function link(href, title, ...content) {
    const name = title && s("title", {}, title);
    if (!href) return s("g", {}, name, content.flat());
    const a = s("a", { href, tabindex: "-1" }, name, content.flat());
    return a;
}
