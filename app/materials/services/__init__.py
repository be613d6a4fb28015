"""Verbs that write: publish a folder of files, or one text of the studio; both begin with the check."""

from app.materials.services.folder import read_folder
from app.materials.services.publishing import check_folder, publish_all, publish_folder, publish_source

__all__ = ["check_folder", "publish_all", "publish_folder", "publish_source", "read_folder"]
