//! One model: loaded, and run on numbers.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rten::{Model, RunOptions, Value};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::ModelError;

/// A model with one input and one output.
pub struct Network {
    model: Model,
    /// One thread: whoever searches has threads of his own, an image each.
    options: RunOptions,
}

/// What a model says: numbers and their shape.
pub struct Answer {
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}

impl Network {
    /// Of the bytes of an ONNX file; `name` is what it is called in an error.
    pub fn load(bytes: &[u8], name: &'static str) -> Result<Self, ModelError> {
        let load = AssertUnwindSafe(|| options().load(bytes.to_vec()));
        let model = catch_unwind(load).map_err(|_| ModelError::Unusable(name))?;
        Ok(Self {
            model: model.map_err(|_| ModelError::Unusable(name))?,
            options: RunOptions::default().with_thread_pool(one_thread()),
        })
    }

    /// A text that the file carries.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.model.metadata().get(key)
    }

    /// Runs it on three channels of a picture; `None` if the model will not have it.
    pub fn run(&self, input: Vec<f32>, height: usize, width: usize) -> Option<Answer> {
        let input = NdTensor::try_from_data([1, 3, height, width], input).ok()?;
        let options = self.options.clone();
        let run = || self.model.run_one(Value::from(input).into(), Some(options));
        let value = catch_unwind(AssertUnwindSafe(run)).ok()?.ok()?;
        let tensor = value.into_tensor::<f32>()?;
        Some(Answer {
            shape: tensor.shape().to_vec(),
            values: tensor.into_data(),
        })
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Network")
    }
}

/// In the page only what the two models that are packed with it use; a person may give the command other ones.
#[cfg(target_arch = "wasm32")]
fn options() -> rten::ModelOptions {
    use rten::op_registry;
    let ops = op_registry!(
        Add,
        AveragePool,
        BatchNormalization,
        Cast,
        Concat,
        Conv,
        ConvTranspose,
        Div,
        Erf,
        GlobalAveragePool,
        HardSigmoid,
        Identity,
        MatMul,
        MaxPool,
        Mul,
        ReduceMean,
        Relu,
        Resize,
        Sigmoid,
        Softmax,
        Squeeze,
        Transpose,
        Unsqueeze
    );
    rten::ModelOptions::with_ops(ops)
}

#[cfg(not(target_arch = "wasm32"))]
fn options() -> rten::ModelOptions {
    rten::ModelOptions::with_all_ops()
}

#[cfg(target_arch = "wasm32")]
fn one_thread() -> Option<std::sync::Arc<rten::ThreadPool>> {
    None
}

#[cfg(not(target_arch = "wasm32"))]
fn one_thread() -> Option<std::sync::Arc<rten::ThreadPool>> {
    Some(std::sync::Arc::new(rten::ThreadPool::with_num_threads(1)))
}
