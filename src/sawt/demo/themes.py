"""What people come for: services, the telephony queues that serve them, and what stands in their way."""

from __future__ import annotations

import numpy as np

from sawt.demo.drawing import Bools, Floats, Ints, pick_rows

# Codes of the taxonomy, with their share of contacts.
SERVICES = {
    "commercial_register": 0.245,
    "trade_name": 0.07,
    "licensing": 0.125,
    "company_affairs": 0.11,
    "foreign_investment": 0.06,
    "trademarks": 0.06,
    "patents": 0.012,
    "copyright": 0.013,
    "commercial_agency": 0.02,
    "industry": 0.045,
    "standards": 0.03,
    "competition": 0.006,
    "commercial_fraud": 0.014,
    "promotions": 0.04,
    "ecommerce": 0.025,
    "origin": 0.03,
    "platform_account": 0.06,
    "general": 0.035,
}
SERVICE_CODES = tuple(SERVICES)
ENGLISH_SERVICES = {
    "foreign_investment": 3.2,
    "company_affairs": 1.4,
    "trademarks": 1.6,
    "platform_account": 1.3,
}

# The queues of the exchange; `packs/mociip/mappings/queue-log.toml` says what each stands for.
QUEUE_OF_SERVICE = {
    "commercial_register": "7002",
    "trade_name": "7002",
    "company_affairs": "7003",
    "commercial_agency": "7003",
    "foreign_investment": "7004",
    "licensing": "7005",
    "promotions": "7005",
    "ecommerce": "7005",
    "trademarks": "7006",
    "patents": "7006",
    "copyright": "7006",
    "industry": "7007",
    "standards": "7007",
    "origin": "7007",
    "platform_account": "7008",
}
GENERAL_QUEUE, OVERFLOW_QUEUE = "7001", "7090"
ENGLISH_GENERAL_QUEUE, ENGLISH_INVESTOR_QUEUE = "7101", "7104"
QUEUES = ("7001", "7002", "7003", "7004", "7005", "7006", "7007", "7008", "7101", "7104", "7090")

# Challenges with their usual share of contacts.
CHALLENGES = {
    "information_need": 0.2,
    "no_status_update": 0.17,
    "processing_delay": 0.13,
    "unclear_requirements": 0.11,
    "login_identity": 0.07,
    "system_error": 0.06,
    "document_upload": 0.04,
    "payment_problem": 0.04,
    "rejected_without_reason": 0.05,
    "wrong_data": 0.035,
    "inter_agency": 0.03,
    "fees": 0.02,
    "fines": 0.02,
    "excessive_requirements": 0.012,
    "contact_unreachable": 0.013,
}
CHALLENGE_CODES = tuple(CHALLENGES)
_PLATFORM_ONLY = ("login_identity", "system_error", "document_upload", "payment_problem")
# (challenge, first month, last month counted from January 2024, factor): what later months find again.
_MOVES = (
    ("payment_problem", 20, 21, 2.6),  # September and October 2025: a new payment gateway
    ("no_status_update", 17, 22, 0.68),  # from June 2025: status messages by SMS
    ("login_identity", 4, 5, 1.8),  # May and June 2024: digital identity made compulsory
    ("document_upload", 13, 22, 1.25),
    ("unclear_requirements", 18, 22, 0.85),
)


def services_of(rng: np.random.Generator, english: Bools) -> Ints:
    """A service for each contact; English speakers ask more about investing."""
    usual = np.array(list(SERVICES.values()))
    abroad = usual * np.array([ENGLISH_SERVICES.get(code, 1.0) for code in SERVICE_CODES])
    return pick_rows(rng, np.stack([usual, abroad])[english.astype(np.int64)])


def queues_of(service: Ints, english: Bools) -> Ints:
    """The first queue of a call, a position in QUEUES."""
    arabic = [QUEUES.index(QUEUE_OF_SERVICE.get(code, GENERAL_QUEUE)) for code in SERVICE_CODES]
    investor = {"foreign_investment", "company_affairs", "trademarks"}
    foreign = [
        QUEUES.index(ENGLISH_INVESTOR_QUEUE if code in investor else ENGLISH_GENERAL_QUEUE)
        for code in SERVICE_CODES
    ]
    return np.where(english, np.array(foreign)[service], np.array(arabic)[service])


def challenges_of(rng: np.random.Generator, service: Ints, month: Ints) -> Ints:
    """A challenge for each contact, by its service and its month (0 is January 2024)."""
    found = np.zeros(len(service), dtype=np.int64)
    weights = _weights()
    cell = month * len(SERVICE_CODES) + service
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(weights.shape[0] * len(SERVICE_CODES) + 1))
    drawn = rng.random(len(service))
    for at in range(len(edges) - 1):
        rows = order[edges[at] : edges[at + 1]]
        if len(rows):
            share = np.cumsum(weights[at // len(SERVICE_CODES), at % len(SERVICE_CODES)])
            found[rows] = np.searchsorted(share / share[-1], drawn[rows])
    return np.minimum(found, len(CHALLENGE_CODES) - 1)


def _weights() -> Floats:
    """Shape (months, services, challenges)."""
    weights = np.tile(np.array(list(CHALLENGES.values())), (24, len(SERVICE_CODES), 1))
    platform = SERVICE_CODES.index("platform_account")
    weights[:, platform, [CHALLENGE_CODES.index(code) for code in _PLATFORM_ONLY]] *= 6
    for code in ("trademarks", "patents", "industry"):
        weights[:, SERVICE_CODES.index(code), CHALLENGE_CODES.index("processing_delay")] *= 1.9
    for code, first, last, factor in _MOVES:
        weights[first : last + 1, :, CHALLENGE_CODES.index(code)] *= factor
    return weights
