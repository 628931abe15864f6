"""All boards, one after the other."""

from __future__ import annotations

import sys

from evaluations import helpdesk_tickets, nyc311_requests, technion_calls
from evaluations.scoreboard import run

BOARDS = (technion_calls.BOARD, helpdesk_tickets.BOARD, nyc311_requests.BOARD)

if __name__ == "__main__":
    sys.exit(run(*BOARDS))
