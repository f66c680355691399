// Moving a card with the finger: held for a moment it comes off the board; a finger that moves sooner scrolls.

import { h } from "../core/dom.js";

const heldMs = 350;
const slackPx = 10;
const edgePx = 48;
const scrollPx = 12;

/**
 * Lets cards (`[data-card]`) of `board` be moved by touch and by pen.
 *
 * `over(card, x, y)` shows where it would go, `drop(card, x, y)` puts it there, and `end()` comes after both, also when
 * it is left. Points are those of the window.
 */
export function touchDrag(board, { over, drop, end }) {
    /** The card under the finger; `ghost` once it is off the board. */
    let held;

    const lift = () => {
        const { card, pointer } = held;
        const { left, top, width } = card.getBoundingClientRect();
        held.ghost = h("div", { class: "stage-ghost stage-card", inert: true },
            ...[...card.children].map((child) => child.cloneNode(true)));
        held.ghost.style.setProperty("width", `${width}px`);
        Object.assign(held, { dx: left - held.x, dy: top - held.y });
        board.append(held.ghost);
        board.setPointerCapture(pointer);
        card.classList.add("dragged");
        navigator.vibrate?.(8);
        follow();
        scroll();
    };

    const follow = () => {
        const { ghost, card, x, y, dx, dy } = held;
        ghost.style.setProperty("transform", `translate(${x + dx}px, ${y + dy}px) rotate(2deg)`);
        over(card, x, y);
    };

    /** Near an edge the board moves on under the finger. */
    const scroll = () => {
        if (!held?.ghost) return;
        const { left, right } = board.getBoundingClientRect();
        const step = held.x < left + edgePx ? -scrollPx : held.x > right - edgePx ? scrollPx : 0;
        if (step !== 0) {
            board.scrollLeft += step;
            follow();
        }
        requestAnimationFrame(scroll);
    };

    const letGo = () => {
        if (!held) return;
        clearTimeout(held.timer);
        held.ghost?.remove();
        held.card.classList.remove("dragged");
        held.card.draggable = true;
        board.removeAttribute("data-held");
        if (held.ghost) end();
        held = undefined;
    };

    board.addEventListener("pointerdown", ({ pointerType, isPrimary, target, pointerId, clientX: x, clientY: y }) => {
        const card = pointerType !== "mouse" && isPrimary && target.closest("[data-card]");
        if (!card) return;
        letGo();
        // Some browsers begin a drag of their own by a long press; it would take the finger from us.
        card.draggable = false;
        board.toggleAttribute("data-held", true);
        held = { card, pointer: pointerId, x, y, timer: setTimeout(lift, heldMs) };
    });
    board.addEventListener("pointermove", ({ pointerId, clientX: x, clientY: y }) => {
        if (held?.pointer !== pointerId) return;
        if (!held.ghost) {
            if (Math.hypot(x - held.x, y - held.y) > slackPx) letGo();
            return;
        }
        Object.assign(held, { x, y });
        follow();
    });
    board.addEventListener("pointerup", (event) => {
        if (held?.pointer !== event.pointerId) return;
        const { ghost, card, x, y } = held;
        if (ghost) drop(card, x, y);
        letGo();
    });
    board.addEventListener("pointercancel", letGo);
    // A finger that holds a card neither scrolls nor opens a menu.
    board.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
    board.addEventListener("contextmenu", (event) => held && event.preventDefault());
}
