// What somebody has begun to write outlives a reload: kept in this browser, for each person and form apart.

const prefix = "switchboard.draft.";
const keptDays = 14;

let owner = "";

/** Says whose drafts these are; nobody sees another's. */
export function draftsOf(person) {
    owner = person ?? "";
    forgetOld();
}

/** The draft of that name; undefined when there is none. */
export function draft(name) {
    try {
        return JSON.parse(localStorage.getItem(key(name)))?.value ?? undefined;
    } catch {
        return undefined;
    }
}

/** Keeps a draft; undefined forgets it. */
export function keepDraft(name, value) {
    try {
        if (value === undefined) localStorage.removeItem(key(name));
        else localStorage.setItem(key(name), JSON.stringify({ value, at: Date.now() }));
    } catch {
        // A full or closed storage keeps no drafts; what is on the screen is still there.
    }
}

const key = (name) => `${prefix}${owner}.${name}`;

function forgetOld() {
    for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(prefix)) continue;
        let at = 0;
        try {
            at = JSON.parse(localStorage.getItem(name)).at;
        } catch {
            // What cannot be read is no draft.
        }
        if (!(Date.now() - at < keptDays * 86_400_000)) localStorage.removeItem(name);
    }
}
