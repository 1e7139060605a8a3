"""Who is who: names of people and their keys, linking what is the same person, decisions of people.

What links two mentions and how sure it is: *certain* stands on a key (CURP, or a person's RFC with
a right check digit; the same name in the same post of the same body since the same day);
*probable* on a name and something else that agrees, above a calibrated threshold and without rival;
*candidate* on a name alone. Nobody is joined with anybody by a name alone.
"""
