//! Before a delivery: some images of each kind are cleaned for a try, as a delivery cleans them, and dropped. How long
//! that takes says how long all of it will.
//!
//! In come catalogue and decisions; out comes [`Forecast`] in the session. Nothing of what is tried is kept or given to
//! anybody. A delivery that starts ends it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::future::join_all;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use crate::browser::js;
use crate::controllers::{changes, store};
use crate::engine;
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response};
use crate::state::Session;
use crate::state::forecast::{Forecast, Kind, Tried, spread, took};
use darkroom::catalogue::{Catalogue, InstanceId, Summary};
use darkroom::clean::Order;
use darkroom::pixels::FrameRegion;
use darkroom::review::{Fate, Review};

/// Kinds that are tried, those with the most bytes.
const KINDS: usize = 4;

/// Bytes of an image, and pixels that are painted anew in it, that are not too long for a try.
const SHORT: u64 = 16 * 1024 * 1024;
const PAINTED: u64 = 20_000_000;

/// Milliseconds after which no further kind is tried.
const LONGEST: f64 = 4_000.0;

/// Milliseconds that are enough to tell how long some images take; of the first ones, which wake the workers up.
const ENOUGH: f64 = 250.0;
const SURELY: f64 = 3_000.0;

/// Milliseconds between two looks whether workers have nothing else to do, and how often they must have nothing.
const PAUSE: f64 = 150.0;
const QUIET: u32 = 2;

thread_local! {
    /// The try that counts.
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// Ends what is being tried.
pub fn end() {
    NUMBER.set(NUMBER.get() + 1);
}

/// The images to be cleaned, by kind, those with the most bytes first.
pub fn kinds(catalogue: &Catalogue, review: &Review) -> Vec<Kind> {
    let mut kinds: BTreeMap<(bool, &str), Kind> = BTreeMap::new();
    let any_painted = !review.regions().is_empty();
    for id in 0..catalogue.items.len() {
        let (Some(summary), Some(item)) = (catalogue.summary(id), catalogue.item(id)) else {
            continue;
        };
        if review.fate(catalogue, id) != Fate::Waiting {
            continue;
        }
        let regions: Vec<FrameRegion> = match any_painted {
            true => review
                .reaching(catalogue, id)
                .into_iter()
                .map(|(_, region)| region)
                .collect(),
            false => Vec::new(),
        };
        let key = (!regions.is_empty(), summary.transfer_syntax_uid.as_str());
        let kind = kinds.entry(key).or_default();
        kind.images += 1;
        kind.bytes = kind.bytes.saturating_add(item.size);
        if is_short(summary, item.size, &regions) {
            kind.short.push((id, item.size));
        }
    }
    let mut kinds: Vec<Kind> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.bytes));
    kinds
}

fn is_short(summary: &Summary, size: u64, regions: &[FrameRegion]) -> bool {
    let frames = u64::from(engine::frames_to_paint(summary, regions));
    let area = summary.image.map_or(0, |image| {
        u64::from(image.columns).saturating_mul(u64::from(image.rows))
    });
    size <= SHORT && frames.saturating_mul(area) <= PAINTED
}

/// Tries some of each kind.
pub fn begin(session: Session, kinds: Vec<Kind>) {
    end();
    let number = NUMBER.get();
    let forecast = Forecast::of(&kinds);
    session.forecast.set(Some(forecast));
    if forecast.images == 0 {
        return;
    }
    let is_wanted = move || NUMBER.get() == number && !session.is_running();
    spawn_local(async move {
        // Who saves at once is not kept waiting by a try, and what else workers do now would be counted with it.
        let mut idle = 0;
        while idle < QUIET {
            js::sleep(PAUSE).await;
            if !is_wanted() {
                return;
            }
            let is_reading = session.words.with_untracked(|words| words.all > words.read);
            idle = if pool::is_idle() && !is_reading {
                idle + 1
            } else {
                0
            };
        }
        let room = session.own.room().await;
        let tried = tried(session, kinds, Rc::new(is_wanted)).await;
        if is_wanted() {
            let took = Some(took(&tried));
            session.forecast.set(Some(Forecast {
                room,
                took,
                ..forecast
            }));
        }
    });
}

type Wanted = Rc<dyn Fn() -> bool>;

