"""Pictures of every view; see scripts/screenshots."""

import random
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from calls_tests import known_caller
from page_tests import settle
from stage import DESK, PHONE, ROOT, Refused, Stage

LOOKS = {"light": ("light", DESK), "dark": ("dark", DESK), "phone": ("light", PHONE)}
README = {("live", "light"), ("contacts", "light"), ("pipeline", "light"), ("figures", "dark"), ("live", "phone")}


def fill(stage):
    """What the demo leaves empty: contacts in the pipeline, and calls that go on."""
    contacts = [one for one in stage.api("GET", "/api/crm/contacts?limit=200")["data"] if one.get("name")]
    chance = random.Random(4)
    try:
        stages = [one["key"] for one in stage.api("GET", "/api/pipeline")["data"]["stages"]]
        for contact in chance.sample(contacts, min(40, len(contacts))):
            key = chance.choices(stages, [6, 5, 4, 3, 2, 1][:len(stages)] + [1] * (len(stages) - 6))[0]
            stage.api("PUT", f"/api/pipeline/contacts/{contact['id']}", {"stage": key})
    except Refused as refusal:
        print(f"the pipeline stays empty: {refusal}", file=sys.stderr)
    number, _ = known_caller(stage)
    talking = stage.ring(number)
    stage.answer(talking, number)
    lines = [("agent", "Good morning, what can I do for you?"), ("caller", "The inverter you fitted last month trips every evening."),
             ("agent", "I am sorry to hear that. I will send somebody tomorrow before noon.")]
    for index, (speaker, text) in enumerate(lines):
        stage.api("POST", f"/api/calls/{talking}/transcript/segments", {"speaker": speaker, "text": text, "sequence": index, "startMs": 4000 * index})
    others = [one["numbers"][0]["number"] for one in contacts if one["numbers"]][5:8]
    for other in others:
        stage.ring(other)
    talked = next(one["id"] for one in contacts if one.get("lastContactAt"))
    ended = stage.api("GET", "/api/crm/call-history?limit=1")["data"][0]
    return {"call": ended.get("call") or ended.get("id"), "contact": talked, "live": stage.api("GET", f"/api/calls/{talking}")["data"]}


def views(stage, known):
    line = stage.api("GET", "/api/lines?limit=1")["data"][0]["id"]
    account = stage.api("GET", "/api/provider-accounts")["data"][0]["id"]
    live = known["live"].get("call", known["live"])
    live = live if isinstance(live, str) else live.get("call") or live.get("id")
    return {
        "live": f"/live/{live}", "today": "/today", "calls": "/calls", "call": f"/calls/{known['call']}", "contacts": "/contacts",
        "contact": f"/contacts/{known['contact']}", "duplicates": "/contacts/duplicates", "pipeline": "/pipeline", "figures": "/figures",
        "exports": "/exports", "imports": "/imports", "line": f"/settings/lines/{line}", "provider": f"/settings/providers/{account}",
        "people": "/settings/people", "outcomes": "/settings/dispositions", "rules": "/settings/analysis", "audit": "/settings/audit",
        "first-run": "/start", "docs": "/docs#getCrmContacts", "docs-live": "/docs#live",
    }


def main():
    program, *words = sys.argv[1:]
    for_readme = "--readme" in words
    folders = [word for word in words if not word.startswith("--")]
    target = Path(folders[0]) if folders else ROOT / ("fixtures/screenshots" if for_readme else ".build/screenshots")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / ".build", prefix="pictures-data.") as folder, sync_playwright() as playwright:
        stage = Stage(program, folder, playwright)
        try:
            paths = views(stage, fill(stage))
            for look, (theme, size) in LOOKS.items():
                page = stage.page(theme=theme, size=size)
                for name, path in paths.items():
                    if for_readme and (name, look) not in README:
                        continue
                    page.goto(stage.url + path)
                    settle(page)
                    page.wait_for_timeout(400)

                    page.screenshot(path=target / f"{name}-{look}.png", scale="css")
                page.context.close()
        finally:
            stage.close()
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")


if __name__ == "__main__":
    main()
