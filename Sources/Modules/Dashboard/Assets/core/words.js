// What the page says: all text is in words/<language>.js, and this finds it by its key.

const page = document.documentElement;

/** The page's language: as chosen here, else the first of the browser's that there is a table of; see first.js. */
export const language = page.lang;

// Only the table that is read is loaded; everything that draws waits for it, so no word is ever shown twice.
const table = (await import(`../words/${language}.js`)).default;

/**
 * Adds the words of a part, `words/<part>.<language>.js`.
 *
 * `await addWords("things")` stands on one line at a module's top: the program reads it there, and names the words of the
 * first view in the page itself, where they are fetched together with all else.
 */
export async function addWords(part) {
    Object.assign(table, (await import(`../words/${part}.${language}.js`)).default);
}

/** How dates and numbers are written: as in the reader's own country, else as most of the world does. */
export const locale = navigator.languages.find((name) => name.startsWith(`${language}-`))
    ?? { en: "en-GB", fr: "fr-FR" }[language];

/** The languages there are, as `[code, its own name]`. */
export const choices = () => page.dataset.languages.split(" ")
    .map((code) => [code, new Intl.DisplayNames(code, { type: "language" }).of(code)]);

/** Takes another language: every word changes, so the page begins again. */
export function chooseLanguage(code) {
    localStorage.setItem("switchboard.language", code);
    location.reload();
}

const plurals = new Intl.PluralRules(language);

/** Says `key` with `{names}` filled in; a key nobody wrote is shown as it is, so that it is noticed. */
export function say(key, values = {}) {
    const text = table[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Says `key` in the plural form that `count` takes. */
export function sayCount(key, count, values = {}) {
    const form = `${key}.${plurals.select(count)}`;
    return say(form in table ? form : `${key}.other`, { count, ...values });
}

/** Says `key` if it is in the table, else makes a readable word of `fallback`, which came over the wire. */
export function sayOr(key, fallback) {
    return key in table ? table[key] : readable(fallback);
}

/** "lastYearTotal" or "follow-up" as words. */
export function readable(name) {
    const words = String(name ?? "").replace(/[-_.]+/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").trim().toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
}
