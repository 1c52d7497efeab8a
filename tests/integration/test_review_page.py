"""The review page in a browser, from a file: 30 judgements, reloaded, continued, saved; hostile texts do nothing."""

from __future__ import annotations

import json

import pytest

from revscoring.audit import draw_sample, labels_of, render_review, reviewed_edit, tally

pytestmark = pytest.mark.integration

HOSTILE = (
    "</script><script>document.title='taken'</script>\u202e<img src=x onerror=\"document.title='taken'\">"
    "<!--<script>"
)


@pytest.fixture
def review(tmp_path):
    """A page with 40 edits, all of which say hostile things."""
    rows = [{"rev_id": number, "title": HOSTILE, "comment": HOSTILE} for number in range(1, 501)]
    edits = [
        reviewed_edit(
            row,
            {
                "datasource.revision.text": f"Ants are small. {HOSTILE} {row['rev_id']}",
                "datasource.revision.parent.text": f"Ants are small. {HOSTILE.upper()}",
            },
        )
        for row in draw_sample(rows, 40, seed=0)
    ]
    path = tmp_path / "review.html"
    path.write_text(render_review(edits, "Ann", title=HOSTILE), encoding="utf-8")
    return path


class Opened:
    """The page in a browser; when it is left, nothing was said on the console and nobody was asked."""

    def __init__(self, browser, path, **options):
        self.context = browser.new_context(accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self.page

    def __exit__(self, kind, *error):
        self.context.close()
        if kind is None:
            assert self.said == []
            assert all(url.startswith(("file:", "blob:")) for url in self.asked), self.asked


def save(page, path):
    with page.expect_download() as waiting:
        page.click("#save")
    waiting.value.save_as(path)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_30_judgements_reload_continue_and_save(browser, review, tmp_path):
    keys = ["1", "3", "2", "3", "3"]
    with Opened(browser, review) as page:
        assert page.text_content("#state") == "Edit 1 of 40; 0 judged."
        for number in range(15):
            page.keyboard.press(keys[number % 5])
        page.reload()
        assert page.text_content("#state") == "Edit 16 of 40; 15 judged."
        page.keyboard.press("d")
        page.keyboard.press("g")
        page.keyboard.press("g")  # not meant well
        page.keyboard.press("3")
        page.keyboard.press("ArrowRight")  # the 17th is passed over
        for number in range(15):  # the last two by the mouse
            if number < 13:
                page.keyboard.press(keys[number % 5])
            else:
                page.click("[data-verdict=revert]")
        page.reload()
        assert "31 judged" in page.text_content("#state")
        rows = save(page, tmp_path / "judgements.jsonl")
        assert page.title() == HOSTILE  # as text
    assert [row["review"]["place"] for row in rows] == list(range(32))
    assert rows[16]["verdict"] is None
    assert rows[15] | {"review": 0} == {
        "rev_id": rows[15]["rev_id"], "verdict": "revert", "damaging": True, "goodfaith": False,
        "reviewer": "Ann", "review": 0,
    }  # fmt: skip
    said = {"1": "stay", "2": "unsure", "3": "revert"}
    assert [row["verdict"] for row in rows[:15]] == [said[keys[number % 5]] for number in range(15)]
    found = tally(rows)
    assert (found["judged"], found["passed_over"]) == (32, 1)
    assert {"damaging", "goodfaith", "rev_id"} == labels_of(rows)[
        [row["rev_id"] for row in labels_of(rows)].index(rows[15]["rev_id"])
    ].keys()


def test_a_hostile_edit_is_text_and_does_nothing(browser, review):
    with Opened(browser, review) as page:
        assert page.locator("#change img, #change script, main img").count() == 0
        assert "document.title='taken'" in page.text_content("#change")
        assert page.text_content("#title") == HOSTILE
        page.wait_for_timeout(200)
        assert page.title() == HOSTILE


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_scrolling_to_the_side(browser, review, scheme):
    with Opened(browser, review, viewport={"width": 360, "height": 740}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        background = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (background == "rgb(255, 255, 255)") == (scheme == "light")


def test_everything_can_be_reached_and_has_a_name(browser, review):
    with Opened(browser, review) as page:
        names = page.eval_on_selector_all(
            "button, input, [role=region], progress",
            "all => all.map(one => one.getAttribute('aria-label') || one.innerText || (one.labels && one.labels[0].innerText))",
        )
        assert all(name and name.strip() for name in names)
        page.focus("[data-verdict=stay]")
        page.keyboard.press("Enter")
        assert "1 judged" in page.text_content("#state")
        page.keyboard.press("ArrowLeft")
        assert page.get_attribute("[data-verdict=stay]", "aria-pressed") == "true"
        page.focus("#damaging input")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")  # of the radio buttons, not of the edits
        assert page.text_content("#state") == "Edit 1 of 40; 1 judged."
        assert page.is_checked("#damaging input[value=false]")


def test_a_browser_that_keeps_nothing_says_so(browser, review):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    page = context.new_page()
    page.goto(review.as_uri())
    assert page.is_visible("#lost")
    page.keyboard.press("1")
    assert "1 judged" in page.text_content("#state")
    context.close()
