"""What an agent lives through: a call rings, one takes it, words and notes, its end, and a hub that is killed meanwhile."""

import time
import uuid

from stage import until, until_shown

POP_MS = 250
NO_POP = "document.querySelectorAll('sb-pops [data-call]').length === 0"

# The moment a pop is on the page, on the clock that the test's own is.
WATCH_POPS = """
    window.pops = {};
    const look = () => document.querySelectorAll("sb-pops [data-call]").forEach((pop) => {
        window.pops[pop.dataset.call] ??= performance.timeOrigin + performance.now();
    });
    document.addEventListener("DOMContentLoaded", () => new MutationObserver(look).observe(document.body, { childList: true, subtree: true }));
"""


def fresh_number():
    return f"+1202555{uuid.uuid4().int % 9000 + 1000}"


def known_caller(stage):
    """A number that one contact of the demo has, and the contact's name."""
    for contact in stage.api("GET", "/api/crm/contacts?limit=100")["data"]:
        if contact.get("name") and contact["numbers"]:
            return contact["numbers"][0]["number"], contact["name"]
    raise AssertionError("the demo has no contact with a name and a number")


def pop_of(page, name):
    return page.locator("sb-pops li", has_text=name).first


def a_call_rings_and_the_pop_shows_who(stage):
    page = stage.page(script=WATCH_POPS)
    page.wait_for_selector("sb-link[data-phase=live]")
    number, name = known_caller(stage)
    times = []
    # The first pop also fetches what is needed only then; what counts is how long an agent waits each time.
    for _ in range(5):
        begun = time.time() * 1000
        sid = stage.ring(number)
        until_shown(page, "Object.keys(window.pops).length > 0", "the pop shows")
        times.append(page.evaluate("Math.min(...Object.values(window.pops))") - begun)
        pop_of(page, name).wait_for()
        stage.end(sid, number)
        until_shown(page, NO_POP, "the pop goes")
        page.evaluate("window.pops = {}")
    # How long it takes is the machine's and the build's matter as well, so it is told and not asked.
    return f"{', '.join(f'{one:.0f}' for one in times)} ms from posting the webhook (wanted: {POP_MS} ms)"


def wrap_up_at_once(stage):
    """Whoever has taken a call is there for the next one as soon as it is over."""
    line = stage.api("GET", "/api/lines?limit=1")["data"][0]["id"]
    stage.api("PUT", f"/api/lines/{line}/routing", {"targets": [], "wrapUpSec": 0})


def one_of_two_takes_the_call_and_the_others_pop_stops(stage):
    line = stage.api("GET", "/api/lines?limit=1")["data"][0]["id"]
    agents = [stage.agent("Left"), stage.agent("Right")]
    stage.api("PUT", f"/api/lines/{line}/routing", {"targets": [agent for agent, _ in agents], "leaseSec": 20, "wrapUpSec": 0})
    try:
        left, right = (stage.page(token=token, script=WATCH_POPS) for _, token in agents)
        for page, (_, token) in zip((left, right), agents):
            stage.api("PUT", "/api/presence/me", {"state": "available", "phone": "+12025550199"}, token=token)
            page.wait_for_selector("sb-link[data-phase=live]")
        number = fresh_number()
        sid = stage.ring(number)
        for page in (left, right):
            page.wait_for_selector("sb-pops li")
        begun = time.monotonic()
        left.get_by_role("button", name="I take it").first.click()
        until_shown(right, NO_POP, "the other's pop goes")
        took = (time.monotonic() - begun) * 1000
        stage.end(sid, number)
        return f"the other stopped after {took:.0f} ms"
    finally:
        stage.api("PUT", f"/api/lines/{line}/routing", {"targets": []})


