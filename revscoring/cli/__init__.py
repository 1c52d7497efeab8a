"""What the commands in `revscoring.utilities` share.

`command`
    Commands, their errors and exit statuses.
`options`
    Options that several commands have.
`files`, `rows`, `resuming`, `merging`
    Input and output: files, observations written one by one, outputs that are continued, files merged.
`totals`, `progress`, `profiles`, `tables`
    What is counted and shown.
`extraction`, `sources`, `dumps`, `hosts`, `login`, `language_warnings`
    Revisions from dumps, live wikis and observations, and their values.
`stores`
    Stores of reports.
`changes`
    Edits as they are saved, and their scores.
`edits`, `scores`
    Edits and scores as people read them.
`feature_lists`, `models`
    Lists of features, and models.
`examples`, `learning`, `splitting`, `quality`
    Labelled observations: counted, read, divided; and how good a model learned from them is.
"""
