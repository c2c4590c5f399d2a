"""Has the windows of a program answer, between the calls of its threads."""

import sys


def pump():
    try:
        answer()
    except Exception:
        sys.excepthook(*sys.exc_info())


def answer():
    qt = [sys.modules.get(name + ".QtWidgets") for name in ("PyQt6", "PySide6", "PyQt5", "PySide2")]
    # A module that is just being imported has not everything yet.
    for widgets in qt:
        application = getattr(widgets, "QApplication", None)
        application = application and application.instance()
        if application is not None:
            application.processEvents()
    tkinter = sys.modules.get("tkinter")
    root = getattr(tkinter, "_default_root", None)
    if root is not None:
        root.update()
    managers = getattr(sys.modules.get("matplotlib._pylab_helpers"), "Gcf", None)
    if managers is not None:
        for manager in managers.get_all_fig_managers():
            manager.canvas.flush_events()
