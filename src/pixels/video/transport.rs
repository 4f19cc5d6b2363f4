//! MPEG transport streams (ITU-T H.222.0): packets of 188 bytes, of which one number's make the video.
//!
//! In come all bytes, out come the coding and the bare video stream. Timestamps, sound and whatever else is in the
//! stream are left behind.

use super::{Coding, VideoError};

/// Bytes of a packet; Blu-ray's have four more in front (the second number is where a packet begins in its stride).
const STRIDES: &[(usize, usize)] = &[(188, 0), (192, 4)];
const PACKET: usize = 188;
const SYNC: u8 = 0x47;

/// Packets looked at to know a transport stream by.
const SNIFFED: usize = 3;

/// Stream types (ITU-T H.222.0 table 2-34).
const STREAM_TYPES: &[(u8, Coding)] = &[
    (0x01, Coding::Mpeg2),
    (0x02, Coding::Mpeg2),
    (0x1B, Coding::H264),
    (0x24, Coding::H265),
];

/// The stride, if these bytes are a transport stream's.
pub fn sniff(bytes: &[u8]) -> Option<(usize, usize)> {
    STRIDES.iter().copied().find(|&(stride, first)| {
        let mut packets = bytes.chunks(stride).take(SNIFFED);
        bytes.len() >= stride && packets.all(|packet| packet.get(first) == Some(&SYNC))
    })
}

/// One packet's number, whether a unit begins in it, its counter and payload.
struct Packet<'a> {
    number: u16,
    begins: bool,
    counter: u8,
    payload: &'a [u8],
}

/// A packet; `None` if it is damaged or scrambled.
fn packet(bytes: &[u8]) -> Option<Packet<'_>> {
    let [SYNC, high, low, control] = *bytes.first_chunk::<4>()? else {
        return None;
    };
    if high & 0x80 != 0 || control & 0xC0 != 0 {
        return None;
    }
    let payload = match control >> 4 & 3 {
        1 => bytes.get(4..)?,
        3 => bytes.get(5 + usize::from(*bytes.get(4)?)..)?,
        _ => &[],
    };
    Some(Packet {
        number: u16::from_be_bytes([high & 0x1F, low]),
        begins: high & 0x40 != 0,
        counter: control & 0x0F,
        payload,
    })
}

fn packets(bytes: &[u8]) -> impl Iterator<Item = Result<Packet<'_>, VideoError>> {
    let (stride, first) = sniff(bytes).unwrap_or((PACKET, 0));
    let whole = bytes.chunks_exact(stride);
    whole.map(move |chunk| {
        let packet = chunk.get(first..first + PACKET).and_then(packet);
        packet.ok_or(VideoError::Damaged("transport stream"))
    })
}

/// The coding of the video and its bare stream.
pub fn elementary(bytes: &[u8]) -> Result<(Coding, Vec<u8>), VideoError> {
    let (number, coding) = video(bytes)?;
    let mut stream = Vec::new();
    let mut last = None;
    let mut begun = false;
    for packet in packets(bytes) {
        let packet = packet?;
        if packet.number != number || packet.payload.is_empty() {
            continue;
        }
        // A packet may be sent twice (2.4.3.3).
        if last == Some(packet.counter) {
            continue;
        }
        last = Some(packet.counter);
        begun |= packet.begins;
        if begun {
            stream.extend_from_slice(match packet.begins {
                true => {
                    behind_header(packet.payload).ok_or(VideoError::Damaged("transport stream"))?
                }
                false => packet.payload,
            });
        }
    }
    Ok((coding, stream))
}

/// What comes after the header of a packetised unit (2.4.3.6).
fn behind_header(payload: &[u8]) -> Option<&[u8]> {
    let rest = payload.strip_prefix(&[0, 0, 1])?;
    let header = usize::from(*rest.get(5)?);
    rest.get(6 + header..)
}

