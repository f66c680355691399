"""Views that are worked in by hand: today's list, the history of calls, a call's page, and the settings."""

import io
import math
import struct
import time
import wave

from calls_tests import fresh_number, known_caller
from page_tests import settle
from stage import ProviderAPI, until, until_shown


def today_is_worked_off_with_one_key_each(stage):
    account = stage.api("GET", "/api/provider-accounts")["data"][0]["id"]
    provider = ProviderAPI()
    stage.api("PUT", f"/api/provider-accounts/{account}/login", {
        "user": stage.hub.account_sid, "secret": "a token of the stand-in", "base": provider.base})
    callers = [fresh_number() for _ in range(4)]
    for caller in callers:
        stage.miss(caller)
    page = stage.page("/today")
    page.locator("sb-today-row").nth(3).wait_for()

    def row(caller):
        return page.locator("sb-today-row", has_text=caller[-4:])

    def at(caller, key):
        # The keys mean the row that is marked; it is walked to by keys as well.
        for _ in range(12):
            if row(caller).get_attribute("data-current") is not None:
                return page.keyboard.press(key)
            page.keyboard.press("j")
        raise AssertionError("the row is not reached by keys")

    def state(caller):
        for state in ("open", "in-progress", "snoozed", "done", "dismissed"):
            if any(one["number"] == caller for one in stage.api("GET", f"/api/obligations?state={state}&limit=200")["data"]):
                return state

    page.keyboard.press("k")
    at(callers[0], "c")
    page.get_by_label("Your telephone").fill("+12025550177")
    page.keyboard.press("Enter")
    call = until(lambda: [form for path, form in provider.asked if "Calls" in path], "the call is placed")[0]
    assert callers[0] in str(call) or "+12025550177" in str(call), call

    at(callers[1], "m")
    page.locator("dialog textarea").fill("We call you at noon.")
    page.locator("dialog").get_by_role("button", name="Send").click()
    text = until(lambda: [form for path, form in provider.asked if "Messages" in path], "the text is sent")[0]
    assert text["To"] == callers[1] and text["Body"] == "We call you at noon.", text

    at(callers[2], "e")
    until(lambda: state(callers[2]) == "done", "the third is done")
    row(callers[2]).wait_for(state="detached")
    page.locator(".toast").get_by_role("button", name="Undo").last.click()
    until(lambda: state(callers[2]) != "done", "it is open again")
    row(callers[2]).wait_for()

    at(callers[3], "s")
    page.locator("dialog .today-times button").first.click()
    until(lambda: state(callers[3]) == "snoozed", "the fourth is put off")
    provider.shutdown()


def calls_are_filtered_by_day_outcome_direction_agent_line_and_text(stage):
    calls = stage.api("GET", "/api/crm/call-history?limit=200")["data"]
    page = stage.page("/calls")
    page.locator(".table-row").first.wait_for()
    rows = page.locator(".table-row")

    def shown(expected, what):
        def matches():
            # All at once and without waiting: an empty list has no foot.
            total = "".join(page.locator(".table-foot").all_inner_texts())
            return str(min(expected, 100)) in total.replace(",", "") if expected else rows.count() == 0
        until(matches, f"{what}: {expected} calls are shown")

    def ask(query):
        found = []
        after = ""
        while True:
            answer = stage.api("GET", f"/api/crm/call-history?limit=200&{query}{after}")
            found += answer["data"]
            if "next" not in answer:
                return found
            after = f"&after={answer['next']}"

    def clear():
        page.goto(stage.url + "/calls")
        rows.first.wait_for()

    outbound = ask("direction=outbound")
    page.get_by_label("Direction", exact=True).select_option("outbound")
    until_shown(page, "location.search.includes('direction=outbound')", "the address says so")
    shown(len(outbound), "direction")
    clear()
    outcome = next(one["disposition"] for one in calls if one.get("disposition"))
    page.get_by_label("Outcome", exact=True).fill(outcome)
    found = ask("outcome=" + outcome.replace(" ", "%20"))
    shown(len(found), "outcome")
    clear()
    line = stage.api("GET", "/api/lines")["data"][0]
    page.get_by_label("Line", exact=True).select_option(line["id"])
    shown(len(ask(f"line={line['id']}")), "line")
    clear()
    page.get_by_label("Agent", exact=True).select_option("me")
    shown(len(ask("agent=me")), "agent")
    clear()
    day = calls[0]["startedAt"][:10]
    page.get_by_label("From", exact=True).fill(day)
    page.get_by_label("To", exact=True).fill(day)
    until_shown(page, "location.search.includes('to=')", "the address says so")
    page.locator(".table-row, .empty").first.wait_for()
    clear()
    page.keyboard.press("/")
    name = next(one["contact"]["name"] for one in calls if one.get("contact", {}).get("name"))
    page.keyboard.type(name)
    until(lambda: any(texts := rows.all_inner_texts()) and all(name in row for row in texts[:5]),
          "only calls of that name are shown")
    # A filter is part of the address, so a reload keeps it.
    page.reload()
    rows.first.wait_for()
    assert page.locator(".filters input[type=search]").input_value() == name


