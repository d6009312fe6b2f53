"""The command for whoever sets an app up: ``manifest``."""

import json
import re
from io import StringIO
from typing import Any

import click


@click.command()
@click.argument("platform", type=click.Choice(["slack"]))
@click.option(
    "--url", metavar="https://HOST", default="", help="Where Slack reaches this Studybell.  [default: Socket Mode]"
)
@click.option("--prefix", help="What the commands begin with, such as sb-.  [default: STUDYBELL_SLACK_COMMAND_PREFIX]")
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), default="json", show_default=True)
def manifest(platform: str, url: str, prefix: str | None, form: str) -> None:
    """Print the manifest of the app, to be pasted where PLATFORM makes apps.

    Slack: api.slack.com/apps, Create New App, From a manifest; or later, for a change: your app, App Manifest.
    """
    from bot.settings import read_settings
    from bot.surfaces import manifest as find

    if not re.fullmatch(r"|https://[^\s/?#]+/?|http://(127\.0\.0\.1|localhost)(:\d+)?/?", url):
        mend = "give the address people reach, a host without a path, such as https://quiz.example.org"
        raise click.BadParameter(mend, param_hint="--url")
    prefix = read_settings().slack_command_prefix if prefix is None else prefix
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", prefix):
        raise click.BadParameter("use up to 20 of a-z, 0-9, _ and -, such as sb-", param_hint="--prefix")
    click.echo(_written(find(platform)(url, prefix), form))


def _written(made: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(made, indent=2, ensure_ascii=False)
    from ruamel.yaml import YAML

    text = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(made, text)
    return text.getvalue().rstrip()
