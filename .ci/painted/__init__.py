"""Pictures made by other people's encoders, painted by the command, and read again by other people's decoders.

`images` what a picture is, and random ones - `files` from a picture to a DICOM file - `encoders` who compresses it -
`families` which kinds of files are made - `readers` who reads it again - `judge` black inside, the same outside -
`command` one run of the command - `made` files made here, judged - `real` files that were not
"""
