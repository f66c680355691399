"""Runs the browser tests; see scripts/browser-tests."""

import sys
import tempfile
import time
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

import calls_tests
import contacts_tests
import hand_tests
import page_tests
import views_tests
from stage import Refused, Stage

ROOT = Path(__file__).resolve().parent.parent.parent


def sentence(function):
    return function.__name__.replace("_", " ")


def main():
    program, *words = sys.argv[1:]
    visible = "--visible" in words
    words = [word for word in words if not word.startswith("--")]
    tests = [test for module in (page_tests, calls_tests, views_tests, hand_tests, contacts_tests) for test in module.tests]
    chosen = [test for test in tests if not words or any(word in test.__name__ for word in words)]
    failed = skipped = 0
    (ROOT / ".build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".build", prefix="browser-data.") as folder, sync_playwright() as playwright:
        stage = Stage(program, folder, playwright, visible)
        try:
            for test in chosen:
                begun = time.monotonic()
                stage.faults.clear()
                stage.provider.close()
                try:
                    note = test(stage)
                    assert not stage.faults, "; ".join(stage.faults[:5])
                    print(f"✔ {sentence(test)}{f': {note}' if note else ''} ({time.monotonic() - begun:.1f} s)", flush=True)
                except page_tests.NotServed as missing:
                    skipped += 1
                    print(f"- {sentence(test)}: skipped, {missing}", flush=True)
                except Exception as error:
                    failed += 1
                    print(f"✘ {sentence(test)}: {error}", flush=True)
                    if not isinstance(error, (AssertionError, Refused)):
                        traceback.print_exc()
                    save(stage, test)
                finally:
                    for context in stage.browser.contexts:
                        context.close()
        finally:
            stage.close()
    print(f"{len(chosen) - failed - skipped} browser tests passed, {failed} failed, {skipped} skipped.")
    return 1 if failed else 0


def save(stage, test):
    """What was on the screen when a test failed."""
    for index, page in enumerate(page for context in stage.browser.contexts for page in context.pages):
        path = ROOT / f".build/browser-{test.__name__}-{index}.png"
        page.screenshot(path=path)
        print(f"  the page is in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
