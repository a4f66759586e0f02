"""Annotation by role models that have not seen the text in question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import KFold

from analyzer.annotation.annotate import Annotator
from analyzer.annotation.model import AnnotatedProposal
from analyzer.annotation.roles import RoleModel
from analyzer.embedding import load_embedder
from benchmarks.labelled import LabelledText, held_out, passages
from models.sentence_roles.train import fit as fit_roles
from models.sentence_roles.train import labelled_rows

FOLDS = 5


def annotate_unseen(texts: Sequence[LabelledText], others: Sequence[LabelledText] = ()) -> list[AnnotatedProposal]:
    """The texts, each annotated with a role model that has not seen it, nor any that is `held_out`.

    The role models learn from the other texts, from `others`, which may hold the texts too, and from the passages.
    """
    every = {text.id: text for text in (*texts, *others, *passages())}
    rows, embedder = labelled_rows(list(every.values())), load_embedder()
    apart = np.array([held_out(id, fifths=1) for id in rows.ids])
    found: dict[str, AnnotatedProposal] = {}
    for _, test in KFold(FOLDS, shuffle=True, random_state=0).split(texts):
        unseen = apart | np.isin(rows.ids, [texts[i].id for i in test])
        annotator = Annotator(embedder, RoleModel(fit_roles(rows, ~unseen, members=1)))
        for annotated in annotator.annotate([texts[i].proposal() for i in test]):
            found[annotated.proposal.id] = annotated
    return [found[text.id] for text in texts]
