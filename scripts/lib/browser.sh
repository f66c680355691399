# Sourced by the scripts that look at pages: a browser, and what drives it, installed where they are missing.

readonly browser_home=.build/browser

# Installs Debian's Chromium and, from PyPI, playwright and axe-core; false when they are neither here nor to be had.
need_browser() {
    local has=("$browser_home/bin/python" -c 'import playwright, axe_playwright_python')
    if ! command -v chromium >/dev/null || ! "${has[@]}" 2>/dev/null; then
        (need_packages chromium python3 python3-venv) || return 1
        [[ -x "$browser_home/bin/python" ]] || python3 -m venv "$browser_home" || return 1
        "$browser_home/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
            "playwright==1.65.2" "axe-playwright-python==0.1.8" || return 1
    fi
}

# Runs a Python program of ours beside the browser.
browser_python() { "$browser_home/bin/python" -B "$@"; }
