use darkroom::clean::{self, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{MemorySource, Source};
use std::rc::Rc;
fn main() {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let order = Order {
        looked_at: true,
        ..Order::default()
    };
    let files: Vec<_> = std::env::args()
        .skip(1)
        .map(|path| Rc::new(MemorySource::new(std::fs::read(path).unwrap())) as Rc<dyn Source>)
        .collect();
    let start = std::time::Instant::now();
    let n = 2000;
    for i in 0..n {
        clean::clean(files[i % files.len()].clone(), &order, &pseudonyms)
            .map_err(|e| e.what())
            .unwrap();
    }
    println!(
        "{:.3} ms each",
        start.elapsed().as_secs_f64() * 1000.0 / n as f64
    );
}
