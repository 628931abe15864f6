"""Agreement against Krippendorff's published examples, pairs counted one by one, and its own properties."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sawt.stats.agreement import (
    alpha_interval,
    among,
    cohen_kappa,
    coincidences,
    krippendorff_alpha,
    percent_agreement,
)


def coded(*rows: str) -> list[list[int]]:
    """One word an annotator, one letter a contact; a dot is no label."""
    labels = sorted(set("".join(rows)) - {"."})
    return [[labels.index(letter) if letter != "." else -1 for letter in row] for row in rows]


# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sections A, B and C.
MEG_AND_OWEN = coded("0100000010", "1110010000")
BEN_AND_GERRY = coded("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = coded("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@st.composite
def labelled(draw):
    """Up to four annotators, up to twelve contacts, three labels and gaps."""
    annotators, contacts = draw(st.integers(2, 4)), draw(st.integers(1, 12))
    cells = st.lists(st.integers(-1, 2), min_size=contacts, max_size=contacts)
    return np.array(draw(st.lists(cells, min_size=annotators, max_size=annotators)))


def counted_by_hand(codes):
    """Alpha from its definition: every ordered pair of labels of a contact, weighed by 1 / (m - 1)."""
    k = int(codes.max(initial=0)) + 1
    matrix = np.zeros((k, k))
    for contact in codes.T:
        present = contact[contact >= 0]
        for one, other in permutations(range(len(present)), 2):
            matrix[present[one], present[other]] += 1 / (len(present) - 1)
    totals = matrix.sum(axis=1)
    n = totals.sum()
    observed = sum(matrix[c, d] for c in range(k) for d in range(k) if c != d)
    expected = sum(totals[c] * totals[d] for c in range(k) for d in range(k) if c != d)
    return matrix, 1 - (n - 1) * observed / expected if expected else None


@pytest.mark.parametrize(
    ("codes", "published"), [(MEG_AND_OWEN, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)]
)
def test_alpha_of_the_published_examples(codes, published):
    assert krippendorff_alpha(codes) == pytest.approx(published, abs=5e-4)


def test_the_coincidence_matrix_of_the_published_example():
    published = [
        [7, 4 / 3, 1 / 3, 1 / 3, 0],
        [4 / 3, 10, 4 / 3, 1 / 3, 0],
        [1 / 3, 4 / 3, 8, 1 / 3, 0],
        [1 / 3, 1 / 3, 1 / 3, 4, 0],
        [0, 0, 0, 0, 3],
    ]
    assert coincidences(FOUR_OBSERVERS) == pytest.approx(np.array(published))


def test_per_cent_of_the_published_example():
    assert percent_agreement(BEN_AND_GERRY) == 0.75


def test_kappa_of_the_worked_example():
    first, second = coded("y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15)
    assert cohen_kappa(first, second) == pytest.approx(0.4)


@given(labelled())
def test_alpha_is_what_counting_pairs_one_by_one_gives(codes):
    matrix, alpha = counted_by_hand(codes)
    held = coincidences(codes)
    assert held == pytest.approx(matrix[: len(held), : len(held)])
    assert matrix.sum() == pytest.approx(held.sum())
    assert krippendorff_alpha(codes) == (None if alpha is None else pytest.approx(alpha))


@given(labelled(), st.randoms(use_true_random=False))
def test_who_said_it_in_which_order_and_under_which_number_does_not_matter(codes, random):
    numbers = random.sample(range(9), 3)
    renamed = np.array([*numbers, -1])[codes]
    rows = random.sample(range(len(codes)), len(codes))
    columns = random.sample(range(codes.shape[1]), codes.shape[1])
    alpha = krippendorff_alpha(codes)
    again = krippendorff_alpha(renamed[rows][:, columns])
    assert again == (None if alpha is None else pytest.approx(alpha))


@given(labelled())
def test_a_contact_with_one_label_says_nothing(codes):
    lonely = np.full((len(codes), 1), -1)
    lonely[0] = 2
    assert krippendorff_alpha(np.hstack([codes, lonely])) == krippendorff_alpha(codes)


def test_what_cannot_be_known_is_none():
    for codes in (coded("aaa", "aaa"), coded("a.b", ".a."), [[], []], [[-1], [-1]]):
        assert krippendorff_alpha(codes) is None
        assert alpha_interval(codes, seed=1) is None
    assert percent_agreement(coded("a.b", ".a.")) is None
    assert percent_agreement(coded("aaa", "aaa")) == 1.0
    assert cohen_kappa([0, 0], [0, 0]) is None
    assert cohen_kappa([0, -1], [-1, 0]) is None


def test_full_agreement_is_one_and_swapping_is_below_chance():
    assert krippendorff_alpha(coded("abcabc", "abcabc")) == 1
    assert alpha_interval(coded("abcabcabcabc", "abcabcabcabc"), seed=3) == (1.0, 1.0)
    assert krippendorff_alpha(coded("abab", "baba")) < 0
    assert cohen_kappa(*coded("abab", "baba")) == -1


def test_labels_that_differ_at_random_have_an_alpha_of_nothing_though_many_agree():
    random = np.random.default_rng(7)
    codes = (random.random((2, 20_000)) < 0.9).astype(int)
    assert percent_agreement(codes) == pytest.approx(0.82, abs=0.01)
    assert krippendorff_alpha(codes) == pytest.approx(0, abs=0.02)


def test_the_interval_is_fixed_by_its_seed_and_holds_alpha():
    low, high = alpha_interval(FOUR_OBSERVERS, seed=1)
    assert (low, high) == alpha_interval(FOUR_OBSERVERS, seed=1)
    assert (low, high) != alpha_interval(FOUR_OBSERVERS, seed=2)
    assert (round(low, 3), round(high, 3)) == (0.422, 1.0)
    narrow = alpha_interval(FOUR_OBSERVERS, seed=1, level=0.5)
    assert low < narrow[0] < krippendorff_alpha(FOUR_OBSERVERS) < narrow[1] < high


def test_the_interval_draws_contacts_as_drawing_them_one_by_one_does():
    codes = np.array(BEN_AND_GERRY)
    random = np.random.default_rng(5)
    drawn = [krippendorff_alpha(codes[:, random.integers(0, 12, 12)]) for _ in range(2_000)]
    slow = tuple(np.quantile([a for a in drawn if a is not None], [0.1, 0.9]))
    assert alpha_interval(codes, seed=11, level=0.8, draws=20_000) == pytest.approx(slow, abs=0.03)


def test_the_interval_holds_its_level():
    """Two annotators who err on a fifth of contacts: the true alpha lies inside about as often as said."""
    random = np.random.default_rng(3)

    def annotate(contacts):
        truth = random.integers(0, 4, contacts)
        erred = random.random((2, contacts)) < 0.2
        return np.where(erred, random.integers(0, 4, (2, contacts)), truth)

    true = krippendorff_alpha(annotate(400_000))
    held = 0
    for seed in range(200):
        low, high = alpha_interval(annotate(80), seed=seed, draws=400)
        held += low <= true <= high
    assert 0.89 <= held / 200 <= 0.99


def test_two_labels_by_themselves():
    codes = coded("aabbccc", "abbbcac")
    by_themselves = among(codes, [0, 1])
    assert krippendorff_alpha(by_themselves) == krippendorff_alpha(coded("aabb", "abbb"))


def test_what_is_no_table_of_labels_is_refused():
    with pytest.raises(ValueError, match="annotators by contacts"):
        krippendorff_alpha([0, 1, 1])
    with pytest.raises(ValueError, match="same contacts"):
        cohen_kappa([0, 1], [0])
    with pytest.raises(ValueError, match="level"):
        alpha_interval(FOUR_OBSERVERS, seed=1, level=1.0)


@pytest.mark.slow
def test_kappa_against_statsmodels():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.stats.inter_rater import cohens_kappa
    random = np.random.default_rng(2)
    for _ in range(20):
        first, second = random.integers(0, 5, (2, 60))
        table = np.zeros((5, 5))
        np.add.at(table, (first, second), 1)
        assert cohen_kappa(first, second) == pytest.approx(cohens_kappa(table).kappa)