async fn tried(session: Session, kinds: Vec<Kind>, wanted: Wanted) -> Vec<(Kind, Option<Tried>)> {
    let begun = js::now();
    let mut all = Vec::new();
    for (place, kind) in kinds.into_iter().enumerate() {
        let may = place < KINDS && js::now() - begun < LONGEST && wanted();
        let tried = match may {
            true => some(session, &kind, &wanted).await,
            false => None,
        };
        all.push((kind, tried));
    }
    all
}

/// Some of a kind, and more of them until it takes long enough to be told; `None` if none could be cleaned. The first
/// ones are not counted: workers that have cleaned nothing yet take ten times as long.
async fn some(session: Session, kind: &Kind, wanted: &Wanted) -> Option<Tried> {
    let mut count = 2 * pool::size();
    let mut is_first = true;
    loop {
        let picked = spread(&kind.short, count);
        let is_all = picked.len() == kind.short.len();
        let tried = batch(session, &picked, wanted).await?;
        let is_told = tried.took >= if is_first { SURELY } else { ENOUGH };
        if is_told || (is_all && !is_first) || !wanted() {
            return Some(tried);
        }
        if !is_first {
            count = count.saturating_mul(4);
        }
        is_first = false;
    }
}

/// Some images, all of them asked for at once, as a delivery has some on their way; `None` if none could be cleaned.
async fn batch(session: Session, picked: &[(InstanceId, u64)], wanted: &Wanted) -> Option<Tried> {
    let orders = orders(session, picked);
    let start = js::now();
    let asked = orders.into_iter().map(|(id, size, order)| {
        let wanted = Rc::clone(wanted);
        async move { clean(id, order, wanted).await.then_some(size) }
    });
    let sizes: Vec<u64> = join_all(asked).await.into_iter().flatten().collect();
    (!sizes.is_empty()).then(|| Tried {
        images: sizes.len(),
        bytes: sizes.iter().sum(),
        took: js::now() - start,
    })
}

/// What the gate says of these now; without those that it holds.
fn orders(session: Session, picked: &[(InstanceId, u64)]) -> Vec<(InstanceId, u64, Order)> {
    changes::ask_gate(session, &[], |gate| {
        let of = |&(id, size): &(InstanceId, u64)| Some((id, size, gate.of_image(id)?.ok()?));
        picked.iter().filter_map(of).collect()
    })
}

/// Cleans one image and drops what comes of it; whether it was cleaned.
async fn clean(id: InstanceId, order: Order, wanted: Wanted) -> bool {
    let Some((origin, file)) = store::origin(id) else {
        return false;
    };
    let request = Request::Clean {
        file: origin.file,
        locator: origin.locator,
        order: Box::new(order),
        // Nothing of it leaves: any secret will do.
        secret: [7; 32],
        painted: Vec::new(),
    };
    let files = vec![Blob::from(file)];
    let answer = pool::ask_once(Urgency::Clean, request, files, Some(wanted), |_| {}).await;
    matches!(answer, Ok((Response::Cleaned(Ok(_)), ..)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};
    use darkroom::pixels::Rect;
    use darkroom::review::Reach;

    #[test]
    fn painted_images_are_a_kind_of_their_own() {
        let image = |series, number| {
            Image {
                series,
                number,
                ..Image::default()
            }
            .item()
        };
        let catalogue = catalogue([image(1, 1), image(1, 2), image(2, 3)]);
        let mut review = Review::default();
        let sums = |kinds: &[Kind]| -> Vec<_> {
            kinds
                .iter()
                .map(|kind| (kind.images, kind.bytes, kind.short.len()))
                .collect()
        };
        assert_eq!(sums(&kinds(&catalogue, &review)), [(3, 300, 3)]);
        let corner = Rect {
            x: 0,
            y: 0,
            width: 9,
            height: 9,
        };
        review.paint(corner, Reach::Image, 2, 0);
        assert_eq!(
            sums(&kinds(&catalogue, &review)),
            [(2, 200, 2), (1, 100, 1)]
        );
        review.delete_instances(&[0]);
        assert_eq!(Forecast::of(&kinds(&catalogue, &review)).images, 2);
    }

    #[test]
    fn what_is_long_is_not_tried() {
        let mut item = Image::default().item();
        item.size = SHORT + 1;
        let catalogue = catalogue([item]);
        let kinds = kinds(&catalogue, &Review::default());
        assert_eq!((kinds[0].images, kinds[0].short.len()), (1, 0));
    }
}
