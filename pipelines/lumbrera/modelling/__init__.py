"""What all models share: how they are split, measured, recorded and described.

`folds` splits by group, `auc` counts pairs and draws their intervals, `linear` holds the one model
that may travel to a market without labels, `cards` keeps each model's card to its recorded figures.
"""