def words_a_note_and_an_outcome_belong_to_the_call(stage):
    wrap_up_at_once(stage)
    page = stage.page()
    page.wait_for_selector("sb-link[data-phase=live]")
    number = fresh_number()
    sid = stage.ring(number)
    pop_of(page, number[-4:]).get_by_role("button", name="I take it").click()
    until(lambda: stage.api("GET", f"/api/calls/{sid}/targets")["data"].get("agent"), "the call is taken")
    # Nobody's telephone: that of somebody else would take the call from whoever pressed the button.
    stage.answer(sid, number, phone="+12025550198")
    stage.api("POST", f"/api/calls/{sid}/transcript/segments", {
        "speaker": "caller", "text": "I am looking for a blue van", "sequence": 1, "startMs": 1200})
    page.get_by_text("I am looking for a blue van").first.wait_for()
    page.locator("sb-note textarea").fill("Wants the blue one")
    until(lambda: "Wants the blue one" in str(stage.api("GET", f"/api/calls/{sid}")), "the note is at the hub")
    choice = page.locator("sb-outcome .outcome-choices button").first
    choice.wait_for()
    if page.locator("sb-outcome input").count():
        page.locator("sb-outcome input").fill("Booked")
    pressed, place = choice.element_handle(), choice.bounding_box()
    stage.end(sid, number)
    page.locator("sb-outcome").get_by_role("button", name="Next task").wait_for()
    assert pressed.is_visible() and pressed.bounding_box() == place, "the outcome went from under the finger as the call ended"
    pressed.click()
    until(lambda: stage.api("GET", f"/api/calls/{sid}")["data"].get("disposition"), "the outcome is at the hub")


def a_call_of_a_shared_number_is_given_to_whom_it_belongs(stage):
    number = fresh_number()
    first, second = (stage.api("POST", "/api/crm/contacts", {"name": name, "numbers": [{"number": number}]})["data"]["id"]
                     for name in ("Shara Morning", "Shara Evening"))
    page = stage.page()
    page.wait_for_selector("sb-link[data-phase=live]")
    sid = stage.ring(number)

    def whose():
        return stage.api("GET", f"/api/calls/{sid}")["data"]["contact"]["id"]
    guessed = until(whose, "the hub has somebody in mind")
    others = {first: "Shara Morning", second: "Shara Evening"}
    guess, other = others.pop(guessed), others.popitem()
    page.locator(".pop-choice").get_by_role("button", name=other[1]).click()
    until(lambda: whose() == other[0], "the call is the other's")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    until(lambda: whose() == guessed, "it is as it was")
    page.goto(f"{stage.url}/live/{stage.api('GET', f'/api/calls/{sid}')['data']['call']}")
    page.get_by_role("button", name=f"It is {other[1]}").click()
    page.locator("sb-desk h2", has_text=other[1]).wait_for()
    page.locator("sb-who .identity h3", has_text=other[1]).wait_for()
    stage.end(sid, number)
    page.goto(f"{stage.url}/calls/{stage.api('GET', f'/api/calls/{sid}')['data']['call']}")
    page.get_by_role("button", name="Whose call was it?").click()
    page.locator("dialog .found").get_by_role("button", name=guess).click()
    page.locator("h1", has_text=guess).wait_for()
    until(lambda: whose() == guessed, "the call is the first one's again")


def the_hub_is_killed_under_the_open_page_and_nothing_is_missing(stage):
    page = stage.page()
    page.wait_for_selector("sb-link[data-phase=live]")
    before = fresh_number()
    kept = stage.ring(before)
    page.wait_for_selector("sb-call")
    stage.outage = True
    stage.hub.kill()
    stage.provider.close()
    page.wait_for_selector("sb-link[data-phase=offline]")
    stage.hub.start()
    # This call began while nobody listened.
    during = fresh_number()
    missed = stage.ring(during)
    page.wait_for_selector("sb-link[data-phase=live]")
    known = str(stage.api("GET", "/api/calls/live"))
    for sid in (kept, missed):
        assert sid in known, "the hub has forgotten a call"
    until_shown(page, "document.querySelectorAll('sb-call').length >= 2", "both calls are on the board")
    stage.outage = False
    for sid, number in ((kept, before), (missed, during)):
        stage.end(sid, number)


tests = [
    a_call_rings_and_the_pop_shows_who,
    one_of_two_takes_the_call_and_the_others_pop_stops,
    words_a_note_and_an_outcome_belong_to_the_call,
    a_call_of_a_shared_number_is_given_to_whom_it_belongs,
    the_hub_is_killed_under_the_open_page_and_nothing_is_missing,
]
