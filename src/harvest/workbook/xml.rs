//! XML as a workbook has it: elements by their local names, and text. Declarations of types, and entities other than
//! XML's own five, end the reading: no program writes them into a workbook, and they are how small files become large.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::harvest::error::ListError;

/// What comes next.
pub enum Node<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// The element of this local name ends.
    Close(Vec<u8>),
    /// Text, as it is meant.
    Text(String),
}

/// An element with its attributes.
pub struct Element<'a>(BytesStart<'a>);

/// Reads from the start to the end.
pub struct Nodes<'a>(Reader<&'a [u8]>);

impl<'a> Nodes<'a> {
    /// Of a part's bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        // An element without contents ends like any other.
        reader.config_mut().expand_empty_elements = true;
        Self(reader)
    }

    /// What comes next; none at the end.
    pub fn next(&mut self) -> Result<Option<Node<'a>>, ListError> {
        loop {
            let node = match self.0.read_event().map_err(|_| ListError::Xml)? {
                Event::Start(start) | Event::Empty(start) => Node::Open(Element(start)),
                Event::End(end) => Node::Close(end.local_name().as_ref().to_vec()),
                Event::Text(text) => {
                    let text = text.decode().map_err(|_| ListError::Xml)?;
                    Node::Text(text.into_owned())
                }
                Event::CData(data) => {
                    let text = data.decode().map_err(|_| ListError::Xml)?;
                    Node::Text(text.into_owned())
                }
                Event::GeneralRef(reference) => {
                    let letter = reference.resolve_char_ref().map_err(|_| ListError::Xml)?;
                    let name = reference.decode().map_err(|_| ListError::Xml)?;
                    let named = || resolve_predefined_entity(&name).map(str::to_owned);
                    let text = letter.map(String::from).or_else(named);
                    Node::Text(text.ok_or(ListError::Xml)?)
                }
                Event::DocType(_) => return Err(ListError::Xml),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
                Event::Eof => return Ok(None),
            };
            return Ok(Some(node));
        }
    }
}

impl Element<'_> {
    /// Whether its name, without its namespace, is this.
    pub fn is(&self, name: &str) -> bool {
        self.0.local_name().as_ref() == name.as_bytes()
    }

    /// The value of an attribute, by its name without its namespace.
    pub fn value(&self, name: &str) -> Result<Option<String>, ListError> {
        for attribute in self.0.attributes() {
            let attribute = attribute.map_err(|_| ListError::Xml)?;
            if attribute.key.local_name().as_ref() == name.as_bytes() {
                let value = attribute.normalized_value(XmlVersion::Explicit1_0);
                return Ok(Some(value.map_err(|_| ListError::Xml)?.into_owned()));
            }
        }
        Ok(None)
    }

    /// The same as a number.
    pub fn number(&self, name: &str) -> Result<Option<usize>, ListError> {
        Ok(self
            .value(name)?
            .and_then(|value| value.trim().parse().ok()))
    }

    /// The same as yes or no.
    pub fn flag(&self, name: &str) -> Result<bool, ListError> {
        let value = self.value(name)?;
        Ok(value.is_some_and(|value| matches!(value.trim(), "1" | "true" | "on")))
    }
}
