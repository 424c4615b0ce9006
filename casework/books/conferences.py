"""Where the rows of 会商记录 are kept: conferences, who took part, cases, what was resolved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from advisors.models import Advisor
from casework.conferences import whose
from casework.conferences.selectors import SEALED_CASE
from casework.enums import ConferenceState
from casework.models import (
    CaseConference,
    ConferenceAction,
    ConferenceCase,
    ConferenceParticipant,
    Household,
)
from casework.records.deriving import write_records
from core.actor import Actor
from core.masking import mask_name
from ledgers.problems import Candidate, Problem, error
from ledgers.spec import RECORD, Values
from ledgers.telling import told_by, words

# What is to be done (empty: a ledger that the portal handed out does not tell), the owner's key
# and name, the day.
Action = tuple[str, str, str, str]
TEXTS = ("situation", "opinions")
_LABELS = {
    "people": "参加单位/人员",
    "cases": "个案编号",
    "actions": "决议事项",
    "situation": "情况",
    "opinions": "意见",
}


class ConferenceBooks:
    """The books of 会商记录.

    A conference is found again by street, day and chair; several rows may tell one, each with
    its own cases. What a row names beyond what is on record is added, and nothing is taken away.
    情况 and 意见 of a row are those of each household that it names.
    """

    def doubts(self, rows: Sequence[Values]) -> list[list[Problem]]:
        """Whose the numbers are; conferences that a ledger can't add to any more."""
        on_file = _OnFile(rows)
        return [on_file.doubts(row) for row in rows]

    def recorded(self, rows: Sequence[Values]) -> list[Values | None]:
        """What is on record of each row's conference."""
        on_file = _OnFile(rows)
        return [on_file.held(row) for row in rows]

    def told(self, key: str, values: Sequence[Any]) -> tuple[str, list[str]]:
        """People by name, actions as sentences, texts as they are."""
        if key == "people":
            return _LABELS[key], _people_told(values)
        if key == "actions":
            told = [[f"{one[0]}（{one[2]}，{one[3]}）" for one in each] for each in values]
            return _LABELS[key], [words(each) for each in told]
        if key in _LABELS:
            return _LABELS[key], [words(value) for value in values]
        return told_by(CaseConference, key, values)

    def enter(self, rows: Sequence[Values], by: Actor) -> None:
        """Add conferences, and what is new about those on record; a fixed number of queries."""
        on_file = _OnFile(rows)
        on_record = CaseConference.objects.in_bulk([row[RECORD] for row in rows if row.get(RECORD)])
        opened: dict[Any, CaseConference] = {}
        pairs: list[tuple[Values, CaseConference]] = []
        for row in rows:
            key = (row["street"], row["held_on"], row["chair"])
            conference = on_record.get(row.get(RECORD)) or opened.get(key)
            if conference is None:
                conference = opened[key] = CaseConference(
                    street_id=row["street"],
                    held_on=row["held_on"],
                    chair=row["chair"],
                    written_by_id=by.user_id,
                )
            _tell(conference, row, by)
            pairs.append((row, conference))
        CaseConference.objects.bulk_create(opened.values(), batch_size=1000)
        CaseConference.objects.bulk_update(
            on_record.values(), ["state", "place", "minutes_on", "minutes_by"], batch_size=500
        )
        _Additions(on_file, pairs).write()
        write_records([*opened.values(), *on_record.values()])


