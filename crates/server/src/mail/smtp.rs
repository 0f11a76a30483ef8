//! Mail by SMTP.
//!
//! In: the address of a mail server, a sender, letters. Out: mail. Must not: send a password or a letter over a network without TLS.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;

use super::letter::Letter;
use super::post::{CarryError, MailCarrier};

/// A mail server that says nothing for so long is away.
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct SmtpCarrier {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpCarrier {
    /// `address`: `smtps://user:password@host:465` (TLS from the first byte), `smtp://…?tls=required` (STARTTLS), or `smtp://` without TLS on this machine.
    /// `from`: `Minnow <minnow@example.com>`, or an address alone.
    pub fn new(address: &str, from: &str) -> Result<Self, String> {
        // What is wrong is told without the address: a password may stand in it.
        let shape =
            "write the mail server as smtps://user:password@host:465, or smtp://user:password@host:587?tls=required";
        let url = Url::parse(address).map_err(|error| format!("{shape} ({error})"))?;
        let has_tls = url.scheme() == "smtps" || url.query() == Some("tls=required");
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        if !matches!(url.scheme(), "smtp" | "smtps") || host.is_empty() {
            return Err(shape.to_owned());
        }
        if !has_tls && !is_here {
            return Err(format!("letters go over a network with TLS only: {shape}"));
        }
        if !url.username().is_empty() && url.password().is_none() {
            return Err(format!("the mail server's address has a user and no password: {shape}"));
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(address)
            .map_err(|error| format!("{shape} ({error})"))?
            .timeout(Some(TIMEOUT))
            .build();
        let from = from.parse().map_err(|error| format!("`{from}` is no sender of mail: {error}"))?;
        Ok(SmtpCarrier { transport, from })
    }

    fn message(&self, letter: Letter) -> Result<Message, String> {
        let to = letter.to.parse().map_err(|error| format!("the address is none for mail: {error}"))?;
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let id = format!("<{}@{}>", crate::secret::new_text(), self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(|error| error.to_string())
    }
}

impl MailCarrier for SmtpCarrier {
    fn carry(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<(), CarryError>> + Send + '_>> {
        Box::pin(async move {
            let message = self.message(letter).map_err(CarryError::Refused)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                // What a server says of an address may name it: the number is enough for a log.
                Err(error) if error.is_permanent() => {
                    Err(CarryError::Refused(error.status().map_or_else(String::new, |code| code.to_string())))
                }
                Err(error) if error.is_transient() => {
                    Err(CarryError::Later(error.status().map_or_else(String::new, |code| code.to_string())))
                }
                Err(error) => Err(CarryError::Later(error.to_string())),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_reached_with_tls_or_on_this_machine() {
        let from = "Minnow <minnow@example.com>";
        for address in [
            "smtps://user:p%40ss@mail.example.com:465",
            "smtps://mail.example.com",
            "smtp://user:pass@mail.example.com:587?tls=required",
            "smtp://localhost:2525",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
        ] {
            assert!(SmtpCarrier::new(address, from).is_ok(), "{address}");
        }
        for address in [
            "",
            "mail.example.com",
            "https://mail.example.com",
            "smtp://user:secret@mail.example.com",
            "smtp://user:secret@mail.example.com?tls=opportunistic",
            "smtps://user@mail.example.com",
        ] {
            let refusal = SmtpCarrier::new(address, from).err().unwrap_or_default();
            assert!(!refusal.is_empty() && !refusal.contains("secret"), "{address}: {refusal}");
        }
        assert!(SmtpCarrier::new("smtp://localhost", "minnow").is_err());
    }

    #[test]
    fn a_letter_is_text_and_html_and_says_that_nobody_wrote_it() {
        let carrier = SmtpCarrier::new("smtp://localhost", "Minnow <minnow@example.com>").unwrap();
        let letter = Letter {
            to: "ann@example.com".to_owned(),
            subject: "验证码\r\nBcc: eve@example.com".to_owned(),
            text: "text".to_owned(),
            html: "<p>html</p>".to_owned(),
        };
        let message = String::from_utf8(carrier.message(letter.clone()).unwrap().formatted()).unwrap();
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("Auto-Submitted: auto-generated") && head.contains("multipart/alternative"), "{head}");
        assert!(head.lines().all(|line| !line.starts_with("Bcc")), "{head}");
        assert!(body.contains("text/plain") && body.contains("text/html"), "{body}");
        for to in ["ann@example.com\r\nBcc: eve@example.com", "ann@example.com, eve@example.com", ""] {
            assert!(carrier.message(Letter { to: to.to_owned(), ..letter.clone() }).is_err(), "{to}");
        }
    }
}
