"""The dialects that the service speaks: thin translations of what `revscoring.service.core` answers.

`ores`
    ORES v3; `older_ores`: v1 and v2.
`kserve`
    KServe V1, as Lift Wing speaks it.
`spec`
    The description of the routes.
"""
