"""What a start with OZG_ENV=production refuses: values that are there and do not do."""

from __future__ import annotations

from environ import Env

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 10  # different ones: "xxxx..." is long, and no secret
MAIL_INTO_NOWHERE = ("consolemail", "memorymail", "dummymail", "filemail")


def unfit_for_production(env: Env) -> list[str]:
    """One line for each value that makes a production unsafe, with the remedy."""
    found = []
    key = env.str("SECRET_KEY", default="")
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or "insecure" in key:
        found.append(
            f"SECRET_KEY is weak: at least {SHORTEST_KEY} characters, by a random generator "
            "(python -c 'import secrets; print(secrets.token_urlsafe(50))')."
        )
    if any("*" in host for host in env.list("ALLOWED_HOSTS", default=[])):
        found.append("ALLOWED_HOSTS holds *: name the hosts, or forged links go out by mail.")
    if env.str("EMAIL_URL", default="").partition("://")[0] in MAIL_INTO_NOWHERE:
        found.append("EMAIL_URL sends no mail: links to set a password would stand in the log.")
    for name in ("DEBUG", "DEMO_LOGINS"):
        if env.bool(name, default=False):
            found.append(f"{name}=true is for a house on a laptop: remove it.")
    return found
