"""Referral: one time a file went to the Crown Prosecution Service, and what came back when."""

import math
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What comes back: the file, unread, or what the prosecutor says."""

    REJECTED = "rejected at triage"
    ACTION_PLAN = "action plan"
    CHARGE = "charge"
    NO_CHARGE = "no charge"


@dataclass(slots=True)
class Referral:
    """To which team, when sent and when answered (NaN, "": not yet, or the case ended first)."""

    to: str
    sent: float
    back: float = math.nan
    answer: str = ""

    def answered(self, answer: Answer, now: float) -> None:
        """Write down what came back."""
        self.answer, self.back = answer, now
