// What the command palette (Ctrl-K) can do: views add commands while they are shown, and sources that search.

const commands = new Set();
const sources = new Set();

export const palette = {
    /** Adds `{ id, label, hint, icon, run }`; what it returns takes it away. */
    add(command) {
        for (const other of commands) if (other.id === command.id) commands.delete(other);
        commands.add(command);
        return () => commands.delete(command);
    },

    /** Adds `async (words, signal) => [{ id, label, hint, icon, run }]`, asked once somebody has typed two letters. */
    source(find) {
        sources.add(find);
        return () => sources.delete(find);
    },

    /** The commands whose label has all of the words, those that begin with them first. */
    matching(text) {
        const words = folded(text).split(/\s+/).filter(Boolean);
        const found = [...commands].filter(({ label }) => words.every((word) => folded(label).includes(word)));
        const rank = ({ label }) => (words[0] && folded(label).startsWith(words[0]) ? 0 : 1);
        return found.sort((a, b) => rank(a) - rank(b));
    },

    /** What the sources find; one that fails finds nothing, for the palette is not the place to mend it. */
    async search(text, signal) {
        const lists = await Promise.allSettled([...sources].map((find) => find(text, signal)));
        return lists.flatMap((list) => list.value ?? []);
    },
};

/** "Éva" → "eva". */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
