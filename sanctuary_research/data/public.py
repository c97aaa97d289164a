"""The public names of the package besides the loaders, and the modules of this room they are in."""

ROOMS = {
    "ADOPTION_RULES": "treatments",
    "DEFINITIONS": "definitions",
    "TREATMENTS": "treatments",
    "activation_years": "calendars",
    "adoption_calendar": "calendars",
    "adoption_years": "calendars",
    "audit": "audit",
    "caveats": "datasets",
    "check_package": "check",
    "cite": "citation",
    "definitions": "definitions",
    "describe": "codebook",
    "labels": "labels",
    "overview": "overview",
    "own": "own_list",
    "place": "place",
    "policy_status": "place",
    "read_own": "own",
    "reading_date": "definitions",
    "refused_detainers": "definitions",
}
