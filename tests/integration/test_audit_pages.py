"""The pages of audits, themes and simulations in a browser: no network, no scrolling to the side, by keyboard."""

from __future__ import annotations

import pytest

from revscoring.audit import EditColumns, editor_groups, find_errors, render_simulations, simulate
from revscoring.audit.audit_words import audit_parts, render_audit
from revscoring.audit.auditing import audit

from ..audit.test_simulation import rows_of
from ..audit.test_themes import edits
from .test_review_page import HOSTILE, Opened

pytestmark = pytest.mark.integration


def simulation_page():
    rows = [row._replace(user=HOSTILE if row.user == "User 5" else row.user) for row in rows_of(800, seed=1)]
    columns = EditColumns.read(rows)
    other = columns.with_scores([1 - row.score for row in rows])
    found = {
        name: simulate(one, {HOSTILE: 0.6}, grid=True)
        for name, one in ((f"{HOSTILE} 1", columns), ("new.model", other))
    }
    return render_simulations(found, HOSTILE)


def audit_page():
    rows = rows_of(800, seed=1)
    groups = [HOSTILE if one == "bots" else one for one in editor_groups([row.record for row in rows])]
    return render_audit(audit_parts(audit(rows, {HOSTILE: groups}, at=0.5), None, [HOSTILE]), HOSTILE)


def errors_page():
    made = [
        one._replace(
            title=HOSTILE,
            link=f"https://wiki.example/w/index.php?diff={one.rev_id}",
            words=[HOSTILE if word == "ha" else word for word in one.words],
        )
        for one in edits(3000, 1, planted=0.4)
    ]
    return find_errors(made).render("html", "false positives", 0.5)


@pytest.fixture(
    scope="module", params=[simulation_page, audit_page, errors_page], ids=lambda one: one.__name__
)
def page_file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(request.param(), encoding="utf-8")
    return path


#: The least ratio of contrast of all texts, as WCAG 2 computes it.
CONTRAST = """() => {
  const channels = text => text.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = one => {
    for (; one; one = one.parentElement) {
      const found = channels(getComputedStyle(one).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  let least = 21;
  for (const one of document.querySelectorAll('main *, body > *, td, th, p, a, label, h1, h2, h3, b, span')) {
    if (!one.offsetParent || ![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(channels(getComputedStyle(one).color)), light(behind(one))];
    least = Math.min(least, (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
  }
  return least;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_pages_are_read_anywhere(browser, page_file, width, scheme):
    with Opened(browser, page_file, viewport={"width": width, "height": 740}, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) >= 4.5
        assert page.locator("main img, td img, h1 img, p img, label img").count() == 0
        assert page.title() != "taken"


def test_thresholds_and_models_are_chosen_by_keyboard(browser, tmp_path):
    path = tmp_path / "simulation.html"
    path.write_text(simulation_page(), encoding="utf-8")
    with Opened(browser, path) as page:
        before = page.text_content("#sentence")
        page.focus("#slider")
        page.keyboard.press("ArrowRight")
        after = page.text_content("#sentence")
        assert before != after
        assert page.get_attribute("#slider", "aria-valuetext").removeprefix("threshold ") in after
        page.focus("input[name=bot]")
        page.keyboard.press("ArrowRight")
        assert page.is_checked("input[name=bot] >> nth=1")
        assert page.text_content("#sentence") != after
        assert page.text_content("#value") in page.text_content("#sentence")
