"""The desk's tables. Rows are added, and marked as replaced; what a person said is never written over.

A contact is known by the text of its key, (name, external_id), which the facts know too; nothing of the
facts is repeated here but the masked text that people were asked to label.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import PROTECT, CheckConstraint, Q, UniqueConstraint

from sawt.desk.values import DECISION_KINDS, KINDS


class Annotator(models.Model):
    """Who labels: a person, or a machine that is asked like one. A retired one keeps every label."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        """What the database itself holds to."""

        constraints: ClassVar = [CheckConstraint(condition=Q(kind__in=KINDS), name="annotator_kind")]


class Task(models.Model):
    """A masked text that people were asked about, in a round; `way` says how it was picked.

    `guess` is what a model said at that time (head → label), `model` which one; people are not shown it
    unless asked for. A contact whose text changed is a new task.
    """

    name = models.CharField(max_length=64)
    external_id = models.TextField()
    round = models.CharField(max_length=64, blank=True)
    text_print = models.CharField(max_length=32, db_index=True)
    text = models.TextField()
    way = models.CharField(max_length=16)
    guess = models.JSONField(default=dict)
    model = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        """What the database itself holds to."""

        constraints: ClassVar = [
            UniqueConstraint(fields=["name", "external_id", "round", "text_print"], name="task_once")
        ]


class Label(models.Model):
    """What one annotator said of one head of one contact in one round.

    Saying something else later makes a new row that `supersedes` the old one, which stays, no longer
    `current`. `text_print` tells which text was labelled, `also` the secondary challenges.
    """

    name = models.CharField(max_length=64)
    external_id = models.TextField()
    text_print = models.CharField(max_length=32)
    head = models.CharField(max_length=32)
    value = models.CharField(max_length=64)
    also = models.JSONField(default=list)
    annotator = models.ForeignKey(Annotator, on_delete=PROTECT, related_name="labels")
    round = models.CharField(max_length=64, blank=True)
    labelled_at = models.DateTimeField()
    current = models.BooleanField(default=True)
    supersedes = models.OneToOneField("self", on_delete=PROTECT, null=True, related_name="superseded_by")

    class Meta:
        """What the database itself holds to."""

        constraints: ClassVar = [
            UniqueConstraint(
                fields=["name", "external_id", "head", "annotator", "round"],
                condition=Q(current=True),
                name="label_once",
            )
        ]


class Decision(models.Model):
    """What a person decided: of a contact's disputed label, or of a model. The newest one holds.

    `subject` is the contact's key as text, or the model's version; `head` and `text_print` are empty
    where a model is decided on.
    """

    kind = models.CharField(max_length=8)
    subject = models.TextField(db_index=True)
    head = models.CharField(max_length=32, blank=True)
    text_print = models.CharField(max_length=32, blank=True)
    value = models.CharField(max_length=64)
    reason = models.TextField()
    decided_by = models.ForeignKey(Annotator, on_delete=PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()

    class Meta:
        """What the database itself holds to."""

        constraints: ClassVar = [CheckConstraint(condition=Q(kind__in=DECISION_KINDS), name="decision_kind")]
