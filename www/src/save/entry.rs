//! What a delivery sets out to write: every image that the gate was asked for, in the order of the zip.

use crate::engine::Order;
use darkroom::catalogue::InstanceId;
use darkroom::clean::HeldReason;
use darkroom::review::Gate;

/// An image to deliver, or to hold.
#[derive(Clone)]
pub struct Entry {
    pub instance: InstanceId,
    /// In bytes, of the original.
    pub size: u64,
    /// Index in the catalogue.
    pub patient: usize,
    /// What the gate said.
    pub order: Result<Order, HeldReason>,
}

/// What the gate says of every image, in the order of the zip.
pub fn plan(gate: &Gate<'_>) -> Vec<Entry> {
    let entry = |(instance, order)| {
        let series = gate.catalogue.series_of(instance)?;
        Some(Entry {
            instance,
            size: gate.catalogue.item(instance)?.size,
            patient: gate.catalogue.series(series)?.patient,
            order,
        })
    };
    gate.all().into_iter().filter_map(entry).collect()
}