/// The number of the first video among the first program's streams, and its coding.
fn video(bytes: &[u8]) -> Result<(u16, Coding), VideoError> {
    let damaged = VideoError::Damaged("transport stream");
    let mut map = None;
    for packet in packets(bytes) {
        let packet = packet?;
        if !packet.begins {
            continue;
        }
        if packet.number == 0 && map.is_none() {
            map = section(packet.payload, 0).and_then(program);
        } else if map == Some(packet.number) {
            return section(packet.payload, 2)
                .and_then(video_of)
                .ok_or(VideoError::NoVideo);
        }
    }
    Err(damaged)
}

/// A table's section that lies within one packet, from behind its length to before its checksum (2.4.4).
fn section(payload: &[u8], table: u8) -> Option<&[u8]> {
    let start = 1 + usize::from(*payload.first()?);
    let section = payload.get(start..)?;
    let [kind, high, low] = *section.first_chunk::<3>()?;
    let length = usize::from(u16::from_be_bytes([high & 0x0F, low]));
    let body = section.get(3..3 + length)?;
    let body = body.get(..length.checked_sub(4)?)?;
    (kind == table).then_some(body)
}

/// The packet number of the first program's map.
fn program(section: &[u8]) -> Option<u16> {
    let mut programs = section.get(5..)?.as_chunks::<4>().0.iter();
    programs.find_map(|&[high, low, number_high, number_low]| {
        let is_program = (high, low) != (0, 0);
        is_program.then(|| u16::from_be_bytes([number_high & 0x1F, number_low]))
    })
}

/// The first stream of a known type in a program's map.
fn video_of(section: &[u8]) -> Option<(u16, Coding)> {
    let [high, low] = *section.get(7..)?.first_chunk::<2>()?;
    let mut rest = section.get(9 + usize::from(u16::from_be_bytes([high & 0x0F, low]))..)?;
    while let Some(&[kind, high, low, info_high, info_low]) = rest.first_chunk::<5>() {
        if let Some((_, coding)) = STREAM_TYPES.iter().find(|(known, _)| *known == kind) {
            return Some((u16::from_be_bytes([high & 0x1F, low]), *coding));
        }
        let info = usize::from(u16::from_be_bytes([info_high & 0x0F, info_low]));
        rest = rest.get(5 + info..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::transport_stream;
    use super::*;

    #[test]
    fn the_video_s_bytes_come_out_whole_whatever_lies_between() {
        let pictures: Vec<Vec<u8>> = [1_usize, 183, 184, 185, 170, 1000]
            .iter()
            .map(|&length| (0..length).map(|byte| byte as u8).collect())
            .collect();
        let stream = transport_stream(&pictures, 0x1B);
        assert_eq!(sniff(&stream), Some((188, 0)));
        let (coding, bytes) = elementary(&stream).unwrap();
        assert_eq!(coding, Coding::H264);
        assert_eq!(bytes, pictures.concat());
    }

    #[test]
    fn packets_with_four_bytes_in_front_are_known_too() {
        let plain = transport_stream(&[vec![7; 500]], 0x24);
        let with_time: Vec<u8> = plain
            .chunks(188)
            .flat_map(|packet| [&[1, 2, 3, 4], packet].concat())
            .collect();
        assert_eq!(elementary(&with_time), elementary(&plain));
    }

    #[test]
    fn a_stream_without_video_or_with_a_damaged_packet_is_an_error() {
        let sound = transport_stream(&[vec![7; 500]], 0x0F);
        assert_eq!(elementary(&sound), Err(VideoError::NoVideo));
        let mut damaged = transport_stream(&[vec![7; 500]], 0x1B);
        damaged[188 * 3] = 0;
        assert!(elementary(&damaged).is_err());
    }

    proptest! {
        #[test]
        fn nothing_that_a_packet_says_leads_out_of_it(
            mut stream in Just(transport_stream(&[vec![9; 700]], 0x1B)),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        ) {
            for (place, byte) in changes {
                let place = place.index(stream.len());
                stream[place] = byte;
            }
            if let Ok((_, bytes)) = elementary(&stream) {
                prop_assert!(bytes.len() <= stream.len());
            }
        }
    }
}
