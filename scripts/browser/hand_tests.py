"""What is pressed or written in stays under the hand: news of something else must not take a button or a field away."""

import contextlib

from calls_tests import fresh_number, pop_of, wrap_up_at_once
from stage import until


@contextlib.contextmanager
def pressed(page, locator):
    """Holds the mouse button down on something while what is within happens, and lets it go."""
    locator.scroll_into_view_if_needed()
    node = locator.element_handle()
    box = until(locator.bounding_box, "it is drawn")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    yield
    assert node.evaluate("(node) => node.isConnected"), "what is pressed has gone from under the finger"
    assert locator.bounding_box() == box, "what is pressed has moved"
    page.mouse.up()


@contextlib.contextmanager
def written_in(locator, text):
    """Begins to write, lets what is within happen, and writes on without looking for the field again."""
    half = len(text) // 2
    locator.press_sequentially(text[:half])
    node = locator.element_handle()
    yield
    assert node.evaluate("(node) => node.isConnected && document.activeElement === node"), "the field is another, or has lost the focus"
    node.owner_frame().page.keyboard.type(text[half:])
    assert locator.input_value() == text, locator.input_value()


def a_button_of_today_is_pressed_while_another_call_is_missed(stage):
    first, second = fresh_number(), fresh_number()
    stage.miss(first)
    page = stage.page("/today")
    row = page.locator("sb-today-row", has_text=first[-4:])
    row.wait_for()
    with pressed(page, row.locator("[data-action=done]")):
        stage.miss(second)
        page.locator("sb-today-row", has_text=second[-4:]).wait_for()
    until(lambda: any(one["number"] == first for one in stage.api("GET", "/api/obligations?state=done&limit=200")["data"]), "it is done")


def the_navigation_counts_what_today_lists(stage):
    stage.api("POST", "/api/tasks", {"title": "Count me in"})
    page = stage.page("/today")
    page.locator("sb-today-row", has_text="Count me in").wait_for()
    count = page.locator("sb-nav a[href='/today'] .count")

    def both():
        shown = page.locator("sb-today-row").count()
        return shown > 0 and count.inner_text() == str(shown)
    until(both, "the navigation says how many things Today lists")
    page.locator("sb-today-row", has_text="Count me in").locator("[data-action=done]").click()
    page.locator("sb-today-row", has_text="Count me in").wait_for(state="detached")
    until(both, "it goes with what is done")


def a_note_is_written_while_somebody_else_changes_the_contact(stage):
    contact = stage.api("POST", "/api/crm/contacts", {"name": "Nota Bene"})["data"]["id"]
    page = stage.page(f"/contacts/{contact}")
    with written_in(page.get_by_label("Note what has passed"), "Wants a call in spring"):
        stage.api("PATCH", f"/api/crm/contacts/{contact}", {"name": "Nota Verbena"})
        page.locator("h1", has_text="Nota Verbena").wait_for()
        stage.api("POST", f"/api/crm/contacts/{contact}/interactions", {"kind": "note", "summary": "from elsewhere"})
        page.locator(".timeline", has_text="from elsewhere").wait_for()
    # A form that is begun is open on a phone as well; one that is not waits behind its button.
    other = stage.api("POST", "/api/crm/contacts", {"name": "Foney Small"})["data"]["id"]
    phone = stage.page(f"/contacts/{other}", size={"width": 390, "height": 844})
    phone.locator(".timeline, .empty").first.wait_for()
    assert not phone.get_by_label("Note what has passed").is_visible(), "the form stands before what has passed"
    phone.get_by_text("Write something down").click()
    phone.get_by_label("Note what has passed").fill("By thumb")
    phone.get_by_role("button", name="Add", exact=True).click()
    phone.locator(".timeline", has_text="By thumb").wait_for()


def a_row_is_marked_while_another_one_changes(stage):
    ids = [stage.api("POST", "/api/crm/contacts", {"name": f"Markus Row {which}"})["data"]["id"] for which in "AB"]
    page = stage.page("/contacts?q=Markus Row")
    row = page.locator(".table-row", has_text="Markus Row A")
    row.wait_for()
    page.locator(".table-row", has_text="Markus Row B").wait_for()
    with pressed(page, row.locator("input[type=checkbox]")):
        stage.api("PATCH", f"/api/crm/contacts/{ids[1]}", {"tags": ["changed"]})
        page.locator(".table-row", has_text="changed").wait_for()
    page.locator(".bulk strong", has_text="1 selected").wait_for()


def who_calls_is_written_down_while_news_of_the_number_come(stage):
    wrap_up_at_once(stage)
    number = fresh_number()
    page = stage.page()
    page.wait_for_selector("sb-link[data-phase=live]")
    sid = stage.ring(number)
    pop_of(page, number[-4:]).get_by_role("button", name="I take it").click()
    # The line makes a contact of the number, which has no name yet.
    field = page.locator("sb-who").get_by_label("Name")
    with written_in(field, "Nomina Nuda"):
        contact = stage.api("GET", f"/api/calls/{sid}")["data"]["contact"]["id"]
        stage.api("PATCH", f"/api/crm/contacts/{contact}", {"notes": "news of the number"})
        page.locator("sb-who", has_text="news of the number").wait_for()
        stage.api("POST", "/api/tasks", {"title": "Call again", "contact": contact})
        page.locator("sb-who", has_text="Call again").wait_for()
    stage.end(sid, number)


def a_job_is_deleted_while_another_is_made(stage):
    first = stage.api("POST", "/api/crm/exports", {"what": "contacts"})["data"]["id"]
    until(lambda: stage.api("GET", f"/api/crm/exports/{first}")["data"]["state"] == "done", "it is made")
    page = stage.page("/exports")
    row = page.locator(f".job[data-id={first}]")
    row.wait_for()
    button = row.get_by_role("button", name="Delete").element_handle()
    second = stage.api("POST", "/api/crm/exports", {"what": "interactions"})["data"]["id"]
    page.locator(f".job[data-id={second}][data-state=done]").wait_for()
    assert button.evaluate("(node) => node.isConnected"), "the button is another"
    row.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")


def a_card_is_held_while_another_one_comes(stage):
    stages = [one["key"] for one in stage.api("GET", "/api/pipeline")["data"]["stages"]]
    held, other = (stage.api("POST", "/api/crm/contacts", {"name": name})["data"]["id"] for name in ("Carda Held", "Carda Other"))
    stage.api("PUT", f"/api/pipeline/contacts/{held}", {"stage": stages[0]})
    page = stage.page("/pipeline")
    card = page.locator(f"[data-card][data-id={held}]")
    card.wait_for()
    node = card.element_handle()
    stage.api("PUT", f"/api/pipeline/contacts/{other}", {"stage": stages[0]})
    page.locator(f"[data-card][data-id={other}]").wait_for()
    assert node.evaluate("(node) => node.isConnected"), "the card is another"


tests = [
    a_button_of_today_is_pressed_while_another_call_is_missed, the_navigation_counts_what_today_lists,
    a_note_is_written_while_somebody_else_changes_the_contact, a_row_is_marked_while_another_one_changes,
    who_calls_is_written_down_while_news_of_the_number_come, a_job_is_deleted_while_another_is_made,
    a_card_is_held_while_another_one_comes,
]
