from .study import event_study
