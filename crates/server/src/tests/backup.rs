//! Backups: made while people write, restored elsewhere, refused when they are not whole.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::scene::{Data, fresh_database};
use super::{Person, Scene};
use crate::backup::{Backup, BackupError, Restore, Summary, back_up, restore};
use crate::blobs::Digest;
use crate::clock::new_id;
use crate::{BlobPlace, DatabaseAddress};

/// A folder of one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(new_id("minnow-backup"));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn backup_of(scene: &Scene, target: &Path) -> Backup {
    let Data { folder, database, blobs } = scene.data.clone();
    Backup { folder, database, blobs, target: target.to_owned() }
}

fn restoring(archive: &Path, folder: &Path, database: Option<DatabaseAddress>) -> Restore {
    Restore { archive: archive.to_owned(), folder: folder.to_owned(), database, blobs: BlobPlace::Folder }
}

/// What people were told is done.
#[derive(Default)]
struct Told {
    releases: Mutex<Vec<String>>,
    sessions: Mutex<Vec<String>>,
    launches: AtomicI64,
    is_over: AtomicBool,
}

impl Told {
    fn counts(&self) -> (usize, usize, i64) {
        let count = |list: &Mutex<Vec<String>>| list.lock().unwrap().len();
        (count(&self.releases), count(&self.sessions), self.launches.load(Ordering::SeqCst))
    }

    fn goes_on(&self) -> bool {
        !self.is_over.load(Ordering::SeqCst)
    }

