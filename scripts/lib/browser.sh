# Sourced by the scripts that look at pages: a browser, and what drives it, installed where they are missing.

readonly browser_home=.build/browser

# Installs Debian's Chromium and, from PyPI, playwright and axe-core; false when they are neither here nor to be had.
need_browser() {
    has_browser || {
        (need_packages chromium python3 python3-venv) && python3 -m venv "$browser_home" &&
            "$browser_home/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
                "playwright==1.65.2" "axe-playwright-python==0.1.8" && has_browser
    }
}

has_browser() {
    command -v chromium >/dev/null && "$browser_home/bin/python" -c 'import playwright, axe_playwright_python' 2>/dev/null
}

# Runs a Python program of ours beside the browser.
browser_python() { "$browser_home/bin/python" -B "$@"; }
