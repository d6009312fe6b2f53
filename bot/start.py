"""What every command that works on somebody's data does first: settings, logs, data folder."""

from typing import TYPE_CHECKING

from bot.kernel.errors import StudybellError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings


def begin() -> "Settings":
    """Return the settings, with logs set up by them and a data folder there is; raises `StudybellError`."""
    from bot.logs import set_up
    from bot.settings import read_settings

    settings = read_settings()
    set_up(settings.log_format, settings.log_level, settings.secrets)
    make_folder(settings.data_dir)
    return settings


def make_folder(folder: "Path") -> None:
    """Make the data folder, for its owner alone; raises `StudybellError` where that cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StudybellError(
            f"the data folder {folder} cannot be made ({error.strerror}); set STUDYBELL_DATA_DIR to one that can"
        ) from error
