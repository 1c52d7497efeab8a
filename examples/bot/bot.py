"""A bot that asks before it reverts.

It asks the scoring service for its threshold by a question, "maximum recall @ precision >= 0.9", never by a
number; obeys the policy of the model; and stops when people say so. Without --really it only says what it
would revert. Run it so for some weeks, and review what it says, before you let it act.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import requests

from revscoring.cli.hosts import make_session
from revscoring.extractors.api import Client
from revscoring.extractors.recent_changes import Edit, State, poll
from revscoring.scoring.policy import Policy, read_policy

QUESTION = "maximum recall @ precision >= {precision}"

#: How many reviews that say "wrong" stop the bot, if their share is larger than was promised.
ENOUGH_REVIEWS = 3

#: Seconds between two looks at the threshold, the policy and the reviews.
LOOK_AGAIN = 60.0

SUMMARY = "Bot: undo the edit {rev_id} by [[Special:Contributions/{user}|{user}]]; wrong? Say so at {reviews}"


class Stop(Exception):
    """The bot must not act; the message says why."""


class Service:
    """The scoring service, about one model of one wiki."""

    def __init__(self, url: str, wiki: str, model: str) -> None:
        self.url, self.wiki, self.model = f"{url.rstrip('/')}/v3/scores/{wiki}", wiki, model
        self.session = requests.Session()

    def ask(self, path: str = "", **parameters: str) -> dict[str, Any]:
        """Return what the service says about the wiki; raise Stop if it does not answer as it should."""
        try:
            reply = self.session.get(f"{self.url}/{path}", params=parameters, timeout=30)
            document = reply.json()
        except (requests.RequestException, ValueError) as error:
            raise Stop(f"the service does not answer: {error}") from error
        if "error" in document:
            raise Stop(f"the service says: {document['error']['message']}")
        return dict(document[self.wiki])

    def model_info(self, path: str) -> dict[str, Any]:
        """Return information about the model."""
        return dict(self.ask(models=self.model, model_info=path)["models"][self.model])

    def policy(self) -> Policy:
        """Return the policy of the model; one that states none is empty."""
        known = self.model_info("")
        return read_policy(self.model_info("policy")["policy"]) if "policy" in known else Policy()

    def threshold(self, questions: list[str]) -> float:
        """Return the threshold that answers all questions."""
        found = []
        for question in questions:
            info = self.model_info(f'statistics.thresholds.true."{question}"')
            (answer,) = info["statistics"]["thresholds"]["true"]
            if answer is None:
                raise Stop(f"the model has no threshold for {question!r}: leave these edits to people")
            found.append(float(answer["threshold"]))
        return max(found)

    def probability(self, rev_id: int) -> float | None:
        """Return how probable it is that an edit does damage; None if there is no score."""
        scores = self.ask(f"{rev_id}/{quote(self.model)}/")["scores"][str(rev_id)][self.model]
        return float(scores["score"]["probability"]["true"]) if "score" in scores else None


def allowed_threshold(service: Service, precision: float, accepted: str | None, really: bool) -> float:
    """Return the threshold that the model and its policy allow; raise Stop if they allow none."""
    policy = service.policy()
    reason = policy.reason_to_refuse(date.today())
    if reason is not None:
        raise Stop(f"the model must not be used: {reason}")
    if policy.gate and accepted != policy.gate_digest:
        raise Stop(f"accept the conditions by --accept {policy.gate_digest}: {policy.gate}")
    if really and policy.automation == "never":
        raise Stop("the policy of the model says that bots never act on its scores")
    questions = [QUESTION.format(precision=precision)]
    if policy.floor:
        questions.append(f"maximum recall @ {policy.floor}")
    threshold = service.threshold(questions)
    print(f"{' and '.join(questions)}: {threshold:.4g}", flush=True)
    return threshold


class Reviews:
    """What people say about the bot: a page of the wiki, and a file that stops it."""

    def __init__(self, client: Client, page: str | None, file: str | None, precision: float) -> None:
        self.client, self.page, self.file, self.precision = client, page, file, precision

    def check(self) -> None:
        """Raise Stop if people say so, or if it cannot be known."""
        if self.file is not None and Path(self.file).exists():
            raise Stop(f"{self.file} is there")
        if self.page is None:
            return
        try:
            query = {"action": "query", "prop": "revisions", "rvprop": ["content"], "rvslots": "main"}
            reply = self.client.get({**query, "titles": self.page, "formatversion": 2})
            (page,) = reply["query"]["pages"]
            text = "" if "missing" in page else page["revisions"][0]["slots"]["main"]["content"]
        except Exception as error:
            raise Stop(f"{self.page} cannot be read: {error}") from error
        reason = reason_to_stop(text, self.precision)
        if reason is not None:
            raise Stop(f"{self.page} {reason}")


def reason_to_stop(text: str, precision: float) -> str | None:
    """Return why the text of a page of reviews stops the bot, or None.

    >>> reason_to_stop("* STOP ~~~~", 0.9), reason_to_stop("* 5: right", 0.9)
    ('says stop', None)
    >>> reason_to_stop("* 5: right\\n* 6: wrong\\n* 7: wrong\\n* 8: wrong", 0.9)
    'has 3 wrong reverts of 4 reviewed'
    """
    if re.search(r"^[*#:\s]*stop\b", text, re.IGNORECASE | re.MULTILINE):
        return "says stop"
    verdicts = re.findall(r"^[*#:].*?\b(right|wrong)\b", text, re.IGNORECASE | re.MULTILINE)
    wrong = sum(verdict.lower() == "wrong" for verdict in verdicts)
    if wrong >= ENOUGH_REVIEWS and wrong > round((1 - precision) * len(verdicts), 6):
        return f"has {wrong} wrong reverts of {len(verdicts)} reviewed"
    return None


class Memory:
    """What was reverted; written before each revert, so that after a crash none is made twice."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        self.rows = [json.loads(line) for line in lines]

    def reason_not_to(self, edit: Edit, today: str) -> str | None:
        """Return why an edit is not to be reverted, or None."""
        if any(row["rev_id"] == edit.rev_id for row in self.rows):
            return "it was dealt with before"
        key = edit.title, edit.user, today
        if any((row["title"], row["user"], row["day"]) == key for row in self.rows):
            return "this user's edit of this page was reverted today: people have to look"
        return None

    def add(self, edit: Edit, today: str) -> None:
        """Remember a revert that is about to be made."""
        self.rows.append({"rev_id": edit.rev_id, "title": edit.title, "user": edit.user, "day": today})
        with self.path.open("a") as file:
            file.write(json.dumps(self.rows[-1]) + "\n")


