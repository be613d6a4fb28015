"""Whatever a document points at must exist, and should be in force."""

from datetime import date

from app.materials.rules.address import DocumentKind, suggestion
from app.materials.rules.catalogue import CHECKED_FOR
from app.materials.rules.draft import Draft, LegalStatus, ModuleDraft, Reference, Target
from app.materials.rules.library import Library
from app.materials.rules.picture import HEAVY
from app.materials.rules.problem import Code, Problem, galat, peringatan

UNKNOWN = {
    Target.BELIEF: (Code.SALAH_KAPRAH, 'Salah kaprah "{}" tidak ada di katalog.'),
    Target.LEGAL: (Code.DASAR, 'Dasar hukum "{}" tidak ada di dasar-hukum.yml.'),
    Target.MODULE: (Code.MODUL, 'Modul "{}" tidak ada.'),
    Target.TERM: (Code.ISTILAH, 'Istilah "{}" tidak ada di istilah.yml.'),
    Target.TEST: (Code.TES, 'Tes "{}" tidak ada.'),
}


def link_problems(draft: Draft, library: Library, *, today: date) -> list[Problem]:
    """One GALAT for each dead reference, one PERINGATAN for each stale source."""
    problems: list[Problem] = []
    for reference in draft.references:
        if reference.target is Target.LOCAL:
            problems += _local(draft, reference)
        elif reference.target is Target.IMAGE:
            problems += _image(draft, reference, library)
        elif reference.target is Target.PRACTICE:
            problems += _practice(draft, reference, library)
        else:
            problems += _named(draft, reference, library, today)
    return problems


def dead_references(draft: Draft, library: Library) -> list[Reference]:
    """The codes that the library does not know, and the addresses that their modules do not have."""
    named = [r for r in draft.references if r.target not in (Target.LOCAL, Target.IMAGE)]
    return [reference for reference in named if not _alive(draft, reference, library)]


def _alive(draft: Draft, reference: Reference, library: Library) -> bool:
    if reference.target is Target.PRACTICE:
        return reference.code in library.practice_keys(draft.address.slug)
    if reference.code not in library.known(reference.target):
        return False
    if reference.target is not Target.MODULE or not reference.fragment:
        return True
    return reference.fragment in anchors_of(library.modules[reference.code])


def _named(draft: Draft, reference: Reference, library: Library, today: date) -> list[Problem]:
    known = library.known(reference.target)
    code, sentence = UNKNOWN[reference.target]
    if reference.code not in known:
        advice = sentence.format(reference.code[:60]) + suggestion(reference.code, known)
        return [galat(draft.path, reference.line, code, advice)]
    if reference.target is Target.MODULE and reference.fragment:
        return _fragment(draft, reference, library.modules[reference.code])
    if reference.target is Target.LEGAL:
        return _stale(draft, reference, library, today)
    return []


def _fragment(draft: Draft, reference: Reference, module: ModuleDraft) -> list[Problem]:
    anchors = anchors_of(module)
    if reference.fragment in anchors:
        return []
    advice = f'Modul "{reference.code}" tidak punya bagian "{reference.fragment[:60]}".'
    return [galat(draft.path, reference.line, Code.TAUTAN, advice + suggestion(reference.fragment, anchors))]


def anchors_of(module: ModuleDraft) -> dict[str, str]:
    """Every address inside a module, with the section whose page it stands on; sections win over headings."""
    inner = {heading.anchor: section.anchor for section in module.sections for heading in section.headings}
    return inner | {section.anchor: section.anchor for section in module.sections}


def _stale(draft: Draft, reference: Reference, library: Library, today: date) -> list[Problem]:
    source = library.legal[reference.code]
    if draft.address.kind is DocumentKind.DASAR_HUKUM:
        return []  # the register names revoked sources on purpose
    if source.status is LegalStatus.DICABUT:
        sentence = f'Dasar hukum "{reference.code}" sudah dicabut. Periksa kalimat yang memakainya.'
        return [peringatan(draft.path, reference.line, Code.SUMBER_USANG, sentence)]
    if today - source.checked_on > CHECKED_FOR:
        sentence = f'Dasar hukum "{reference.code}" sudah lebih dari setahun tidak diperiksa.'
        return [peringatan(draft.path, reference.line, Code.SUMBER_USANG, sentence)]
    return []


def _local(draft: Draft, reference: Reference) -> list[Problem]:
    if isinstance(draft, ModuleDraft):
        on_page = [s for s in draft.sections if s.line <= reference.line]
        anchors = [heading.anchor for heading in on_page[-1].headings] if on_page else []
        if reference.code in anchors:
            return []
    sentence = f'Tidak ada judul dengan alamat "#{reference.code[:60]}" di halaman ini.'
    return [galat(draft.path, reference.line, Code.TAUTAN, sentence)]


def _image(draft: Draft, reference: Reference, library: Library) -> list[Problem]:
    names = [name for slug, name in library.pictures if slug == draft.address.slug]
    picture = library.pictures.get((draft.address.slug, reference.code))
    if picture is None:
        sentence = f'Gambar "{reference.code[:60]}" tidak ada di folder gambar.'
        return [galat(draft.path, reference.line, Code.GAMBAR, sentence + suggestion(reference.code, names))]
    if picture.fault:
        return [galat(draft.path, reference.line, Code.GAMBAR, picture.fault)]
    if picture.size > HEAVY:
        sentence = "Gambar ini lebih dari 300 kB. Kecilkan agar cepat terbuka di ponsel."
        return [peringatan(draft.path, reference.line, Code.GAMBAR, sentence)]
    return []


def _practice(draft: Draft, reference: Reference, library: Library) -> list[Problem]:
    if not isinstance(draft, ModuleDraft):
        sentence = "Kotak latihan hanya untuk modul. Di dalam soal, tulis teksnya langsung."
        return [galat(draft.path, reference.line, Code.LATIHAN, sentence)]
    known = library.practice_keys(draft.address.slug)
    if reference.code in known:
        return []
    if library.is_examined(reference.code):
        sentence = f'"{reference.code[:60]}" adalah soal kuis atau tes. Latihan memakai soal latihan.md.'
    else:
        sentence = f'Soal "{reference.code[:60]}" tidak ada di latihan.md.{suggestion(reference.code, known)}'
    return [galat(draft.path, reference.line, Code.LATIHAN, sentence)]
