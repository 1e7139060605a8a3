"""Reading published files as they come: containers, encodings, delimited text and workbooks."""
