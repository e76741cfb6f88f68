"""What news of agencies and courts does not say of somebody: events of others, or of nobody, in sentences about made-up people."""

from __future__ import annotations

import pytest

from tests.extractors.cases.test_wire_copy import HELD, of


@pytest.mark.parametrize(
    ("text", "name", "event"),
    [
        # the victim of a lead is not one of those who are charged
        (
            (
                "Three officers were charged on Tuesday with the murder of Ivan Petrov, a hawker. Bo Dolan and Sam Roe pleaded not "
                "guilty. Petrov had been arrested in April."
            ),
            "Ivan Petrov",
            "charged",
        ),
        (
            "A court convicted two officers, Bo Dolan and Sam Roe, of manslaughter over the death of a suspect, Ivan Petrov.",
            "Ivan Petrov",
            "convicted",
        ),
        # whom a lead describes is who the next sentence says did it, and not a friend who is named later
        (
            (
                "A caretaker who set fire to a flat has been jailed for 16 years. Bo Dolan poured petrol through the letterbox. "
                "His friend Ivan Petrov, 41, was cleared of murder."
            ),
            "Ivan Petrov",
            "imprisoned",
        ),
        # what a relative with a description of his own was given is not that of whom the text names last
        (
            "Ana Roe's husband, Sam Dolan, a blogger, was jailed for 18 years. Her ally Mira Petrov was arrested in May.",
            "Mira Petrov",
            "imprisoned",
        ),
        # a pronoun does not change its gender, nor leave the only man named near it
        (
            "Mira Roe, 64, was arrested in 2017; she denies it. Ivan Petrov, 78, opened the inquiry; he has not been charged.",
            "Mira Roe",
            "charged",
        ),
        # two of sixty are not the sixty
        (
            "Police detained 63 people on Monday. Ivan Petrov was fined for theft. Bo Dolan, 23, was charged with theft.",
            "Ivan Petrov",
            "detained",
        ),
        # what a law allows to be done, or a reward is offered for
        (
            HELD + "A decree by President Bo Dolan allows foreigners to be deported to serve their sentences at home.",
            "Bo Dolan",
            "deported",
        ),
        (
            "Ivan Petrov, a fugitive, remains at large; Peru offered a reward for information leading to his arrest.",
            "Ivan Petrov",
            "arrested",
        ),
        (HELD + "He tore up his passport to avoid being deported.", "Ivan Petrov", "deported"),
        (
            HELD + "Had Petrov been tried in Spain for the same offences, he would have been shot.",
            "Ivan Petrov",
            "trial",
        ),
        # who is swapped with a name that the tagger has not found
        (
            HELD
            + "Bo Dolan was arrested too. The Samples, the couple who ran the radio, were swapped in 1969 for a spy.",
            "Ivan Petrov",
            "exchanged",
        ),
        # what others say they will do
        (HELD + "Prosecutors said they would appeal.", "Ivan Petrov", "appealed"),
        # an opinion is no charge
        (HELD + "President Sam Roe has repeatedly accused Petrov of being a spy.", "Ivan Petrov", "charged"),
        # one conviction upheld, another's overturned
        (
            "Ivan Petrov was jailed. A court upheld Petrov's conviction in 2022 but overturned that of Mira Roe.",
            "Ivan Petrov",
            "overturned",
        ),
        # a conviction that a namesake had
        (
            (
                "Bo Dolan, 39, was jailed. Dolan's mother, Ana Dolan, 66, admitted theft. Ivan Petrov was cleared of theft. The "
                "court heard that Dolan had a previous conviction for assault."
            ),
            "Ivan Petrov",
            "convicted",
        ),
        # counsel's argument
        ("Ivan Petrov was charged. The defense said that he should not be found guilty.", "Ivan Petrov", "convicted"),
        ("Ivan Petrov had been scheduled to start trial today, but pleaded guilty.", "Ivan Petrov", "trial"),
        # of several relatives the noun tells which
        (
            (
                "A father and his son were arrested today. The father was later deported. Ivan Petrov, who is 37, and his father "
                "Bo Petrov, 58, are charged with theft. Ivan Petrov was convicted."
            ),
            "Ivan Petrov",
            "deported",
        ),
        # kinds of people, and groups whose members are named before or behind
        (
            HELD + "Under the deal prisoners convicted of murder are not eligible for release.",
            "Ivan Petrov",
            "convicted",
        ),
        (HELD + "Petrov could face 25 years in prison if tried and found guilty.", "Ivan Petrov", "convicted (actual)"),
        (
            (
                "Bo Dolan and Sam Vale pleaded not guilty to theft. The judge remanded the defendants in custody. Ivan Petrov was "
                "earlier sentenced for fraud."
            ),
            "Ivan Petrov",
            "detained",
        ),
        (
            (
                "Bo Dolan was sentenced to 13 years for sedition. All were acquitted of rebellion. Ivan Petrov and Sam Vale were "
                "fined for disobedience."
            ),
            "Ivan Petrov",
            "acquitted",
        ),
        (
            (
                "Ivan Petrov was jailed last year.\n\nTwo of her predecessors were convicted in 1996.\n\nOne, Bo Dolan, was "
                "sentenced to death; both were pardoned the next year."
            ),
            "Ivan Petrov",
            "pardoned",
        ),
        (
            "Ivan Petrov was arrested in 2018. Two clerks admitted helping him. They were extradited in March.",
            "Ivan Petrov",
            "extradited",
        ),
        # counsel, with an honorific
        (
            "Bo Dolan was jailed. Dolan's lawyer, Mr Ivan Petrov, spoke. He is out on bail.",
            "Ivan Petrov",
            "bail_granted",
        ),
        # a third suspect is not the first
        (
            "Detectives have arrested a third suspect. Ivan Petrov, 25, of Lima, has been charged with murder.",
            "Ivan Petrov",
            "arrested",
        ),
        (HELD + "They have a month to appeal.", "Ivan Petrov", "appealed"),
        (HELD + "His lawyer, Mira Vale, said they would appeal.", "Ivan Petrov", "appealed"),
        ("Ivan Petrov is wanted for theft. A judge has issued a warrant for his arrest.", "Ivan Petrov", "arrested"),
        (
            (
                "Ivan Petrov, who said that he was tired, was freed. Bo Dolan's wife, Eliane Vale, is in Spain. Peru has requested her "
                "extradition."
            ),
            "Ivan Petrov",
            "extradition_requested",
        ),
        (
            "Ivan Petrov was jailed for theft. His brother, Keith Petrov, 61, who was cleared of theft at trial, wept.",
            "Ivan Petrov",
            "trial",
        ),
        (
            (
                "Ivan Petrov was found not guilty of murder. Two co-accused, Bo Dolan (61) and Sam Vale (52), were convicted of theft. "
                "They will be sentenced on May 18."
            ),
            "Ivan Petrov",
            "sentenced",
        ),
        (
            "Ivan Petrov was cleared of murder. Had he been convicted, he would have faced life.",
            "Ivan Petrov",
            "convicted",
        ),
    ],
)
def test_what_befell_somebody_else_or_nobody(text: str, name: str, event: str) -> None:
    """The event is not an actual or hypothetical one of the person."""
    assert event not in {kind for kind, _, modality in of(text, name) if modality != "denied"}
