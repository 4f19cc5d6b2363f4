//! Placeholder for the views: enough to try what is under them.

use leptos::ev;
use leptos::html::{button, div, input, p};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};

use super::app::{App, ZipTo};

/// Mounts the page.
pub fn mount(app: App) {
    leptos::mount::mount_to_body(move || {
        let take = move |event: ev::Event| {
            let input: Option<HtmlInputElement> =
                event.target().and_then(|target| target.dyn_into().ok());
            if let Some(files) = input.and_then(|input| input.files()) {
                app.add_files(files);
            }
        };
        let drop = move |event: DragEvent| {
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                app.add_drop(transfer);
            }
        };
        div().child((
            input().r#type("file").attr("webkitdirectory", "").attr("data-testid", "intake-folder").on(ev::change, take),
            input().r#type("file").multiple(true).attr("data-testid", "intake-files").on(ev::change, take),
            div()
                .attr("data-testid", "drop-zone")
                .on(ev::dragover, |event: DragEvent| event.prevent_default())
                .on(ev::drop, drop)
                .child("Drop here"),
            button().attr("data-testid", "open-sample").on(ev::click, move |_| app.open_sample()).child("sample"),
            button()
                .attr("data-testid", "clear")
                .on(ev::click, move |_| {
                    let left = app.left();
                    app.review.update(|review| app.catalogue.with(|catalogue| review.clear(catalogue, &left)));
                })
                .child("clear all"),
            button()
                .attr("data-testid", "deliver-zip")
                .on(ev::click, move |_| app.deliver_zip(ZipTo::Download))
                .child("zip"),
            button()
                .attr("data-testid", "deliver-picked")
                .on(ev::click, move |_| app.deliver_zip(ZipTo::PickedFile))
                .child("picked"),
            button().attr("data-testid", "pause").on(ev::click, move |_| app.pause()).child("pause"),
            button().attr("data-testid", "resume").on(ev::click, move |_| app.resume()).child("resume"),
            button().attr("data-testid", "cancel").on(ev::click, move |_| app.cancel()).child("cancel"),
            p().attr("data-testid", "intake").child(move || format!("{:?}", app.intake.get())),
            p().attr("data-testid", "counts").child(move || format!("{:?}", app.counts())),
            p().attr("data-testid", "left").child(move || app.left().len()),
            p().attr("data-testid", "fault").child(move || app.fault.get()),
            p().attr("data-testid", "run").child(move || {
                app.run.get().map(|run| {
                    let (done, all, held) = (run.images_done, run.images, run.held);
                    format!("{:?} {done}/{all} {:.0} ms {:?} held {held:?}", run.stage, run.elapsed_ms, run.saved)
                })
            }),
            pictures(app),
        ))
    });
}

/// Asks for every picture once, and says how many came.
fn pictures(app: App) -> impl IntoView {
    let shown = RwSignal::new(String::new());
    let ask = move |_| {
        leptos::task::spawn_local(async move {
            let all = app.catalogue.with_untracked(|catalogue| catalogue.items.len());
            let (mut pictures, mut thumbnails) = (0, 0);
            let mut why = std::collections::BTreeMap::new();
            for instance in 0..all {
                match app.picture(instance, 0).await {
                    Ok(_) => pictures += 1,
                    Err(error) => *why.entry(error).or_insert(0) += 1,
                }
                thumbnails += app.thumbnail(instance, 96).await.iter().count();
            }
            shown.set(format!("done {pictures} pictures, {thumbnails} thumbnails, {why:?}"));
        });
    };
    div().child((
        button().attr("data-testid", "show").on(ev::click, ask).child("show all"),
        p().attr("data-testid", "shown").child(move || shown.get()),
    ))
}
