"""A shown table as text for papers: LaTeX and Markdown."""

from __future__ import annotations

import re

from sanctuary_research.data.entries import tex

_MARKS = re.compile(r"([\\`*_{}\[\]<>|~$#])")


def latex(title: str, label: str, head: list[str], rows: list[list[str]], right: list[bool]) -> str:
    r"""Return a table as LaTeX, with the rules of booktabs.

    Parameters
    ----------
    title, label : str
    head : list of str
    rows : list of list of str
    right : list of bool
        Whether a column stands to the right, as numbers do.

    Examples
    --------
    >>> print(latex("A & B", "a", ["Place", "%"], [["x_1", "2"]], [False, True]))
    \begin{table}
    \caption{A \& B}
    \label{tab:a}
    \begin{tabular}{lr}
    \toprule
    Place & \% \\
    \midrule
    x\_1 & 2 \\
    \bottomrule
    \end{tabular}
    \end{table}
    <BLANKLINE>
    """
    looks = "".join("r" if is_right else "l" for is_right in right)
    top = [r"\begin{table}", rf"\caption{{{tex(title)}}}", rf"\label{{tab:{label}}}"]
    lines = [rf"{' & '.join(map(tex, row))} \\" for row in [head, *rows]]
    body = [r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"]
    ends = [r"\end{tabular}", r"\end{table}", ""]
    return "\n".join([*top, rf"\begin{{tabular}}{{{looks}}}", *body, *ends])


def markdown(title: str, head: list[str], rows: list[list[str]], right: list[bool]) -> str:
    r"""Return a table as Markdown, its title above it.

    >>> print(markdown("A", ["Place", "%"], [["x|1", "2"]], [False, True]))
    A
    <BLANKLINE>
    | Place | % |
    | --- | ---: |
    | x\|1 | 2 |
    <BLANKLINE>
    """
    lines = [" | ".join(_marked(cell) for cell in row) for row in [head, *rows]]
    rule = " | ".join("---:" if is_right else "---" for is_right in right)
    return "\n".join(
        [_marked(title), "", *(f"| {line} |" for line in (lines[0], rule, *lines[1:])), ""]
    )


def _marked(text: str) -> str:
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
