// Runs before the first paint, so that a chosen theme never flashes the other one, and before anything else is fetched,
// so that the words come with it. Not a module for the same reason.
(() => {
    const kept = (name) => {
        try {
            return localStorage.getItem(`switchboard.${name}`);
        } catch {
            // Storage may be closed to us; what the system says is right then.
            return null;
        }
    };
    const { currentScript: script, documentElement: page } = document;
    const theme = kept("theme");
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
    const languages = page.dataset.languages.split(" ");
    const wished = [kept("language"), ...navigator.languages.map((name) => name.slice(0, 2))];
    page.lang = wished.find((code) => languages.includes(code)) ?? page.lang;
    for (const part of ["", ...script.dataset.words.split(" ").filter(Boolean).map((name) => `${name}.`)]) {
        const href = new URL(`../words/${part}${page.lang}.js`, script.src).href;
        script.after(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
    }
})();
