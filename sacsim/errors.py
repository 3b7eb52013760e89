"""What can go wrong, each kind with the exit code the command line gives it."""


class SacsimError(Exception):
    """Base of every error that a user should read as one clear message, not as a traceback."""

    exit_code = 2


class BadInput(SacsimError):
    """A scenario, an option or a data file is wrong; carries every problem, one line each."""

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class OutputError(SacsimError):
    """A result could not be read or written."""

    exit_code = 3


class WorkerLost(SacsimError):
    """A worker process died before it finished its replication."""

    exit_code = 4


class Contradiction(SacsimError):
    """What a run says of itself cannot be: a fault of the program, never of the scenario."""

    exit_code = 5