def undo(session: Any, edit: Edit, own_name: str, reviews: str) -> str:
    """Undo an edit if it is still the newest of its page; return what happened."""
    page = session.get(action="query", prop="info", titles=edit.title, formatversion=2)["query"]["pages"][0]
    if page.get("lastrevid") != edit.rev_id:
        return "somebody was faster"
    token = session.get(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    what = {"title": edit.title, "undo": edit.rev_id, "undoafter": edit.parent_id, "baserevid": edit.rev_id}
    how = {"assertuser": own_name, "nocreate": 1, "bot": 1, "token": token}
    summary = SUMMARY.format(rev_id=edit.rev_id, user=edit.user, reviews=reviews)
    reply = session.post(action="edit", summary=summary, **what, **how)
    return "reverted" if reply.get("edit", {}).get("result") == "Success" else f"not reverted: {reply}"


def candidates(changes: Iterator[list[Edit]], state: State, own_name: str) -> Iterator[Edit | None]:
    """Yield edits of articles that have a parent, by neither bots nor ourselves; None after each look."""
    for edits in changes:
        for edit in edits:
            if (
                edit.namespace == 0
                and edit.parent_id
                and edit.user
                and not edit.bot
                and edit.user != own_name
            ):
                yield edit
            state.done([edit])
        yield None


@click.command(help=__doc__)
@click.option("--host", required=True, help="The wiki. Your name and password: see revscoring score --login.")
@click.option("--service", "url", required=True, help="The scoring service.")
@click.option("--wiki", required=True, help="The name of the wiki in the service.")
@click.option("--model", default="damaging", show_default=True)
@click.option("--precision", default=0.9, show_default=True, type=click.FloatRange(0.9, 1))
@click.option("--accept", help="The number of the model's conditions, if it has some.")
@click.option("--reviews", help="The page of the wiki where people review what the bot does.")
@click.option("--stop-file", help="A file that stops the bot when it is there.")
@click.option("--memory", default="reverts.jsonl", show_default=True, help="What was reverted.")
@click.option("--state", help="Where we are in the list of recent changes.")
@click.option("--really", is_flag=True, help="Revert. Without it, say what would be reverted.")
@click.option("--limit", type=int, help="End after so many edits.")
def main(**options: Any) -> None:
    """Run the bot."""
    really, reviews_page = options["really"], options["reviews"]
    if really and reviews_page is None:
        raise click.UsageError("--really needs --reviews, a page where people can stop the bot")
    session = make_session(options["host"], login=really)
    client = Client(session)
    own_name = client.get({"action": "query", "meta": "userinfo"})["query"]["userinfo"]["name"]
    service = Service(options["url"], options["wiki"], options["model"])
    reviews = Reviews(client, reviews_page, options["stop_file"], options["precision"])
    memory, state = Memory(options["memory"]), State(options["state"])
    looked, count = float("-inf"), 0
    try:
        for edit in candidates(poll(client, state, 1.0), state, own_name):
            if time.monotonic() - looked > LOOK_AGAIN:
                reviews.check()
                threshold = allowed_threshold(service, options["precision"], options["accept"], really)
                looked = time.monotonic()
            if edit is None:
                continue
            count += 1
            probability = service.probability(edit.rev_id)
            if probability is not None and probability >= threshold:
                today = date.today().isoformat()
                done = memory.reason_not_to(edit, today) or ("" if really else "would be reverted")
                if not done:
                    reviews.check()
                    memory.add(edit, today)
                    done = undo(session, edit, own_name, f"[[{reviews_page}]]")
                print(f"{edit.rev_id} {edit.title}, {edit.user}: {probability:.3f}, {done}", flush=True)
            if count == options["limit"]:
                break
    except Stop as stop:
        print(f"stopped: {stop}", file=sys.stderr)
        raise SystemExit(3) from stop


if __name__ == "__main__":
    main()