def tone(seconds=8, rate=8_000):
    """A WAV file of one channel."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(
            struct.pack("<h", int(9_000 * math.sin(index / 9) * (0.2 + (index // rate) % 2))) for index in range(seconds * rate)))
    return out.getvalue()


def a_call_is_heard_from_the_waveform_and_from_each_word(stage):
    number, _ = known_caller(stage)
    sid = stage.ring(number)
    stage.answer(sid, number)
    for index, (speaker, text) in enumerate([("caller", "My invoice is wrong again"), ("agent", "I will send you another one today")]):
        stage.api("POST", f"/api/calls/{sid}/transcript/segments", {
            "speaker": speaker, "text": text, "sequence": index, "startMs": 1_000 + 3_000 * index, "endMs": 3_500 + 3_000 * index})
    stage.end(sid, number)
    stage.api("POST", f"/api/crm/call-audio/{sid}", tone(), headers={"Content-Type": "audio/wav"})
    page = stage.page(f"/calls/{stage.api('GET', f'/api/calls/{sid}')['data']['call']}")
    wave_form = page.get_by_role("slider")
    wave_form.wait_for()
    box = until(wave_form.bounding_box, "the waveform is drawn")

    def place():
        return int(wave_form.get_attribute("aria-valuenow"))
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    until(lambda: place() == 6, f"the middle of the last quarter is at 6 s, not {place()}")
    wave_form.press("ArrowLeft")
    until(lambda: place() == 1, "an arrow goes back by five seconds")
    page.locator(".spoken-text [data-at]", has_text="another").click()
    until(lambda: place() >= 5, "the word leads to its moment")
    until_shown(page, "document.querySelector('[data-heard]') !== null", "the word that is heard is marked")
    page.keyboard.press("p")
    # What an agent writes and decides on this page is the call's.
    page.locator("sb-note textarea").fill("Sent the corrected invoice")
    until(lambda: "corrected invoice" in str(stage.api("GET", f"/api/calls/{sid}/note")), "the note is at the hub")


def retention_is_set_and_taken_back(stage):
    page = stage.page("/settings/retention")
    page.get_by_label("Transcripts, in days").fill("365")
    page.get_by_role("button", name="Save").nth(1).click()
    until(lambda: stage.api("GET", "/api/privacy/retention")["data"].get("transcripts") == 365, "transcripts are kept for a year")
    page.get_by_label("Transcripts, in days").fill("")
    page.get_by_role("button", name="Save").nth(1).click()
    until(lambda: "transcripts" not in stage.api("GET", "/api/privacy/retention")["data"], "they are kept for good")
    page.get_by_label("Days", exact=True).fill("90")
    page.get_by_role("button", name="Save").first.click()
    until(lambda: stage.api("GET", "/api/crm/recording-policy")["data"].get("retentionDays") == 90, "recordings have their days")
    page.get_by_label("Days", exact=True).fill("-1")
    page.get_by_role("button", name="Save").first.click()
    page.locator(".field-problem:not(:empty)").wait_for()
    stage.api("PUT", "/api/crm/recording-policy", {})


def an_address_hears_of_events_and_a_test_is_delivered(stage):
    provider = ProviderAPI()
    page = stage.page("/settings/webhooks")
    page.get_by_role("button", name="Add an address").click()
    page.locator("dialog").get_by_label("Address").fill(provider.base + "/hear")
    page.locator("dialog").get_by_label("Events").fill("call.ended contact.created")
    page.locator("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("button", name="I have kept it").click()
    page.get_by_role("link", name=provider.base).click()
    page.get_by_role("button", name="Send a test").click()
    until(lambda: [path for path, _ in provider.asked if path == "/hear"], "the test arrives")
    page.reload()
    page.locator(".plain-table", has_text="Delivered").wait_for()
    page.get_by_role("button", name="Delete").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/settings/webhooks")
    provider.shutdown()


def rules_and_lexicons_are_tried_and_score_rules_are_changed(stage):
    page = stage.page("/settings/analysis")
    page.locator("textarea").first.fill("I am very angry, I want to cancel my contract")
    page.get_by_role("button", name="Read it").click()
    page.locator("[role=status] .facts", has_text="ntent").wait_for()
    rules = page.get_by_label("Rules", exact=True)
    rules.fill("{ not json")
    rules.locator("xpath=..").get_by_role("button", name="Save").click()
    page.locator(".form-problem:not(:empty)").wait_for()
    page.goto(stage.url + "/settings/score")
    before = stage.api("GET", "/api/crm/score-rules")["data"]["rules"]
    page.locator(".outline li").nth(len(before)).wait_for()
    page.get_by_role("button", name="Add").click()
    row = page.locator(".outline li").nth(len(before))
    row.get_by_label("Name of the rule").fill("came by a friend")
    row.get_by_label("What it looks at").select_option("source")
    row.get_by_label("is", exact=True).fill("referral")
    page.get_by_role("button", name="Save").click()
    wanted = {"rule": "came by a friend", "points": 10, "when": {"fact": "source", "is": "referral"}}
    until(lambda: wanted in stage.api("GET", "/api/crm/score-rules")["data"]["rules"], "the rule is at the hub")
    settle(page)
    assert stage.api("GET", "/api/crm/score-rules")["data"]["rules"][:-1] == before, "the other rules are as they were"


def what_the_head_says_of_the_connection_is_true(stage):
    page = stage.page()
    page.wait_for_selector("sb-link[data-phase=live]")
    word = page.locator("sb-link [role=status]")
    offset = "document.querySelector('sb-app').hub.store.get('link').offset"
    sid = stage.ring(number := fresh_number())
    until(lambda: page.evaluate(offset) == stage.api("GET", "/api/calls/live").get("offset", page.evaluate(offset)), "it is at the last event")
    stage.end(sid, number)
    stage.outage = True
    begun = time.time()
    stage.hub.kill()
    stage.provider.close()
    page.wait_for_selector("sb-link[data-phase=offline]")
    since = page.evaluate("document.querySelector('sb-app').hub.store.get('link').since") / 1000
    assert word.inner_text().startswith("offline since"), word.inner_text()
    assert begun - 11 < since < time.time(), "since when is not when the hub was last heard"
    stage.hub.start()
    page.wait_for_selector("sb-link[data-phase=live]", timeout=30_000)
    assert word.inner_text() == "live", word.inner_text()
    stage.outage = False


tests = [
    today_is_worked_off_with_one_key_each, calls_are_filtered_by_day_outcome_direction_agent_line_and_text,
    a_call_is_heard_from_the_waveform_and_from_each_word, retention_is_set_and_taken_back,
    an_address_hears_of_events_and_a_test_is_delivered, rules_and_lexicons_are_tried_and_score_rules_are_changed,
    what_the_head_says_of_the_connection_is_true,
]
