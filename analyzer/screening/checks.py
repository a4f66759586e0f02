"""The registry: each check's key in `rules/checks.toml` and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from analyzer.screening.authority import beyond_authority, foreign_place
from analyzer.screening.defects import text_defects
from analyzer.screening.draft import Draft
from analyzer.screening.exclusion import (
    internal_affairs,
    litigation,
    named_accusation,
    personal_matter,
    promotion,
    state_secret,
    under_investigation,
    unlawful,
)
from analyzer.screening.figures import out_of_date, unverifiable_data
from analyzer.screening.form import (
    missing_field,
    missing_part,
    no_suggestion,
    title_body_mismatch,
    title_form,
    too_long,
)
from analyzer.screening.privacy import privacy
from analyzer.screening.rule import Hit, Rule
from analyzer.screening.substance import (
    academic,
    empty_content,
    no_responsible_body,
    problem_unanswered,
    several_matters,
)

CHECKS: Mapping[str, Callable[[Draft, Rule], Iterator[Hit]]] = {
    "missing_part": missing_part,
    "no_suggestion": no_suggestion,
    "empty_content": empty_content,
    "several_matters": several_matters,
    "title_form": title_form,
    "title_body_mismatch": title_body_mismatch,
    "too_long": too_long,
    "missing_field": missing_field,
    "state_secret": state_secret,
    "litigation": litigation,
    "named_accusation": named_accusation,
    "under_investigation": under_investigation,
    "personal_matter": personal_matter,
    "promotion": promotion,
    "academic": academic,
    "internal_affairs": internal_affairs,
    "unlawful": unlawful,
    "beyond_authority": beyond_authority,
    "no_responsible_body": no_responsible_body,
    "problem_unanswered": problem_unanswered,
    "unverifiable_data": unverifiable_data,
    "out_of_date": out_of_date,
    "foreign_place": foreign_place,
    "text_defects": text_defects,
    "privacy": privacy,
}
