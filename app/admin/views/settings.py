"""Policy values that may change at run time, with their history; the environment's to be read."""

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import policy
from app.admin.forms import SettingForm
from app.admin.rules import environment_lines
from app.admin.views.blueprint import blueprint
from app.clock import now
from app.errors import DomainError
from app.people import queries as people
from app.people.guards import current_person, requires
from app.people.rules import Permission


@blueprint.get("/pengaturan/")
@requires(Permission.ADMINISTER)
def settings() -> str:
    """Every setting with its value, the last changes, and what the environment says."""
    history = policy.history()
    return render_template(
        "admin/settings.html",
        groups=policy.GROUPS,
        values=policy.values(),
        history=history[:20],
        known=policy.SETTINGS,
        names=people.names_of({line.changed_by for line in history[:20]}),
        environment=environment_lines(current_app.config["PAHAM"]),
    )


@blueprint.get("/pengaturan/<name>/")
@requires(Permission.ADMINISTER)
def setting(name: str) -> str:
    """One setting: its value to be changed, and every value that it had."""
    one, value = policy.setting(name), policy.values().get(name, "")
    return _page(one, SettingForm(data={"value": value, "expected": value}), value)


@blueprint.post("/pengaturan/<name>/")
@requires(Permission.ADMINISTER)
def change_setting(name: str) -> Response | tuple[str, int]:
    """Give it another value, with a reason."""
    one, form = policy.setting(name), SettingForm()
    if not form.validate_on_submit():
        return _page(one, form, policy.values()[name]), 422
    try:
        changed = policy.change(
            name,
            form.value.data or "",
            expected=form.expected.data or "",
            reason=form.reason.data or "",
            by=current_person().id,
            at=now(),
        )
    except policy.BadValue as error:
        form.value.errors = [error.message]
        return _page(one, form, policy.values()[name]), 422
    except policy.ChangedMeanwhile as error:
        return _overtaken(one, form, error), 409
    flash(f"{one.label} sudah diubah." if changed else f"{one.label} tidak berubah.")
    return redirect(url_for("admin.settings"), code=303)


def _overtaken(one: policy.Setting, form: SettingForm, error: DomainError) -> str:
    current = policy.values()[one.name]
    form.value.errors, form.expected.data = [error.message], current
    return _page(one, form, current)


def _page(one: policy.Setting, form: SettingForm, current: str) -> str:
    history = policy.history(one.name)
    return render_template(
        "admin/setting.html",
        setting=one,
        form=form,
        current=current,
        history=history,
        names=people.names_of({line.changed_by for line in history}),
    )
