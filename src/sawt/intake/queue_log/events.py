"""What each event of Asterisk's queue_log means, and in which of its data fields it says how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """Data fields count from 1; 0: the event does not say."""

    type: str
    actor: str = "system"
    wait: int = 0
    talk: int = 0
    ring: int = 0
    ring_in_ms: bool = False
    code: int = 0
    of_a_call: bool = True


OTHER = Meaning("other")
_AGENT_STATE = Meaning("agent_state", "agent", of_a_call=False)
_BLOCKED = Meaning("blocked")
_TRANSFER = Meaning("transferred", "agent", wait=3, talk=4)

EVENTS: dict[str, Meaning] = {
    "ENTERQUEUE": Meaning("entered", "customer"),
    "CONNECT": Meaning("connected", "agent", wait=1, ring=3),
    "COMPLETECALLER": Meaning("completed", "customer", wait=1, talk=2),
    "COMPLETEAGENT": Meaning("completed", "agent", wait=1, talk=2),
    "ABANDON": Meaning("abandoned", "customer", wait=3),
    "EXITWITHTIMEOUT": Meaning("timed_out", wait=3),
    "EXITWITHKEY": Meaning("left_by_key", "customer", wait=4),
    "EXITEMPTY": Meaning("left_empty", wait=3),
    "LEAVEEMPTY": Meaning("left_empty"),
    "RINGNOANSWER": Meaning("not_picked_up", "agent", ring=1, ring_in_ms=True),
    "RINGCANCELED": Meaning("not_picked_up", "agent", ring=1, ring_in_ms=True),
    "BLINDTRANSFER": _TRANSFER,
    "ATTENDEDTRANSFER": _TRANSFER,
    "TRANSFER": _TRANSFER,
    "WITHDRAW": Meaning("withdrawn", wait=3),
    # No event of Asterisk's own: what a dial plan writes when the agent has chosen a code for the call.
    "WRAPUP": Meaning("other", "agent", code=1),
    # Of exchanges built on Asterisk, which say why a call never entered.
    **dict.fromkeys(("FULL", "JOINEMPTY", "JOINUNAVAIL", "DIVERT_CA_RATIO", "DIVERT_HOLDTIME"), _BLOCKED),
    "CLOSED": Meaning("out_of_hours"),
    **dict.fromkeys(
        ("PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "ADDMEMBER", "REMOVEMEMBER"), _AGENT_STATE
    ),
    **dict.fromkeys(("AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF"), _AGENT_STATE),
    **dict.fromkeys(("PENALTY", "RINGINUSE"), _AGENT_STATE),
    **dict.fromkeys(("QUEUESTART", "CONFIGRELOAD"), Meaning("other", of_a_call=False)),
}
