"""The errors that reach a person: what was found, what was expected, what to do."""


class LumbreraError(Exception):
    """Something the person running the command can act on; ends the command with exit_code."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(LumbreraError):
    """Wrong arguments or settings; nothing was done."""

    exit_code = 2