    /// Until each kind of act was told so often.
    async fn reach(&self, least: (usize, usize, i64)) {
        loop {
            let (releases, sessions, launches) = self.counts();
            if releases >= least.0 && sessions >= least.1 && launches >= least.2 {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// People who publish, sign in and open the program, until it is over.
fn crowd(scene: &Arc<Scene>, operator: &Person, told: &Arc<Told>) -> Vec<tokio::task::JoinHandle<()>> {
    let (a, b, c) = (Arc::clone(scene), Arc::clone(scene), Arc::clone(scene));
    let (for_a, for_b, for_c) = (Arc::clone(told), Arc::clone(told), Arc::clone(told));
    let publisher = operator.clone();
    vec![
        tokio::spawn(async move {
            for number in 1.. {
                if !for_a.goes_on() {
                    break;
                }
                let number = format!("1.0.{number}");
                a.approved(&publisher, "shop", &number).await;
                assert_eq!(a.release(&publisher, "shop", &number, 100).await.status, 201);
                for_a.releases.lock().unwrap().push(number);
            }
        }),
        tokio::spawn(async move {
            while for_b.goes_on() {
                let link = b.platform.identity.create_link_for("ann@example.com").await.unwrap();
                let body = json!({"link": link});
                let answer = b.ask(&Person::default(), "POST", "/api/v1/sign-in/link", Some(body)).await;
                assert_eq!(answer.status, 204, "{}", answer.text());
                let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
                for_b.sessions.lock().unwrap().push(cookie);
                // Nobody may try without end.
                if for_b.counts().1 >= 150 {
                    break;
                }
            }
        }),
        tokio::spawn(async move {
            while for_c.goes_on() {
                if c.open("shop", "/", &[]).await.status == 200 {
                    for_c.launches.fetch_add(1, Ordering::SeqCst);
                }
                tokio::task::yield_now().await;
            }
        }),
    ]
}

async fn launches(scene: &Scene, person: &Person) -> i64 {
    scene.platform.launch.entries.settle().await.unwrap();
    let answer = scene.ask(person, "GET", "/api/v1/apps/shop/launches", None).await.json();
    answer.as_array().unwrap().iter().map(|row| row["launches"].as_i64().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_before_a_backup_began_is_in_it_whoever_writes_meanwhile() {
    let (scene, folder) = (Arc::new(Scene::new().await), Folder::new());
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    fs::create_dir_all(scene.data.folder.join("keys")).unwrap();
    fs::write(scene.data.folder.join("keys/mail.key"), "a secret").unwrap();
    let told = Arc::new(Told::default());
    let crowd = crowd(&scene, &operator, &told);
    told.reach((2, 5, 20)).await;
    let before = told.counts();
    let last_before = told.releases.lock().unwrap().last().unwrap().clone();
    let (archive, summary) = back_up(&backup_of(&scene, &folder.0)).await.unwrap();
    told.reach((before.0 + 1, before.1 + 1, before.2 + 1)).await;
    told.is_over.store(true, Ordering::SeqCst);
    for one in crowd {
        one.await.unwrap();
    }
    assert!(archive.file_name().unwrap().to_str().unwrap().ends_with("Z.tar.zst"), "{}", archive.display());
    assert!(summary.blobs >= 2 && summary.rows > 20, "{summary:?}");
    let place = folder.join("restored");
    let address = fresh_database(&folder.0).await;
    let job = restoring(&archive, &place, Some(address.clone()));
    assert_eq!(restore(&job).await.unwrap().rows, summary.rows);
    let restored = Scene::of(Data { folder: place.clone(), database: address, blobs: BlobPlace::Folder }).await;
    assert_eq!(fs::read_to_string(place.join("keys/mail.key")).unwrap(), "a secret");
    let releases = restored.ask(&operator, "GET", "/api/v1/apps/shop/releases", None).await.text();
    for number in &told.releases.lock().unwrap()[..before.0] {
        assert!(releases.contains(&format!("\"{number}\"")), "{number}: {releases}");
    }
    let sessions = told.sessions.lock().unwrap()[..before.1].to_vec();
    for cookie in &sessions {
        let me = restored.send("mini.localhost", "GET", "/api/v1/me", &[("cookie", cookie)], None).await;
        assert_eq!(me.status, 200);
    }
    let counted = launches(&restored, &operator).await;
    assert!((before.2..=told.counts().2).contains(&counted), "{counted} of {before:?}, {:?}", told.counts());
    let page = restored.open("shop", "/", &[]).await;
    let shown = page.text().split("version 1.0.").nth(1).unwrap().split('<').next().unwrap().parse::<u32>().unwrap();
    let last: u32 = last_before.rsplit('.').next().unwrap().parse().unwrap();
    assert!(shown >= last, "{shown} {last}");
    // It goes on from there.
    restored.approved(&operator, "shop", "2.0.0").await;
    assert_eq!(restored.release(&operator, "shop", "2.0.0", 100).await.status, 201);
    assert!(restored.open("shop", "/", &[]).await.text().contains("version 2.0.0"));
    // Whichever database it was of, it goes into a file.
    let other = folder.join("other");
    let job = restoring(&archive, &other, None);
    assert_eq!(restore(&job).await.unwrap().rows, summary.rows);
    let in_a_file = Scene::of(Data {
        database: DatabaseAddress::Sqlite(other.join("minnow.db")),
        folder: other.clone(),
        blobs: BlobPlace::Folder,
    })
    .await;
    assert_eq!(launches(&in_a_file, &operator).await, counted);
}

#[tokio::test]
async fn a_backup_goes_into_either_database() {
    let (scene, folder) = (Scene::new().await, Folder::new());
    scene.operator().await;
    let (archive, summary) = back_up(&backup_of(&scene, &folder.join("a.tar.zst"))).await.unwrap();
    let file = folder.join("in-a-file");
    let job = restoring(&archive, &file, None);
    restore(&job).await.unwrap();
    let of_file = Backup {
        database: DatabaseAddress::Sqlite(file.join("minnow.db")),
        folder: file,
        blobs: BlobPlace::Folder,
        target: folder.join("b.tar.zst"),
    };
    let (archive, again) = back_up(&of_file).await.unwrap();
    assert_eq!(again, summary);
    let job = restoring(&archive, &folder.join("last"), Some(fresh_database(&folder.0).await));
    assert_eq!(restore(&job).await.unwrap().rows, summary.rows);
}

/// What a restore that has to fail says. Nothing may be there afterwards.
async fn refusal(folder: &Folder, archive: &Path) -> String {
    let place = folder.join("nothing");
    let job = restoring(archive, &place, None);
    let error = restore(&job).await.unwrap_err();
    assert!(!place.exists() && !folder.join("nothing.unfinished").exists());
    error.to_string()
}

#[tokio::test]
async fn what_is_not_whole_is_refused_and_leaves_nothing_behind() {
    let (scene, folder) = (Scene::new().await, Folder::new());
    let operator = scene.operator().await;
    scene.create_app(&operator, "shop").await;
    scene.approved(&operator, "shop", "1.0.0").await;
    let (path, summary) = back_up(&backup_of(&scene, &folder.join("a.tar.zst"))).await.unwrap();
    let whole = fs::read(&path).unwrap();
    let damaged = folder.join("damaged.tar.zst");
    for part in [0, 3, 4, 100, whole.len() / 2, whole.len() - 5, whole.len() - 1] {
        fs::write(&damaged, &whole[..part]).unwrap();
        let said = refusal(&folder, &damaged).await;
        assert!(said.contains("is not a whole backup"), "{part}: {said}");
    }
    for at in (0..whole.len()).step_by((whole.len() / 40).max(1)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&damaged, &bytes).unwrap();
        // A few bits mean nothing to zstd: then all that was kept is there.
        let place = folder.join("flipped");
        match restore(&restoring(&damaged, &place, None)).await {
            Ok(restored) => {
                let parts = |of: &Summary| (of.rows, of.blobs, of.files);
                assert_eq!(parts(&restored), parts(&summary), "{at}");
            }
            Err(_) => assert!(!place.exists() && !folder.join("flipped.unfinished").exists(), "{at}"),
        }
        let _ = fs::remove_dir_all(&place);
    }
    fs::write(&damaged, b"PK\x03\x04 something else").unwrap();
    assert!(refusal(&folder, &damaged).await.contains("no archive of `minnow admin backup`"));
    assert!(refusal(&folder, &folder.join("absent")).await.contains("absent"));
    let mut behind = whole.clone();
    behind.extend_from_slice(b"more");
    fs::write(&damaged, &behind).unwrap();
    refusal(&folder, &damaged).await;
}

/// An archive as somebody else might make one.
fn forged(path: &Path, files: &[(&str, &[u8])], change: impl FnOnce(&mut Value)) {
    let listed = files.iter().map(|(name, content)| {
        ((*name).to_owned(), json!({"size_bytes": content.len(), "sha256": Digest::of(content).to_string()}))
    });
    let listed: serde_json::Map<String, Value> = listed.collect();
    let mut manifest =
        json!({"format": 1, "minnow": "0", "migration": 1, "begun_ms": 0, "database": "sqlite", "files": listed});
    change(&mut manifest);
    let manifest = manifest.to_string();
    let mut packed = zstd::stream::write::Encoder::new(fs::File::create(path).unwrap(), 1).unwrap();
    for (name, content) in files.iter().copied().chain([("manifest.json", manifest.as_bytes())]) {
        let mut header = tar::Header::new_ustar();
        // The library would refuse some of these names.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(if name.ends_with(".link") { tar::EntryType::Symlink } else { tar::EntryType::Regular });
        header.set_size(content.len() as u64);
        header.set_cksum();
        packed.write_all(header.as_bytes()).unwrap();
        packed.write_all(content).unwrap();
        packed.write_all(&vec![0; content.len().next_multiple_of(512) - content.len()]).unwrap();
    }
    packed.write_all(&[0; 1024]).unwrap();
    packed.finish().unwrap();
}

#[tokio::test]
async fn an_archive_cannot_write_where_it_likes() {
    let folder = Folder::new();
    let path = folder.join("forged.tar.zst");
    for name in ["../evil", "/tmp/evil", "folder/../../evil", "folder/a/../../evil", "launches/../../evil", "x.link"] {
        forged(&path, &[(name, b"x")], |_| {});
        let said = refusal(&folder, &path).await;
        assert!(said.contains("which no backup has") || said.contains("no plain file"), "{name}: {said}");
    }
    assert!(!folder.join("evil").exists() && !Path::new("/tmp/evil").exists());
    // The same archive without such a name is taken.
    forged(&path, &[("folder/fine", b"x")], |_| {});
    let place = folder.join("fine");
    restore(&restoring(&path, &place, None)).await.unwrap();
    assert_eq!(fs::read(place.join("fine")).unwrap(), b"x");
}

#[tokio::test]
async fn what_an_archive_says_of_itself_has_to_be_true() {
    let folder = Folder::new();
    let path = folder.join("forged.tar.zst");
    let files: &[(&str, &[u8])] = &[("folder/a", b"x"), ("folder/b", b"y")];
    let other = Digest::of(b"z").to_string();
    type Change = Box<dyn Fn(&mut Value)>;
    let of = |change: fn(&mut Value)| -> Change { Box::new(change) };
    let cases: Vec<(&str, Change)> = vec![
        (
            "folder/a was changed",
            Box::new(move |manifest: &mut Value| manifest["files"]["folder/a"]["sha256"] = other.clone().into()),
        ),
        ("folder/a was changed", of(|manifest| manifest["files"]["folder/a"]["size_bytes"] = 2.into())),
        (
            "folder/b is not in its manifest",
            of(|manifest| drop(manifest["files"].as_object_mut().unwrap().remove("folder/b"))),
        ),
        ("folder/c is missing", of(|manifest| manifest["files"]["folder/c"] = manifest["files"]["folder/a"].clone())),
        ("newer minnow", of(|manifest| manifest["migration"] = 9999.into())),
        ("its format is 2", of(|manifest| manifest["format"] = 2.into())),
        ("its manifest cannot be read", of(|manifest| *manifest = json!([]))),
    ];
    for (expected, change) in cases {
        forged(&path, files, |manifest| change(manifest));
        let said = refusal(&folder, &path).await;
        assert!(said.contains(expected), "{expected}: {said}");
    }
    forged(&path, &[("folder/a", b"x"), ("folder/a", b"x")], |_| {});
    assert!(refusal(&folder, &path).await.contains("twice"));
    for (name, content) in [
        ("database/no_such_table/000000.jsonl", "[\"id\"]\n"),
        ("database/account/000000.jsonl", "[\"no_such_column\"]\n"),
        ("database/account/000000.jsonl", "[\"id\"]\n[7]\n"),
    ] {
        forged(&path, &[(name, content.as_bytes())], |_| {});
        assert!(refusal(&folder, &path).await.contains("is not a whole backup"), "{content}");
    }
    let name = format!("blobs/{}", Digest::of(b"a"));
    forged(&path, &[(&name, b"b")], |_| {});
    assert!(refusal(&folder, &path).await.contains("not the one its digest names"));
}

#[tokio::test]
async fn nothing_that_is_there_is_written_over() {
    let (scene, folder) = (Scene::new().await, Folder::new());
    scene.operator().await;
    let job = backup_of(&scene, &folder.join("a.tar.zst"));
    let (archive, _) = back_up(&job).await.unwrap();
    let before = fs::read(&archive).unwrap();
    assert!(matches!(back_up(&job).await, Err(BackupError::Place(_))));
    assert_eq!(fs::read(&archive).unwrap(), before);
    // It would be in every later one.
    let inside = scene.data.folder.join("a.tar.zst");
    assert!(back_up(&backup_of(&scene, &inside)).await.unwrap_err().to_string().contains("lies in the data folder"));
    let full = folder.join("full");
    fs::create_dir_all(&full).unwrap();
    let job = restoring(&archive, &full, Some(fresh_database(&folder.0).await));
    fs::write(full.join("mine"), "x").unwrap();
    assert!(restore(&job).await.unwrap_err().to_string().contains("is not empty"));
    assert_eq!(fs::read(full.join("mine")).unwrap(), b"x");
    fs::remove_file(full.join("mine")).unwrap();
    // Into the database of the platform that runs.
    let onto = restoring(&job.archive, &full, Some(scene.data.database.clone()));
    let said = restore(&onto).await.unwrap_err().to_string();
    assert!(said.contains("is not empty") || said.contains("has tables"), "{said}");
    assert_eq!(scene.ask(&Person::default(), "GET", "/readyz", None).await.status, 200);
    restore(&job).await.unwrap();
}