class _OnFile:
    """The conferences and households that rows may mean; a fixed number of queries."""

    def __init__(self, rows: Sequence[Values]) -> None:
        streets = {row["street"] for row in rows}
        self.numbered = whose.Numbered(streets)
        there = CaseConference.objects.filter(
            street__in=streets, held_on__in={row["held_on"] for row in rows}
        ).defer("minutes_content_sealed")
        self.conferences: dict[tuple[str, date], list[CaseConference]] = defaultdict(list)
        for one in there.order_by("recorded_at", "pk"):
            self.conferences[one.street_id, one.held_on].append(one)
        keys = [one.pk for each in self.conferences.values() for one in each]
        self.people: dict[UUID, set[str]] = defaultdict(set)
        participants = ConferenceParticipant.objects.filter(conference__in=keys)
        for each in participants.order_by("pk"):
            known = (
                f"@{each.advisor_id}" if each.advisor_id else f"{each.organisation}\t{each.name}"
            )
            self.people[each.conference_id].add(known)
        self.cases: dict[UUID, dict[UUID, ConferenceCase]] = defaultdict(dict)
        for case in ConferenceCase.objects.filter(conference__in=keys).order_by("pk"):
            self.cases[case.conference_id][case.household_id] = case
        self.actions: dict[UUID, list[ConferenceAction]] = defaultdict(list)
        for action in ConferenceAction.objects.filter(conference__in=keys).order_by("pk"):
            self.actions[action.conference_id].append(action)

    def conference(self, row: Values) -> CaseConference | None:
        """The one of that chair, written out or masked; one that stands goes before a cancelled."""
        there = self.conferences[row["street"], row["held_on"]]
        fitting = [one for one in there if row["chair"] in (one.chair, mask_name(one.chair))]
        standing = [one for one in fitting if one.state != ConferenceState.CANCELLED]
        return next(iter([*standing, *fitting]), None)

    def households(self, row: Values) -> dict[str, Household]:
        """Those that the row's numbers plainly mean."""
        found = {text: self.numbered.find(row["street"], text) for text in row["cases"]}
        return {text: there[0] for text, there in found.items() if len(there) == 1}

    def doubts(self, row: Values) -> list[Problem]:
        """Numbers of nobody, or of several; a conference that is cancelled or settled."""
        told = [*self._unclear(row)]
        conference = self.conference(row)
        if conference is None or told:
            return told
        if conference.state == ConferenceState.CANCELLED:
            sentence = "这次会商在系统里已经取消，不再入账；确实开过的，请在系统里另行登记。"
            return [error("conference_cancelled", sentence).at("held_on", "")]
        if conference.minutes_on is not None and self._adds(row, conference):
            sentence = f"这次会商的纪要已在{conference.minutes_on}确认，不能再加；要加的，先在系统里撤回纪要。"
            return [error("conference_settled", sentence).at("held_on", "")]
        return []

    def held(self, row: Values) -> Values | None:
        """What is on record of a row's conference, in the row's own terms."""
        conference = self.conference(row)
        if conference is None:
            return None
        people = self.people[conference.pk]
        cases = self.cases[conference.pk]
        known = self.households(row)
        own = [cases[one.pk] for one in known.values() if one.pk in cases]
        held: dict[str, Any] = {
            "state": conference.state,
            "place": conference.place or None,
            # Once settled, another day is no news: it is put right in the portal.
            "minutes_on": row.get("minutes_on") if conference.minutes_on else None,
            "people": [one for one in row["people"] if one in people],
            "cases": [text for text, one in known.items() if one.pk in cases],
            "actions": [one for one in row["actions"] if self.action(conference, one)],
        }
        for key in TEXTS:
            if row.get(key):
                others = [getattr(one, key) for one in own if getattr(one, key) != row[key]]
                held[key] = row[key] if own and not others else (others[0] if others else "")
        held[RECORD] = conference.pk
        return held

    def action(self, conference: CaseConference, told: Action) -> bool:
        """Whether it is on record; one without its matter says nothing that is not."""
        matter, ref, name, due = told
        return not matter or any(
            one.due_on.isoformat() == due
            and one.matter == matter
            and (str(one.owner_id or "") == ref if ref else one.owner_name == name)
            for one in self.actions[conference.pk]
        )

    def _adds(self, row: Values, conference: CaseConference) -> bool:
        held: Mapping[str, Any] = self.held(row) or {}
        keys = ("people", "cases", "actions", "place", *TEXTS)
        return any(
            row.get(key) is not None and key in held and row[key] != held[key] for key in keys
        )

    def _unclear(self, row: Values) -> list[Problem]:
        for text in row["cases"]:
            there = self.numbered.find(row["street"], text)
            if len(there) == 1:
                continue
            others = [one for one in row["cases"] if one != text]
            offers = tuple(
                Candidate("、".join([*others, whose.spelling(one)]), whose.spelling(one))
                for one in there
            )
            sentence = whose.unclear(text, there) if there else whose.unknown(text)
            code = "household_ambiguous" if there else "household_unknown"
            return [error(code, sentence, candidates=offers).at("cases", "")]
        return []


