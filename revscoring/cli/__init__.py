"""The kit of commands: what the modules of `revscoring.utilities` share.

`command`
    Commands, their errors and exit statuses.
`options`
    Options that several commands have.
`files`, `totals`, `progress`, `rows`, `tables`, `profiles`
    Input and output, and what is counted and shown.
`extraction`, `sources`, `dumps`, `hosts`, `resuming`
    Revisions from dumps, live wikis and observations, and their values.
`changes`
    Edits as they are saved, and their scores.
`feature_lists`, `learning`, `merging`, `models`
    Lists of features, labelled observations, merged observations, and models.
"""
