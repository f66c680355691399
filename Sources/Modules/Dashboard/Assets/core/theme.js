// Loaded before the first paint, so that a chosen theme never flashes the other one. Not a module for the same reason.
(() => {
    try {
        const chosen = localStorage.getItem("switchboard.theme");
        if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
    } catch {
        // Storage may be closed to us; the system's theme is right then.
    }
})();