class _Additions:
    """Participants, cases and actions that rows bring to their conferences."""

    def __init__(self, on_file: _OnFile, pairs: Sequence[tuple[Values, CaseConference]]) -> None:
        self.on_file = on_file
        self.people: dict[tuple[UUID, str], ConferenceParticipant] = {}
        self.cases: dict[tuple[UUID, UUID], ConferenceCase] = {}
        self.changed: dict[UUID, ConferenceCase] = {}
        self.actions: dict[tuple[UUID, Action], ConferenceAction] = {}
        refs = {one[1:] for row, _ in pairs for one in row["people"] if one.startswith("@")}
        self.names = {
            str(one.pk): one.name for one in Advisor.objects.filter(pk__in=refs).order_by()
        }
        for row, conference in pairs:
            self._add_people(row, conference)
            cases = self._add_cases(row, conference)
            self._add_actions(row, conference, cases)

    def write(self) -> None:
        """Write them, in a fixed number of queries."""
        ConferenceParticipant.objects.bulk_create(self.people.values(), batch_size=2000)
        ConferenceCase.objects.bulk_create(self.cases.values(), batch_size=1000)
        ConferenceCase.objects.bulk_update(self.changed.values(), list(SEALED_CASE), batch_size=500)
        ConferenceAction.objects.bulk_create(self.actions.values(), batch_size=1000)

    def _add_people(self, row: Values, conference: CaseConference) -> None:
        for one in row["people"]:
            if one in self.on_file.people[conference.pk]:
                continue
            if one.startswith("@"):
                ref = one[1:]
                new = ConferenceParticipant(advisor_id=UUID(ref), name=self.names[ref])
            else:
                organisation, _, name = one.partition("\t")
                new = ConferenceParticipant(organisation=organisation, name=name)
            new.conference = conference
            self.people.setdefault((conference.pk, one), new)

    def _add_cases(self, row: Values, conference: CaseConference) -> list[ConferenceCase]:
        found = []
        for household in self.on_file.households(row).values():
            case = self.on_file.cases[conference.pk].get(household.pk)
            if case is None:
                case = self.cases.setdefault(
                    (conference.pk, household.pk),
                    ConferenceCase(
                        conference=conference,
                        household=household,
                        community_id=household.community_id,
                    ),
                )
            for key in TEXTS:
                if row.get(key) and getattr(case, key) != row[key]:
                    setattr(case, key, row[key])
                    if (conference.pk, household.pk) not in self.cases:
                        self.changed[case.pk] = case
            found.append(case)
        return found

    def _add_actions(
        self, row: Values, conference: CaseConference, cases: Sequence[ConferenceCase]
    ) -> None:
        for one in row["actions"]:
            if self.on_file.action(conference, one):
                continue
            matter, ref, name, due = one
            new = ConferenceAction(
                conference=conference,
                # Of a row with several cases nobody can tell whose it is.
                case=cases[0] if len(cases) == 1 else None,
                owner_id=UUID(ref) if ref else None,
                owner_name=name,
                due_on=date.fromisoformat(due),
            )
            new.matter = matter
            self.actions.setdefault((conference.pk, one), new)


def _tell(conference: CaseConference, row: Values, by: Actor) -> None:
    """Put into a conference what a row says; what it leaves out stays."""
    conference.state = ConferenceState.HELD
    if row.get("place"):
        conference.place = row["place"]
    if row.get("minutes_on") and conference.minutes_on is None:
        conference.minutes_on, conference.minutes_by = row["minutes_on"], by.username


def _people_told(values: Sequence[Any]) -> list[str]:
    refs = {one[1:] for each in values for one in each if one.startswith("@")}
    found = Advisor.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name")
    names = {f"@{pk}": name for pk, name in found}
    return [
        words([names.get(one) or " ".join(filter(None, one.split("\t"))) for one in each])
        for each in values
    ]
