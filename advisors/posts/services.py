"""The writers of posts: each locks, checks, writes and leaves a line."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from advisors.lines import write_down
from advisors.models import Advisor, Post
from advisors.policies import may_keep_in
from audit.models import Entry
from core.actor import Actor
from core.versions import ChangedMeanwhile
from orgs.models import Unit


@transaction.atomic
def add_post(*, advisor: Advisor, facts: Mapping[str, Any], by: Actor) -> tuple[Post, bool]:
    """Give an advisor a post at a station of her street; whether it is new.

    The same form sent twice adds one. Raises ValidationError with a sentence for the form.
    """
    _lock(advisor.street_id, by)
    same = Post.objects.filter(advisor=advisor, **facts).first()
    if same is not None:
        return same, False
    post = Post(advisor=advisor, **facts)
    _save(post)
    write_down(by, Entry.Action.CREATED, advisor, post=post.pk)
    return post, True


@transaction.atomic
def change_post(*, post: Post, version: int, facts: Mapping[str, Any], by: Actor) -> bool:
    """Change or end a post; whether anything was to be changed.

    Raises ChangedMeanwhile where `version` is no longer the latest.
    """
    _lock(post.advisor.street_id, by)
    rows = Post.objects.select_for_update(of=("self",)).select_related("advisor")
    held = rows.filter(pk=post.pk).first()
    if held is None:
        raise ValidationError({"title": "这个岗位刚被别人删除，没有保存。请回到岗位页再看。"})
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if not changed:
        return False
    if version != held.version:
        raise ChangedMeanwhile
    for name in changed:
        setattr(held, name, facts[name])
    _save(held)
    write_down(by, Entry.Action.CHANGED, held.advisor, post=held.pk, fields=sorted(changed))
    return True


@transaction.atomic
def remove_post(*, post: Post, by: Actor) -> None:
    """Take away a post entered by mistake; one that was held is ended instead."""
    _lock(post.advisor.street_id, by)
    if Post.objects.filter(pk=post.pk).delete()[0]:
        write_down(by, Entry.Action.DELETED, post.advisor, post=post.pk)


def _lock(street: str, by: Actor) -> None:
    """Two forms of a street sent at once follow each other."""
    may_keep_in(by, street).enforce()
    Unit.objects.select_for_update().get(pk=street)


def _save(post: Post) -> None:
    if post.station.street_id != post.advisor.street_id:
        raise ValidationError({"station": "只能在本街镇的服务站任职。"})
    _refuse_at_gone_station(post)
    _refuse_outside_her_time(post)
    _refuse_overlap(post)
    post.full_clean()
    post.save()


def _refuse_at_gone_station(post: Post) -> None:
    closed = post.station.closed_on
    if closed and post.starts_on > closed:
        words = f"这个服务站开放到 {closed} 为止，之后的岗位请登记在现在的服务站。"
        raise ValidationError({"starts_on": words})


def _refuse_outside_her_time(post: Post) -> None:
    advisor = post.advisor
    if post.starts_on < advisor.started_on:
        words = f"{advisor.started_words} 才上岗，任职不能早于那天。"
        raise ValidationError({"starts_on": words})
    last = advisor.ended_on
    if last is not None and post.starts_on > last:
        raise ValidationError({"starts_on": f"{last} 已是在岗的最后一天，之后不能再任职。"})
    if last is not None and (post.ends_on is None or post.ends_on > last):
        words = f"在岗到 {last} 为止，任职的最后一天请填到那天。"
        raise ValidationError({"ends_on": words})


def _refuse_overlap(post: Post) -> None:
    """The sentences of the database's rules, with the days of what is in the way."""
    others = Post.objects.filter(station=post.station).exclude(pk=post.pk)
    running = others.filter(starts_on__lte=post.ends_on) if post.ends_on else others
    in_the_way = [
        one
        for one in running.order_by("starts_on", "pk")
        if one.ends_on is None or one.ends_on >= post.starts_on
    ]
    hers = next((one for one in in_the_way if one.advisor_id == post.advisor_id), None)
    if hers is not None:
        words = (
            f"这名顾问在这个服务站{_span(hers)}已任“{hers.title}”，时间重叠；请先结束原来的岗位。"
        )
        raise ValidationError({"starts_on": words})
    lead = next((one for one in in_the_way if one.is_lead and post.is_lead), None)
    if lead is not None:
        words = f"这个服务站{_span(lead)}已有负责人，同一时间只能有一名；请先结束原来的任职。"
        raise ValidationError({"is_lead": words})


def _span(post: Post) -> str:
    return f" {post.starts_on} {f'到 {post.ends_on} ' if post.ends_on else '起'}"
