"""A model of the workspace's own labels: taught, compared with the one in use, and used if it is no worse."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sawt.desk.annotators import annotator_list
from sawt.desk.decisions import decision_on_model
from sawt.desk.labels import example_read
from sawt.desk.values import PERSON, Decision, Example
from sawt.errors import CallError
from sawt.packs.taxonomy import load_taxonomy
from sawt.understanding import shipping
from sawt.understanding.comparing import Comparison, compare, curve_of
from sawt.understanding.heads.model import Model
from sawt.understanding.local import WEIGHT, Local, print_of_labels, said_by, teach, with_local_card
from sawt.understanding.sampling import WAYS
from sawt.vocabulary import HEADS
from sawt.wiring.labelling import desk_of, folded
from sawt.wiring.models import current_model, keep_model, use_model
from sawt.wiring.workspace import Workspace

USED = "used"  # the word of a decision that put a model into use
_BY_LOT = WAYS[-1]


@dataclass(frozen=True)
class Trial:
    """A model that was taught and not used yet, beside the one in use. `disputed` labels taught nothing."""

    model: Model
    current: str
    comparison: Comparison
    labels: dict[str, int]
    disputed: dict[str, int]

    @property
    def may_replace(self) -> bool:
        return self.comparison.verdict in ("better", "no_worse")

    def as_json(self) -> dict[str, Any]:
        """As a face prints it."""
        about = self.model.card["local"]
        return {
            "model": self.model.version,
            "current": self.current,
            "labels": self.labels,
            "disputed": self.disputed,
            "weight": about["weight"],
            "comparison": self.comparison.as_json(),
            "curve": about["curve"],
        }


def decider(workspace: Workspace, given: str) -> str:
    """Who answers for a model: the person named, or the only one there is.

    Raises CallError `label.who_decides` or `desk.may_not_decide`, before anything is taught.
    """
    with desk_of(workspace) as desk:
        active = [one.code for one in annotator_list(desk) if one.kind == PERSON and one.active]
    if not given and len(active) == 1:
        return active[0]
    if not given:
        raise CallError("label.who_decides", known=", ".join(active) or "–")
    if given.strip().casefold() not in active:
        raise CallError("desk.may_not_decide", given=given[:80])
    return given.strip().casefold()


def try_out(workspace: Workspace, seed: int, tell: Callable[..., None] = lambda *a, **k: None) -> Trial:
    """Teach a model by the corpus and what people settled, and compare it with the one in use.

    Nothing is kept or used. Raises CallError `label.no_labels`, or `label.nothing_new` where the model in
    use learned from exactly these labels.
    """
    with desk_of(workspace) as desk:
        examples = example_read(desk)
    taxonomy = load_taxonomy(workspace.root)
    codes = {head: taxonomy.codes(head) for head in HEADS}
    local = merged([known_codes(example, codes) for example in examples])
    if not local:
        raise CallError("label.no_labels")
    current, corpus = current_model(workspace), shipping.examples("train")
    label_print = print_of_labels(corpus, local, seed)
    if current.card.get("local", {}).get("print") == label_print:
        raise CallError("label.nothing_new", version=current.version)
    taught = teach(corpus, local, codes, seed, lambda done, of: tell("training", done=done, of=of))
    comparison = compare(local, taught.unseen, said_by(current, local, HEADS), HEADS)
    counts = Counter(head for one in local for head in one.labels)
    about = {
        "print": label_print,
        "weight": WEIGHT,
        "texts": len(local),
        "labels": {head: counts[head] for head in HEADS},
        "by_lot": sum(one.lots for one in local),
        "compared_with": current.version,
        "comparison": comparison.as_json(),
        "curve": curve_of(local, taught.curve, HEADS),
    }
    asked = {head: sum(1 for example in examples if head in example.labels) for head in HEADS}
    return Trial(
        with_local_card(taught, local, about),
        current.version,
        comparison,
        {head: counts[head] for head in HEADS},
        {head: n for head, n in _disputed(workspace).items() if n or asked[head]},
    )


def adopt(workspace: Workspace, trial: Trial, by: str, reason: str, at: str) -> Decision:
    """Keep the model, write down who decided and why, and use it; killed in between, the old one reads on."""
    keep_model(workspace, trial.model)
    with desk_of(workspace) as desk:
        decision = decision_on_model(desk, trial.model.version, USED, by, reason, at)
    use_model(workspace, trial.model.version)
    return decision


def _disputed(workspace: Workspace) -> Counter[str]:
    from sawt.desk.labels import label_resolve

    with desk_of(workspace) as desk:
        return Counter(one.head for one in label_resolve(desk) if one.value is None)


def known_codes(example: Example, codes: dict[str, Sequence[str]]) -> Example:
    """Without labels that the taxonomy has no longer."""
    held = {head: code for head, code in example.labels.items() if code in codes.get(head, ())}
    return Example(example.contact, example.text, example.text_print, example.way, held, example.also)


def merged(examples: Sequence[Example]) -> list[Local]:
    """One for each spelling of a text, in the order of its print, so that none is both learned and judged.

    Where the same text was labelled in two ways, more than half of the voices settle it, else it has none.
    """
    groups: dict[str, list[Example]] = defaultdict(list)
    for key, example in zip(folded([example.text for example in examples]), examples, strict=True):
        groups[key].append(example)
    local = []
    for key, of in sorted(groups.items()):
        labels = {}
        for head in HEADS:
            said = Counter(example.labels[head] for example in of if head in example.labels)
            if said and 2 * (top := said.most_common(1)[0])[1] > said.total():
                labels[head] = top[0]
        if labels:
            local.append(Local(key, of[0].text, labels, sum(example.way == _BY_LOT for example in of)))
    return local
