"""Templates with escaping always on, and the policy that lets nothing of an article run.

Article text is hostile. Three walls stand between it and the reader: every value is escaped, whatever the template is
called; every value passes `shown`, which makes control and direction characters visible; and the pages' policy allows
one script and one stylesheet of ours, no images, frames, forms or addresses from anywhere.
"""

from __future__ import annotations

import base64
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.report import wording

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE: Final = Path(__file__).parent
STYLESHEET: Final = "report.css"
SCRIPT: Final = "report.js"


class _RowEnvironment(Environment):
    """Templates whose `row.column` is the row's column first: twice as fast as asking the dictionary's own attributes."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - any value of a template
        """Return the column or attribute of `obj`."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """Return the templates' environment, with the functions of `wording` as filters."""
    made = _RowEnvironment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_presentable,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "date": wording.format_date,
        "time": wording.format_time,
        "seconds": wording.format_seconds,
        "number": wording.format_number,
        "count_of": wording.format_count,
        "share": wording.format_share,
        "plain": wording.plain,
        "event": wording.describe_event,
        "penalty": wording.describe_penalty,
        "amount": wording.describe_amount,
        "quantity": wording.describe_quantity,
        "language_tag": wording.language_tag,
    }
    made.globals |= {
        "policy": content_policy(),
        "script": Markup(_asset(SCRIPT)),  # noqa: S704 - our own file, allowed by its hash alone
        "stages": wording.STAGES,
        "stage_groups": wording.STAGE_GROUPS,
        "modalities": wording.MODALITIES,
        "polarities": wording.POLARITIES,
    }
    return made


def render(template: str, values: Mapping[str, Any]) -> str:
    """Return the page that `template` makes of `values`."""
    return environment().get_template(template).render(values)


def content_policy() -> str:
    """Return the pages' content security policy.

    `'self'` serves those who put the folder behind a web server; from disk, browsers know the stylesheet as `file:`.
    """
    digest = base64.b64encode(sha256(_asset(SCRIPT).encode()).digest()).decode()
    return (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'self' file:; script-src 'sha256-{digest}'"
    )


def design_digest() -> str:
    """Return what distinguishes this design of the pages: a change of code, template or asset changes it."""
    digest = sha256()
    for file in sorted((*HERE.glob("*.py"), *HERE.glob("templates/*"), *HERE.glob("assets/*"))):
        digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8")


def _presentable(value: object) -> object:
    """Return what a template's expression shows: nothing for null, and no text with unseen characters."""
    if type(value) is str:
        return wording.shown(value)
    return "" if value is None else value
