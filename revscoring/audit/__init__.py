"""What those who are judged by scores can say, and what models may be used for.

`Policy`, `policy_of`
    What a model says about its use: until when, by whom, under which conditions.
`ReportStore`, `Report`
    What people report about scores, in one SQLite file.
"""

from .policy import Policy, PolicyError, policy_of
from .store import KINDS, Report, ReportStore, StoreError

__all__ = ["KINDS", "Policy", "PolicyError", "Report", "ReportStore", "StoreError", "policy_of"]
