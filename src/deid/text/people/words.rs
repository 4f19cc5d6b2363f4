//! Words that decide about names.

use crate::deid::text::lists::among;

/// Body parts that are also family names.
pub(super) fn is_body_part(word: &str) -> bool {
    among(
        "head hand hands foot feet brain chest neck heart leg legs arm arms hip hips knee knees shoulder shoulders rib ribs bone bones back \
         face eye eyes ear ears lung lungs liver kidney bowel spine wrist ankle elbow thigh calf skull body nose mouth lip hair palm \
         toe finger thumb breast groin",
        word,
    )
}

/// Words that stand behind a title or a role and are no name: they end it.
pub(super) fn is_no_name(word: &str) -> bool {
    among(NO_NAMES, word)
}

const NO_NAMES: &str = "\
a an and any are as aware be been before but by can could did do does done due each for from had has have he her here him his how \
if in into is it its me my no none not of off on one only onto or our out over per pre post previous re said see seen she since so still \
take taken than that the their them then there these they this to told too two up us was we went were what when where which while who why \
with without would you your via under until both few more most much other same some such three very being about above after all also \
although am another because during her hers informed present attended attending refused declined moved moving unable unwell \
called requested requests reported review reviewed reviewing asked asking wants wanted advised agrees agreed happy contacted performed \
contrast scan scans scanned scanning ct mr mri xr us mra cta ctpa cxr pet nm pt patient patients team teams list clinic dept department \
theatre theatres room icu itu hdu ed ae resus radiology radiologist radiologists radiographer radiographers consultant consultants \
registrar doctor doctors nurse nurses surgeon surgeons surgery physician physicians gp gps staff family relatives relative carer carers \
mother father son daughter wife husband partner interpreter escort porter porters physio oncology cardiology neurology urology medics \
medical surgical ortho orthopaedics orthopaedic neurosurgery neurosurgeons vascular ent gynae paeds paediatrics haematology gastro \
respiratory anaesthetics anaesthetist left right upper lower lateral medial anterior posterior acute chronic pain painful query \
possible probable known new old now today yesterday tomorrow awaiting await pending urgent routine protocol phone telephone email letter \
notes note pacs ris system request form vetting vetted normal nad report reporting reporter operator technologist reads history hx \
ago then helped assisted interpreted consented translated held driving waiting attends lives listed unsure yes ok okay please";

/// Places of the United Kingdom that are words as well.
pub(super) const PLACES: &str = "\
ash bacon ball barking bath battle bay beer bell blackpool board bridge broad burton bury chapel chard chester church clay corby crook cross \
dale deal derby diss dover down east eye field fleet ford gate goole green hale hall hatch hayes heath hill hook hope horn hull hyde irlam \
kent lancaster leek lewes lye march nelson newark newton over poole port reading redcar rugby rye sale sandwich send ship slough stone stoke \
street tring ware warwick wells west wick wing wood woking wool yarm york lagos";
