// What the command palette (Ctrl-K) can do: whatever is on the page adds its commands while it is there.

const commands = new Set();

export const palette = {
    /** Adds `{ id, label, hint, icon, run }`; what it returns takes it away. */
    add(command) {
        for (const other of commands) if (other.id === command.id) commands.delete(other);
        commands.add(command);
        return () => commands.delete(command);
    },

    /** The commands whose label has all of the words, those that begin with them first. */
    matching(text) {
        const words = folded(text).split(/\s+/).filter(Boolean);
        const found = [...commands].filter(({ label }) => words.every((word) => folded(label).includes(word)));
        const rank = ({ label }) => (words[0] && folded(label).startsWith(words[0]) ? 0 : 1);
        return found.sort((a, b) => rank(a) - rank(b));
    },
};

/** "Éva" → "eva". */
export const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
