"""What the coded columns are called in a sentence."""

from __future__ import annotations

PROGRAMMES = {
    "all_federal_funds": "all federal funds",
    "byrne_jag": "Byrne JAG",
    "cdc_public_health": "public health grants (CDC)",
    "child_care_social_services": "child care and social services",
    "dhs_fema_grants": "homeland security and FEMA grants",
    "doj_dhs_law_enforcement": "three law-enforcement grants",
    "doj_grants": "Justice Department grants",
    "dot_grants": "transport grants",
    "head_start": "Head Start",
    "hsgp": "Homeland Security Grant Program",
    "hud_coc_and_dot": "homelessness and transport grants",
    "none_named": "no named programme",
    "ssp": "Shelter and Services Program",
    "voca": "Victims of Crime Act grants",
}
# In the order in which a reader meets them: the most concrete money first.
CONCEPTS = {
    "annual_award": "annual awards",
    "cut": "money cut",
    "withheld": "awards withheld",
    "conditioned": "money under conditions",
    "exposure": "yearly exposure",
    "award_stock": "open awards of several years",
    "subaward": "sub-awards",
    "remaining_award": "what was left after a cut",
    "national_total": "national total",
    "no_amount": "no amount stated",
}


def words(code: object) -> str:
    """Return what a programme or concept is called; another code with spaces for underscores.

    >>> words("byrne_jag"), words("annual_award"), words("grant_condition")
    ('Byrne JAG', 'annual awards', 'grant condition')
    """
    return {**PROGRAMMES, **CONCEPTS}.get(str(code), str(code).replace("_", " "))
