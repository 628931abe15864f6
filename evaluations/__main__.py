"""All boards, one after the other."""

from __future__ import annotations

import sys

from evaluations import (
    helpdesk_tickets,
    labelled,
    nyc311_requests,
    technion_calls,
    understanding_corpus,
    understanding_intents,
    understanding_polarity,
    understanding_scope,
    understanding_spelling,
)
from evaluations.scoreboard import run

BOARDS = (technion_calls.BOARD, helpdesk_tickets.BOARD, nyc311_requests.BOARD)
READINGS = (understanding_intents.measure, understanding_scope.measure, understanding_polarity.measure)

if __name__ == "__main__":
    worst = [
        run(*BOARDS),
        labelled.run(*READINGS),
        understanding_corpus.main(),
        understanding_spelling.main(),
    ]
    sys.exit(max(worst))
