//! What `darkroom help` prints.

/// How the command is used, in full.
pub const USAGE: &str = "\
Darkroom cleans DICOM files of everything that says who the patient is.

  darkroom clean IN OUT [options]   clean IN (a folder, file or archive) into OUT (empty or absent)
  darkroom inspect IN               show what is in IN and what needs a look
  darkroom verify OUT [--against IN]  hold OUT (a folder, file or archive) against the certificates in it, and search
                                    it for whatever the originals in IN say of their patients (with --key or --mapping
                                    to tell which original is whose; --report, --jobs; --preset or --policy, if OUT was
                                    made by other rules than its certificates say)
  darkroom slides OUT --to DIR      draw what OUT holds as pictures for slides into DIR (empty or absent): what its
                                    certificates list, byte for byte, and nothing else
  darkroom list LIST IN [--names]   hold LIST (an Excel workbook or CSV of cases) against IN: what was received, what is
                                    missing, what nobody asked for; by row numbers, or by names with --names
  darkroom texts IN [--to FILE]     list every different text that would leave, as a table: attribute, before, after,
                                    images. It holds patient data (with --preset or --policy, --strike, --jobs)
  darkroom find-text IN --json FILE  find text in the pictures of IN, and what it says. FILE holds patient data (with
                                    --models, --jobs). Nothing is painted
  darkroom policy FILE              say what rules are in FILE (JSON), or what is wrong with them

Of IN: zip, 7z, tar, gzip and images of CDs are opened in memory, and nothing of them is unpacked to the disk.
  --zip-password-file FILE  passwords of encrypted zips and 7z archives in IN, one a line, each tried on all of them

Options of clean:
  --preset NAME         rules to apply: strict (the PS3.15 Basic Profile alone), teaching (the default: with
                        cleaned descriptions and reports, ages, moved dates), research (with safe private attributes)
  --policy FILE         rules to apply, from a file (JSON)
  --permission FILE     who allowed the images to be used, and what for (JSON), for the certificate
  --collection-name TEXT  what the collection is called: on the certificate, and as the name of an encrypted zip
  --collection-description TEXT  what is said of it, on the certificate. Neither may name a patient of IN
  --regions FILE        rectangles to paint black (JSON). What matches no image, or lies outside of one that it matches,
                        is told before anything is cleaned
  --allow-idle-regions  go on all the same: FILE is shared, and meant to hold more
  --auto-redact         paint the text that is found in pictures and says, or may say, who somebody is; then search what
                        leaves once more, and hold it where the patient can still be read. It finds most, not all: what
                        needs a look is held as before
  --all-text            with it, paint all text that is found: measurements and markers, too
  --models DIR          find and read text with detector.onnx and reader.onnx of DIR, in place of the built-in models
  --assume-reviewed     a person has looked at every picture
  --one-patient ID      a person has made sure that this patient ID is one person's, also where names, birth dates and
                        sexes differ so much that the images would otherwise be held; once for each such ID
  --strike FILE         what must not leave, one a line: text: and a whole text as `darkroom texts` shows it, or word:
                        and a word, which goes from every text. A line that strikes nothing is told before anything is
                        cleaned
  --allow-idle-strikes  go on all the same: FILE is meant for other files as well
  --report FILE         write the certificate here too (JSON); nothing may be there
  --key FILE            linking key: made if absent; with it, the same patient gets the same case name again.
                        Sealed with the passphrase in DARKROOM_PASSPHRASE (12 letters or more, not easily guessed)
  --passphrase-file FILE  take the passphrase from this file's first line
  --encrypt-zip FILE    everything in one zip in OUT, encrypted (AES-256) with the passphrase in this file's first
                        line, which 7-Zip opens; names of files in it are not encrypted, and are pseudonyms
  --dicomdir            names of eight letters and a DICOMDIR, for viewers that open discs
  --mapping DIR         write patient_mapping.csv and uid_mapping.csv here (old and new IDs; not in OUT)
  --jobs N              images cleaned at a time (default: all processors)

Options of inspect:
  --json                print JSON: series, why they need a look, counts; no place or value of a file
  --with-identifiers    with places of files, names, IDs, dates and UIDs

Options of slides:
  --format png|jpeg     of single pictures (default: png); those with many frames become animated PNGs
  --size NAME           as-stored (the default), or screen: as large as fits 1920 x 1080
  --series NAME         only the series whose folder in OUT has this name: CT-0002-9HQ2MA
  --jobs N              images drawn at a time (default: all processors)

Nothing is written into IN, and OUT does not lie in it. Each option is given once, but for --one-patient.
Series that may show a name in the picture are held, painted or not, unless regions hide all of each picture or
--assume-reviewed is given. What seldom shows text leaves without a look, and its header claims none.
Exit: 0 all delivered, nothing found, nothing that needs a look; 3 some held, something found, something that needs a
look, or no DICOM in IN; 2 wrong usage, and nothing was written; 1 failed.";
