"""Annotators, what they are asked, what they say, and what is decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import PROTECT


class Migration(migrations.Migration):
    """The first tables of the desk."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Annotator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=8)),
                ("active", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("person", "machine"))), name="annotator_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("external_id", models.TextField()),
                ("round", models.CharField(blank=True, max_length=64)),
                ("text_print", models.CharField(db_index=True, max_length=32)),
                ("text", models.TextField()),
                ("way", models.CharField(max_length=16)),
                ("guess", models.JSONField(default=dict)),
                ("model", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "external_id", "round", "text_print"), name="task_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("subject", models.TextField(db_index=True)),
                ("head", models.CharField(blank=True, max_length=32)),
                ("text_print", models.CharField(blank=True, max_length=32)),
                ("value", models.CharField(max_length=64)),
                ("reason", models.TextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(on_delete=PROTECT, related_name="decisions", to="desk.Annotator"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("label", "model"))), name="decision_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("external_id", models.TextField()),
                ("text_print", models.CharField(max_length=32)),
                ("head", models.CharField(max_length=32)),
                ("value", models.CharField(max_length=64)),
                ("also", models.JSONField(default=list)),
                ("round", models.CharField(blank=True, max_length=64)),
                ("labelled_at", models.DateTimeField()),
                ("current", models.BooleanField(default=True)),
                (
                    "annotator",
                    models.ForeignKey(on_delete=PROTECT, related_name="labels", to="desk.Annotator"),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="superseded_by", to="desk.Label"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("name", "external_id", "head", "annotator", "round"),
                        name="label_once",
                    )
                ],
            },
        ),
    ]
