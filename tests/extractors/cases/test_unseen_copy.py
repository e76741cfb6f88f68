"""Copy of newsrooms that no rule was written beside: rolls, round-ups of prisoners, what is feared, people who are only counted."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_events import cases_of
from tests.extractors.cases.test_wire_copy import HELD, of


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        # feared, halted, to come
        (HELD + "The family said he was moved, raising fears that his execution may be imminent.", "Ivan Petrov", "executed"),
        (HELD + "A court has put on hold the extradition of Ivan Petrov.", "Ivan Petrov", "extradited"),
        (HELD + "A judge remanded Petrov in custody ahead of sentencing on March 6.", "Ivan Petrov", "sentenced"),
        (HELD + "Trial fixed for June 15.", "Ivan Petrov", "trial"),
        (HELD + "The court adjourned the trial to June 11.", "Ivan Petrov", "trial"),
        (HELD + "Petrov has no previous convictions.", "Ivan Petrov", "convicted"),
        # people who are only counted, and somebody whom no mention stands for
        (HELD + "Ann Keller, who runs the group, said dozens of foreigners are charged each year.", "Ann Keller", "charged"),
        (HELD + "Police said he and one Sodiq, now at large, took the car.", "Ivan Petrov", "wanted"),
        # a victim with the age before the name
        ("Bo Dolan was convicted of the manslaughter of 20-year-old Ivan Petrov after a trial.", "Ivan Petrov", "trial"),
        # somebody else's article
        (
            "The court also fined the convicts $1,000. In a separate case, judges acquitted Ivan Petrov, 48, of theft.",
            "Ivan Petrov",
            "fined",
        ),
        # house arrest is custody
        ("A judge on Monday ordered house arrest for Ivan Petrov.", "Ivan Petrov", "arrested"),
        # who only speaks of a trial
        ("Ivan Petrov described as unfair the trial of a teacher.", "Ivan Petrov", "trial"),
        # `both` are those of the sentence before
        (
            HELD + "Bo Dolan was charged. Two former ministers, Sam Sadri and Ann Keller, were sent home. Both had been acquitted.",
            "Ivan Petrov",
            "acquitted",
        ),
        # what somebody does, and what only sounds like an event
        ("Ivan Petrov captured two states on Tuesday.", "Ivan Petrov", "arrested"),
        ("“This is a disservice,” Ivan Petrov charged. He was cheered.", "Ivan Petrov", "charged"),
        ("The president, Ivan Petrov, freed seven men charged with or convicted of fraud.", "Ivan Petrov", "convicted"),
        ("Ivan Petrov locked up endorsements from unions.", "Ivan Petrov", "detained"),
        ("Ivan Petrov held on, though his army was weak.", "Ivan Petrov", "detained"),
        ("Bo Dolan dismissed Ivan Petrov’s charges about his past.", "Ivan Petrov", "dismissed"),
        ("The turnout is an indictment of Ivan Petrov alone.", "Ivan Petrov", "indicted"),
        ("Ivan Petrov said he admired the courage of his convictions.", "Ivan Petrov", "convicted"),
        ("Ivan Petrov praised his deportation policies.", "Ivan Petrov", "deported"),
        ("Ivan Petrov, editor at large of a weekly, wrote it.", "Ivan Petrov", "wanted"),
        ("Ivan Petrov is all that we have wanted in a candidate.", "Ivan Petrov", "wanted"),
        (HELD + "The trial expert spoke of him.", "Ivan Petrov", "trial"),
        (
            "Sentencing for a Hill man convicted of killing a father is set. A jury found Bo Agustin Dolan guilty of the murder of Ivan Petrov.",
            "Ivan Petrov",
            "convicted",
        ),
        ("Ivan Petrov, whose father was jailed for theft, spoke.", "Ivan Petrov", "imprisoned"),
        (HELD + "Bo Dolan said Petrov should be charged with contempt.", "Ivan Petrov", "charged"),
        ("Ivan Petrov is wanted by several clubs in Spain.", "Ivan Petrov", "wanted"),
        ("Ivan Petrov, 39, was remanded on continuing bail for sentencing on 10 March.", "Ivan Petrov", "detained"),
        ("Ivan Petrov, 39, was remanded on continuing bail for sentencing on 10 March.", "Ivan Petrov", "sentenced"),
        ("Two editors of the news site Stand Times, Ivan Petrov and Bo Dolan, were found guilty of sedition.", "Stand Times", "convicted"),
        (HELD + "1972: Bobby Dolan beat a friend; he was arrested in Japan in 2004. Petrov spoke.", "Ivan Petrov", "wanted"),
        ("Ivan Petrov said, “I knew it when I went to trial.”", "Ivan Petrov", "trial"),
        ("The bank did not recommend that Ivan Petrov face criminal charges.", "Ivan Petrov", "charged"),
        ("The notes that she gave Ivan Petrov have been released.", "Ivan Petrov", "released"),
        ("Neither Ivan Petrov nor his allies have been charged with theft.", "Ivan Petrov", "charged"),
        ("He opened the legal door to the extradition of Ivan Petrov.", "Ivan Petrov", "extradited"),
        (HELD + "Bo Dolan, who is serving ten years for the murder of Sarah Petrov, pleaded guilty to theft.", "Sarah Petrov", "pleaded_guilty"),
        (HELD + "A complaint was filed by the party of Bo Dolan.", "Bo Dolan", "charged"),
        ("Bo Dolan was moved to a cell. Ivan Petrov died before charges were filed.", "Ivan Petrov", "charged"),
        (HELD + "He decided not to appeal.", "Ivan Petrov", "appealed"),
        (HELD + "He will be expelled after serving his sentence.", "Ivan Petrov", "imprisoned"),
        (
            "Three players were jailed for fraud. Bo Dolan got ten years and Sam Sadri got two years. Ivan Petrov was acquitted.",
            "Ivan Petrov",
            "imprisoned",
        ),
        # held before a verdict
        (HELD + "He was released after he spent 47 days in Hill Prison on charges of theft.", "Ivan Petrov", "imprisoned"),
    ],
)  # fmt: skip
def test_what_did_not_befall_them(text: str, name: str, event: str) -> None:
    """No actual event of this kind is recorded."""
    assert event not in {kind for kind, _, modality in of(text, name) if modality == "actual"}


@pytest.mark.parametrize(
    ("text", "name", "event", "modality"),
    [
        (HELD + "A judge remanded Petrov in custody ahead of sentencing on March 6.", "Ivan Petrov", "sentenced", "scheduled"),
        ("A judge on Monday ordered house arrest for Ivan Petrov.", "Ivan Petrov", "detained", "actual"),
        ("Ivan Petrov was taken away by police in Lima on Monday.", "Ivan Petrov", "arrested", "actual"),
        ("A court on Monday issued a warrant to arrest Ivan Petrov.", "Ivan Petrov", "wanted", "actual"),
        (
            HELD + "A second accused, engineer Bo Dolan, did not appear. The magistrate issued a warrant for his arrest.",
            "Bo Dolan",
            "wanted",
            "actual",
        ),
        (
            "A judge found political scientist Bo Dolan, economist Ivan Petrov and sociologist Sam Sadri guilty of treason.",
            "Sam Sadri",
            "convicted",
            "actual",
        ),
        ("Ivan Petrov admitted fraud. Sentencing him to two years in prison, the judge said it was mean.", "Ivan Petrov", "sentenced", "actual"),
        (HELD + "His deputy, Bo Dolan, bagged 18 months for theft.", "Bo Dolan", "sentenced", "actual"),
        ("The men were jailed after pleading guilty. Ivan Petrov was jailed after pleading guilty to theft.", "Ivan Petrov", "imprisoned", "actual"),
        ("Bo Dolan, who was serving 14 years in the United States for hacking, was freed.", "Bo Dolan", "sentenced", "actual"),
        ("Lawyer Ann Keller, sentenced in the same trial, left prison.", "Ann Keller", "sentenced", "actual"),
        ("Tiffany Dolan was moved. Russia freed her in exchange for arms dealer Ivan Petrov.", "Tiffany Dolan", "exchanged", "actual"),
        ("Tiffany Dolan was moved. Russia freed her in exchange for arms dealer Ivan Petrov.", "Ivan Petrov", "exchanged", "actual"),
        (
            "An indictment charging three men with fraud was unsealed.\n\nThey are:\n\nIvan Petrov, 44, of Lima;\nBo Dolan, 32; and\nSam Sadri, 51.",
            "Sam Sadri",
            "indicted",
            "actual",
        ),
        (
            "Police on Friday arrested three persons. The accused have been identified as Ivan Petrov, a resident of Hill, Bo Dolan, of Lima, and a student.",
            "Bo Dolan",
            "arrested",
            "actual",
        ),
        ("A court on Monday arrested party leader and former minister Ivan Petrov on charges of fraud.", "Ivan Petrov", "arrested", "actual"),
        (HELD + "Peru on Monday released Dr. Ivan Petrov.", "Ivan Petrov", "released", "actual"),
        ("Ivan Petrov, a 28-year-old activist, died in Hill prison while in detention.", "Ivan Petrov", "died", "actual"),
        ("Ivan Petrov, the former police chief accused of theft, is also in custody.", "Ivan Petrov", "detained", "actual"),
        (
            "Ivan Petrov, who returned to serve a term that the king reduced to one year, was paroled in February.",
            "Ivan Petrov",
            "paroled",
            "actual",
        ),
        (HELD + "Petrov was jailed for theft. His lawyer said he would appeal.", "Ivan Petrov", "appealed", "scheduled"),
        (
            "According to the indictment, Bo Dolan, 52, and Ivan Petrov, 44, sold grain. Dolan and Ivan Petrov are each charged with fraud.",
            "Ivan Petrov",
            "indicted",
            "actual",
        ),
        ("Her husband Ivan Petrov and Bo Dolan are each charged with fraud.", "Ivan Petrov", "charged", "actual"),
        ("Fugitive contractor Ivan Petrov was flown home.", "Ivan Petrov", "wanted", "actual"),
        ("Ivan Petrov, 39, was remanded on continuing bail for sentencing on 10 March.", "Ivan Petrov", "bail_granted", "actual"),
        ("The ringleader of a gang was sentenced to 14 years. Ivan Petrov, 32, pleaded guilty in May.", "Ivan Petrov", "sentenced", "actual"),
        ("The court granted bail of 100,000 birr each to Ivan Petrov and Bo Dolan.", "Bo Dolan", "bail_granted", "actual"),
        ("His cousin Ivan Petrov, the director of a shop where it took place, was jailed for four years.", "Ivan Petrov", "imprisoned", "actual"),
        (HELD + "The charge against him was dismissed on Thursday.", "Ivan Petrov", "dismissed", "actual"),
        ("It led to felony charges against Example Foods Chief Financial Officer Ivan Petrov.", "Ivan Petrov", "charged", "actual"),
        ("A former executive was sentenced to two years. Ivan Petrov, 70, paid a clerk for a contract.", "Ivan Petrov", "sentenced", "actual"),
    ],
)  # fmt: skip
def test_what_befell_them(text: str, name: str, event: str, modality: str) -> None:
    """The event is recorded with its modality."""
    assert (event, modality) in {(kind, how) for kind, _, how in of(text, name)}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("A judge fined Martin Keller, 41, $500,000 for fraud.", "Martin Keller", [("fine", None, 500000.0)]),
        ("A court fined Martin Keller and Bo Dolan €300 each for theft.", "Bo Dolan", [("fine", None, 300.0)]),
        (HELD + "He was also fined N500,000.", "Ivan Petrov", [("fine", None, 500000.0)]),
        ("Ivan Petrov was sentenced on Aug. 4 to nine years.", "Ivan Petrov", [("imprisonment", 108, None)]),
        (HELD + "Sentencing him to 16 months' imprisonment, the judge spoke.", "Ivan Petrov", [("imprisonment", 16, None)]),
        ("Ivan Petrov is serving a life sentence in Peru for the 2019 murder of a cook.", "Ivan Petrov", [("life", None, None)]),
        ("Oslo District Court fined the skipper Ivan Petrov 45,000 kroner for theft.", "Ivan Petrov", [("fine", None, 45000.0)]),
        (
            "Ivan Petrov was jailed for theft. Judge Marguerite Dolan of the District Court also ordered him to serve three years of supervised release.",
            "Ivan Petrov",
            [("supervised_release", 36, None)],
        ),
        # asked for, or possible
        (HELD + "The prosecutor demanded that he be sentenced to up to four years in prison.", "Ivan Petrov", []),
        (HELD + "He could have been jailed for up to 10 years.", "Ivan Petrov", []),
        # two terms, and nobody knows whose is which
        ("Ivan Petrov and Bo Dolan were sentenced to 10 years and 66 months.", "Ivan Petrov", []),
        # court rolls
        ("These people stood before the court:\n\nIvan Petrov, 34, theft, six months.", "Ivan Petrov", [("imprisonment", 6, None)]),
        ("These people stood before the court:\n\nIvan Petrov, 34, of Lima: burglary, 5 months in jail.", "Ivan Petrov", [("imprisonment", 5, None)]),
        ("These people stood there:\n\nIvan Petrov, 34, of Lima, admitted theft. Jailed for six months.", "Ivan Petrov", [("imprisonment", 6, None)]),
        ("These people stood there:\n\nIvan Petrov, 34, of Lima, admitted theft. Fined £660.", "Ivan Petrov", [("fine", None, 660.0)]),
        ("These people won:\n\nIvan Petrov, 34, sailing, six months.", "Ivan Petrov", None),
    ],
)  # fmt: skip
def test_what_they_were_given(
    text: str, name: str, expected: list[tuple[str, int | None, float | None]] | None
) -> None:
    """These penalties are recorded as imposed; null where there is no case at all."""
    cases = {case.name: case for case in cases_of(text)}
    found = (
        [(p.kind, p.months, float(p.value) if p.value else None) for p in cases[name].sentence]
        if name in cases
        else None
    )
    assert expected == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ivan Petrov, who is serving three years for assaulting a guard, asked to be pardoned.", ["assaulting a guard"]),
        ("Ivan Petrov was charged with taking bribes from a builder, judicial sources said.", ["taking bribes from a builder"]),
        ("Ivan Petrov was arrested in connection with its money laundering probe into a coal levy.", ["money laundering"]),
        ("Ivan Petrov was jailed after pleading guilty to fraud and impersonation, upon arraignment by police.", ["fraud", "impersonation"]),
        ("Ivan Petrov was cleared of embezzlement for lack of proof.", ["embezzlement"]),
        ("Ivan Petrov was convicted of obstructing a theft investigation.", ["obstructing a theft investigation"]),
    ],
)  # fmt: skip
def test_where_a_charge_ends(text: str, expected: list[str]) -> None:
    """The charge holds these words and no others."""
    assert expected == [charge.text for case in cases_of(text) for charge in case.charges]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The EFCC arrested Ivan Petrov for posing as one Michael Grant of Texas.", "NG"),
        ("Ivan Petrov, 44, of Tijuana, Mexico, was indicted by a grand jury.", "US"),
        ("Iran jailed Ivan Petrov on charges that the United States has rejected.", "IR"),
        ("A clerk cheated a bank of US$3 million. Ivan Petrov was jailed for theft.", None),
    ],
)  # fmt: skip
def test_which_state_prosecutes(text: str, expected: str | None) -> None:
    """A home, a coin or a state that only speaks of the case is no hint."""
    assert [expected] == [case.jurisdiction for case in cases_of(text)]
