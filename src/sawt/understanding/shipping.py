"""Make the model that ships from the seed corpus: `make model`.

The same corpus and code give the same bytes, so that anybody can make the file anew and compare.
"""

from __future__ import annotations

from pathlib import Path

from sawt import corpus
from sawt.packs.taxonomy import load_taxonomy
from sawt.understanding.calibration import calibration_error
from sawt.understanding.heads.building import Example, build
from sawt.understanding.heads.model import Model, to_bytes
from sawt.understanding.privacy import mask
from sawt.understanding.read import read_all
from sawt.vocabulary import HEADS

SEED = 20251124
FOLDER = Path(__file__).parent / "model"


def make() -> Model:
    """The model of the corpus's training part, measured on its test part."""
    codes = load_taxonomy().codes
    model = build(examples("train"), {head: codes(head) for head in HEADS}, SEED)
    return Model(**{**model.__dict__, "card": {**model.card, "on_test_part": measured(model)}})


def examples(part: str) -> list[Example]:
    """The messages of a part of the corpus as the machine sees them: masked."""
    return [
        Example(mask(message.text), message.labels, ordinary=message.ordinary, hand=message.hand)
        for message in corpus.messages(part)
    ]


def measured(model: Model) -> dict[str, dict[str, float]]:
    """How well a model reads the test part, head by head."""
    messages = corpus.messages("test")
    readings = read_all([mask(message.text) for message in messages], model)
    quality = {}
    for head in HEADS:
        reading = readings.heads[head]
        right = reading.right([message.labels[head] for message in messages])
        answered = ~reading.abstained
        quality[head] = {
            "messages": len(messages),
            "accuracy": round(float(right.mean()), 4),
            "coverage": round(float(answered.mean()), 4),
            "precision": round(float(right[answered].mean()), 4) if answered.any() else 0.0,
            "calibration_error": round(calibration_error(reading.confidence, right), 4),
        }
    return quality


def card_of(model: Model) -> str:
    """The model's card: what it is for, what it was made of, how well it does, where it fails."""
    made = f"({model.card['examples']} messages, print {model.card['examples_print']})"
    lines = [
        f"# The shipped model, version {model.version}",
        f"Linear heads over hashed letters and stems, trained on this project's seed corpus alone {made};",
        "no other data, no pretrained weights. Made by `make model`; the file holds arrays and one JSON",
        "text, and nothing in it runs.",
        "",
        "For: a first reading of customers' messages to the ministry, until it has labels of its own.",
        "Not for: deciding anything about a person; messages of other trades; languages other than Arabic,",
        "English and Arabic in Latin letters, which it only recognises as other.",
        "",
        "| head | folds: right | answered | of these right | test: right | answered | of these right | ECE |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for head in HEADS:
        folds, test = model.card["on_unseen_folds"][head], model.card["on_test_part"][head]
        lines.append(
            " | ".join(
                [
                    f"| {head}",
                    *(_share(folds[part]) for part in ("accuracy", "coverage", "precision")),
                    *(_share(test[part]) for part in ("accuracy", "coverage", "precision")),
                    _share(test["calibration_error"]) + " |",
                ]
            )
        )
    lines += [
        "",
        "Folds: messages of the training part in the proportions of an ordinary day, each read by heads that",
        "had seen nothing of its writer; they set what a confidence is worth and when a head abstains. The",
        "test part was written by other hands.",
        "Both are this project's own text: real messages will read worse until local labels are added",
        "(`docs/how-to/first-labels.md`).",
    ]
    return "\n".join(lines) + "\n"


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def main() -> None:
    """Write the model and its card."""
    model = make()
    (FOLDER / "heads.model").write_bytes(to_bytes(model))
    (FOLDER / "CARD.md").write_text(card_of(model), "utf-8")


if __name__ == "__main__":
    main()
