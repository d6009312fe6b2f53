"""Installing on the loopback Slack, for a workspace and for an organisation, and going again."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback.slack import Loopback, NotPossible, Workspace
from tests.loopback.slack.oauth import FIRST_UNINSTALLED

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
"""slack_sdk 3.47 signs oauth.v2.access so."""

BACK = "https://quiz.example.org/slack/oauth_redirect"


def page(slack: Loopback, **more: str) -> str:
    """Return the address of the page on which somebody allows the app in."""
    asked = {"client_id": slack.client_id, "scope": "chat:write,commands", "state": "s1", "redirect_uri": BACK} | more
    return f"{slack.url}/oauth/v2/authorize?{urlencode(asked)}"


def code(back: str) -> str:
    """Return the code in the address the browser is sent to."""
    return parse_qs(urlsplit(back).query)["code"][0]


async def access(slack: Loopback, taken: str, **more: str) -> dict[str, object]:
    """Exchange a code as slack_sdk does."""
    asked = {"client_id": slack.client_id, "client_secret": slack.client_secret, "redirect_uri": BACK} | more
    answer = await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(code=taken, **asked)
    assert isinstance(answer.data, dict)
    return answer.data


@pytest.fixture
def school(slack: Loopback) -> Workspace:
    """A workspace without the app."""
    return slack.team("School", installed=False)


async def test_a_code_is_a_token_once(slack: Loopback, school: Workspace) -> None:
    """The state comes back; the code opens the workspace, and is refused the second time."""
    back = school.installs(page(slack), school.member("Bo", admin=True))
    assert ["s1"] == parse_qs(urlsplit(back).query)["state"]
    granted = await access(slack, code(back))
    client = AsyncWebClient(token=str(granted["access_token"]), base_url=slack.api_url)
    assert school.id == (await client.auth_test())["team_id"]
    assert ("chat:write,commands", False) == (granted["scope"], granted["is_enterprise_install"])
    with pytest.raises(SlackApiError, match="invalid_code"):
        await access(slack, code(back))


async def test_a_whole_organisation_has_one_token(slack: Loopback) -> None:
    """Its installation has no team, and its token opens each workspace that is named."""
    one, two = (slack.team(name, enterprise="E1", installed=False) for name in ("One", "Two"))
    ada = two.member("Ada")
    granted = await access(slack, code(one.installs(page(slack), one.member("Bo"), org_wide=True)))
    assert (None, True) == (granted["team"], granted["is_enterprise_install"])
    await ada.writes(ada.dm, "hello")
    assert [] == slack.post.told  # without im:history
    grant = two.team.grant
    assert grant is not None
    grant.scopes.add("im:history")
    await ada.writes(ada.dm, "hello")
    (authorization,) = slack.post.told[0].payload["authorizations"]
    assert (None, "E1", True) == tuple(
        authorization[key] for key in ("team_id", "enterprise_id", "is_enterprise_install")
    )


async def test_secrets_and_addresses_are_checked(slack: Loopback, school: Workspace) -> None:
    """A wrong secret, a wrong way back, another app's id and scopes that there are not get nowhere."""
    bo = school.member("Bo")
    back = code(school.installs(page(slack), bo))
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await access(slack, back, client_secret="guessed")
    with pytest.raises(SlackApiError, match="bad_redirect_uri"):
        await access(slack, back, redirect_uri="https://elsewhere.example.org")
    assert 2 == len(slack.problems)
    slack.problems.clear()
    slack.installing.redirects = [BACK]
    for wrong in ({"client_id": "1.2"}, {"scope": "fly"}, {"redirect_uri": "https://elsewhere.example.org"}):
        with pytest.raises(NotPossible):
            school.installs(page(slack, **wrong), bo)
    assert f"{BACK}?error=access_denied&state=s1" == school.declines(page(slack))


@pytest.mark.parametrize("order", [None, FIRST_UNINSTALLED])
async def test_uninstalling_ends_the_token_and_is_told_of(slack: Loopback, order: str | None) -> None:
    """Two events in either order; the token answers account_inactive from then on."""
    school = slack.team()
    client = AsyncWebClient(token=school.bot_token, base_url=slack.api_url)
    school.uninstalls(*filter(None, [order]))
    told = [one.name for one in slack.post.told]
    assert (["app_uninstalled", "tokens_revoked"] if order else ["tokens_revoked", "app_uninstalled"]) == told
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()


async def test_a_token_taken_back_opens_nothing_more(slack: Loopback) -> None:
    """It answers token_revoked; the app hears whose token it was, and nothing else from there."""
    school = slack.team()
    ada = school.member("Ada")
    client = AsyncWebClient(token=school.bot_token, base_url=slack.api_url)
    school.revokes()
    await ada.writes(ada.dm, "hello")
    assert [{"oauth": [], "bot": [school.bot.id]}] == [one.payload["event"]["tokens"] for one in slack.post.told]
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
