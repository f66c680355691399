// Text of the description, where `names` stand between back-quotes.

import { h } from "../core/dom.js";
import { say } from "../core/words.js";

/** The text in pieces, its names as code. */
export const marked = (text) => text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));

/** A text of several paragraphs, each an element. */
export const paragraphs = (key) => say(key).split("\n").map((text) => h("p", {}, text));
